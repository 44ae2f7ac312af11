//! Maps roles to styles: a palette for dark terminals, one for light ones, and the terminal's own sixteen colors. No
//! meaning depends on color alone.

#![deny(clippy::wildcard_enum_match_arm)]

use crate::highlight::Syntax;
use crate::rows::{Ground, Role, RowStyle};
use ratatui::style::{Color, Modifier, Style};

/// How many colors a terminal shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// Only bold, italic and reverse.
    None,
    /// The sixteen colors of the terminal's theme.
    #[default]
    Sixteen,
    Indexed256,
    TrueColor,
}

/// Where the colors come from, if the terminal has more than sixteen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Palette {
    /// The terminal's theme, which is readable whatever its background is.
    #[default]
    Ansi,
    Dark,
    Light,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    pub depth: Depth,
    pub palette: Palette,
    /// Whether the screen gets the palette's background, because text may be unreadable on the terminal's own.
    pub paints_ground: bool,
}

/// A color as RGB, and its counterpart among the 256 colors.
#[derive(Clone, Copy)]
struct Shade(u32, u8);

/// One color in each palette.
#[derive(Clone, Copy)]
struct Ink {
    dark: Shade,
    light: Shade,
    /// `None` is the terminal's own text or background.
    ansi: Option<Color>,
}

const fn ink(dark: Shade, light: Shade, ansi: Option<Color>) -> Ink {
    Ink { dark, light, ansi }
}

const TEXT: Ink = ink(Shade(0x00d6_dbe5, 253), Shade(0x0024_292f, 235), None);
const DIM: Ink = ink(
    Shade(0x009a_a3b5, 248),
    Shade(0x0059_636e, 241),
    Some(Color::Indexed(245)),
);
const RULE: Ink = ink(
    Shade(0x004b_5364, 240),
    Shade(0x00c3_c9d0, 251),
    Some(Color::Indexed(245)),
);
const ACCENT: Ink = ink(
    Shade(0x00b7_a1ff, 147),
    Shade(0x0066_39ba, 55),
    Some(Color::Cyan),
);
const KEY: Ink = ink(Shade(0x00e0_c27a, 180), Shade(0x007a_5200, 94), None);
const GOOD: Ink = ink(
    Shade(0x007f_d88f, 114),
    Shade(0x0011_6329, 22),
    Some(Color::Green),
);
const BAD: Ink = ink(
    Shade(0x00ff_7a85, 210),
    Shade(0x00b3_122b, 124),
    Some(Color::Red),
);
const READER: Ink = ink(
    Shade(0x005c_b8ff, 75),
    Shade(0x0005_50ae, 25),
    Some(Color::LightBlue),
);
const WRITER: Ink = ink(
    Shade(0x00ff_a257, 215),
    Shade(0x00a0_400a, 94),
    Some(Color::Yellow),
);
const KEYWORD: Ink = ink(
    Shade(0x00c7_92ea, 176),
    Shade(0x0084_31b4, 91),
    Some(Color::Magenta),
);
const TYPE: Ink = ink(
    Shade(0x0082_d4c8, 116),
    Shade(0x000b_5f5c, 23),
    Some(Color::Cyan),
);
const FUNCTION: Ink = ink(Shade(0x008a_b4f8, 111), Shade(0x000a_53b0, 25), None);
/// Plain code in a sentence: text on a background of its own, or in a color if there are no backgrounds.
const CODE: Ink = Ink {
    ansi: Some(Color::Cyan),
    ..TEXT
};
const MACRO: Ink = ink(
    Shade(0x00f2_8fad, 211),
    Shade(0x009c_1f56, 125),
    Some(Color::Magenta),
);
const STRING: Ink = ink(
    Shade(0x00b5_d88a, 150),
    Shade(0x002d_5d0a, 22),
    Some(Color::Yellow),
);
const NUMBER: Ink = ink(
    Shade(0x00f5_c07a, 216),
    Shade(0x008a_4600, 94),
    Some(Color::Yellow),
);
const COMMENT: Ink = ink(
    Shade(0x009a_a3b5, 248),
    Shade(0x0059_636e, 241),
    Some(Color::Indexed(245)),
);

/// What comes later in a run: as gray as text may be.
const FUTURE: Ink = ink(
    Shade(0x008d_96a8, 246),
    Shade(0x005f_6874, 241),
    Some(Color::Indexed(245)),
);

/// The background of the whole screen.
const GROUND: Ink = ink(Shade(0x001e_1e1e, 234), Shade(0x00ff_ffff, 231), None);
const SELECTION: Ink = ink(Shade(0x002f_3650, 237), Shade(0x00df_e3fb, 254), None);
const CODE_GROUND: Ink = ink(Shade(0x0026_2a33, 235), Shade(0x00f4_f5f8, 255), None);
const GOOD_BAND: Ink = ink(Shade(0x001f_3a2a, 236), Shade(0x00dc_f5e3, 194), None);
const BAD_BAND: Ink = ink(Shade(0x004a_2329, 52), Shade(0x00ff_e3e6, 255), None);

impl Theme {
    /// Returns the style for a span of a row.
    pub(crate) fn style(self, style: RowStyle) -> Style {
        let mut found = self.role(style.role);
        if style.strong {
            found = found.patch(self.strong());
        }
        if style.emphasis {
            found = found.patch(self.emphasis());
        }
        if style.differs {
            found = found.patch(self.ground(Ground::Present));
        }
        found
    }

    fn role(self, role: Role) -> Style {
        match role {
            Role::Text => self.text(),
            Role::Heading => self.strong(),
            Role::Dim => self.dim(),
            Role::Rule => self.rule(),
            Role::Accent => self.accent(),
            Role::Key => self.key(),
            Role::Future => self.future(),
            Role::Code(syntax) => self.inline_code(syntax),
            Role::Good => self.good(),
            Role::Bad => self.bad(),
            Role::GoodPiece => self.piece(self.good(), Ground::Good),
            Role::BadPiece => self.piece(self.bad(), Ground::Bad),
            Role::Warning => self.ink(NUMBER),
            Role::Thread(index) => {
                let hues = [READER, WRITER, MACRO, TYPE, KEYWORD, STRING];
                self.ink(hues[index % hues.len()]).patch(self.strong())
            }
            Role::Syntax(syntax) => self.syntax(syntax),
        }
    }

    /// A piece of a line, underlined if there are no backgrounds.
    fn piece(self, style: Style, ground: Ground) -> Style {
        let ground = self.ground(ground);
        match ground.bg {
            Some(_) => style.patch(ground),
            None => style.add_modifier(Modifier::UNDERLINED),
        }
    }

    /// Code in a sentence, on the background of code.
    fn inline_code(self, syntax: Syntax) -> Style {
        let style = match syntax {
            Syntax::Other | Syntax::Function => self.ink(CODE),
            Syntax::Keyword
            | Syntax::Type
            | Syntax::Macro
            | Syntax::String
            | Syntax::Number
            | Syntax::Comment
            | Syntax::ReadGuard
            | Syntax::WriteGuard => self.syntax(syntax),
        };
        style.patch(self.ground(Ground::Code))
    }

    fn color(self, ink: Ink) -> Option<Color> {
        let shade = match (self.depth, self.palette) {
            (Depth::None, _) => return None,
            (Depth::Sixteen, palette) => return on_ground(ink.ansi?, palette),
            (Depth::Indexed256 | Depth::TrueColor, Palette::Ansi) => return ink.ansi,
            (Depth::Indexed256 | Depth::TrueColor, Palette::Dark) => ink.dark,
            (Depth::Indexed256 | Depth::TrueColor, Palette::Light) => ink.light,
        };
        Some(match self.depth {
            Depth::TrueColor => Color::from_u32(shade.0),
            Depth::None | Depth::Sixteen | Depth::Indexed256 => Color::Indexed(shade.1),
        })
    }

    fn ink(self, ink: Ink) -> Style {
        self.color(ink).map_or(Style::new(), |c| Style::new().fg(c))
    }

    /// A color that a terminal with sixteen colors shows as dim text.
    fn subdued(self, ink: Ink) -> Style {
        match self.depth {
            Depth::Sixteen => Style::new().add_modifier(Modifier::DIM),
            Depth::None | Depth::Indexed256 | Depth::TrueColor => self.ink(ink),
        }
    }

    pub(crate) fn text(self) -> Style {
        self.ink(TEXT)
    }

    /// Text and background of an empty screen.
    pub(crate) fn screen(self) -> Style {
        let ground = self.color(GROUND).filter(|_| self.paints_ground);
        ground.map_or(self.text(), |color| self.text().bg(color))
    }

    /// Passed, right.
    pub(crate) fn good(self) -> Style {
        self.ink(GOOD).add_modifier(Modifier::BOLD)
    }

    /// Failed, wrong.
    pub(crate) fn bad(self) -> Style {
        self.ink(BAD).add_modifier(Modifier::BOLD)
    }

    /// What has the focus, or is current.
    pub(crate) fn accent(self) -> Style {
        self.ink(ACCENT)
    }

    /// Keys and commands.
    pub(crate) fn key(self) -> Style {
        match self.color(KEY) {
            Some(color) => Style::new().fg(color),
            // Bold, not a color that means something else.
            None => self.strong(),
        }
    }

    /// The replacement for a background if there is none.
    #[expect(clippy::unused_self, reason = "all styles are methods")]
    pub(crate) fn reversed(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// Returns a style with a background even if [`Theme::ground`] has none, as in the verdict's band: the letters are
    /// readable whatever the terminal's own colors are.
    pub(crate) fn filled(self, ground: Ground) -> Style {
        let style = match ground {
            Ground::Bad => Style::new().fg(Color::White).bg(Color::Red),
            // Not bold: many terminals show bold black as gray.
            Ground::Good => Style::new().fg(Color::Black).bg(Color::Green),
            Ground::Terminal | Ground::Code | Ground::Selection | Ground::Present => {
                return self.reversed();
            }
        };
        match self.depth {
            Depth::None => self.reversed(),
            Depth::Sixteen | Depth::Indexed256 | Depth::TrueColor => style,
        }
    }

    /// Less important text.
    pub(crate) fn dim(self) -> Style {
        self.subdued(DIM)
    }

    /// Lines that separate.
    pub(crate) fn rule(self) -> Style {
        self.subdued(RULE)
    }

    /// What comes later in a run.
    pub(crate) fn future(self) -> Style {
        match self.depth {
            Depth::None => Style::new().add_modifier(Modifier::DIM),
            Depth::Sixteen | Depth::Indexed256 | Depth::TrueColor => self.subdued(FUTURE),
        }
    }

    /// The titles of panes.
    pub(crate) fn title(self) -> Style {
        self.text().patch(self.strong())
    }

    /// Headings.
    #[expect(clippy::unused_self, reason = "all styles are methods")]
    pub(crate) fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Emphasized words.
    #[expect(clippy::unused_self, reason = "all styles are methods")]
    pub(crate) fn emphasis(self) -> Style {
        Style::new().add_modifier(Modifier::ITALIC)
    }

    /// What is current, in bold.
    pub(crate) fn marked(self) -> Style {
        self.accent().add_modifier(Modifier::BOLD)
    }

    /// The background of a row.
    pub(crate) fn ground(self, ground: Ground) -> Style {
        let ink = match ground {
            Ground::Terminal => return Style::new(),
            Ground::Code => CODE_GROUND,
            Ground::Selection | Ground::Present => SELECTION,
            Ground::Good => GOOD_BAND,
            Ground::Bad => BAD_BAND,
        };
        match self.color(ink) {
            Some(color) => Style::new().bg(color),
            None if ground == Ground::Selection => Style::new().add_modifier(Modifier::REVERSED),
            None => Style::new(),
        }
    }

    /// The style of a lexeme of Rust source.
    pub(crate) fn syntax(self, syntax: Syntax) -> Style {
        match syntax {
            Syntax::Other => self.text(),
            Syntax::Keyword => self.ink(KEYWORD),
            Syntax::Type => self.ink(TYPE),
            Syntax::Function => self.ink(FUNCTION),
            Syntax::Macro => self.ink(MACRO),
            Syntax::String => self.ink(STRING),
            Syntax::Number => self.ink(NUMBER),
            Syntax::Comment => self.subdued(COMMENT).add_modifier(Modifier::ITALIC),
            Syntax::ReadGuard => self.ink(READER).add_modifier(Modifier::BOLD),
            Syntax::WriteGuard => self.ink(WRITER).add_modifier(Modifier::BOLD),
        }
    }
}

/// Returns one of the sixteen colors, or another one if it would be hard to read on a background that is known. `None` is
/// the terminal's own text: on light backgrounds, few colors are dark enough.
fn on_ground(color: Color, palette: Palette) -> Option<Color> {
    match (palette, color) {
        (Palette::Light, Color::Cyan | Color::LightBlue) => Some(Color::Blue),
        (Palette::Light, Color::Yellow) => Some(Color::Magenta),
        (Palette::Light, Color::Green | Color::Magenta) => None,
        (Palette::Dark, Color::Red) => Some(Color::LightRed),
        (Palette::Dark, Color::Magenta) => Some(Color::LightMagenta),
        (Palette::Ansi | Palette::Dark | Palette::Light, _) => Some(color),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [(&str, Ink); 17] = [
        ("text", TEXT),
        ("dim", DIM),
        ("accent", ACCENT),
        ("key", KEY),
        ("good", GOOD),
        ("bad", BAD),
        ("reader", READER),
        ("writer", WRITER),
        ("keyword", KEYWORD),
        ("type", TYPE),
        ("function", FUNCTION),
        ("code", CODE),
        ("macro", MACRO),
        ("string", STRING),
        ("number", NUMBER),
        ("comment", COMMENT),
        ("future", FUTURE),
    ];

    /// The relative luminance of WCAG 2.
    fn luminance(rgb: u32) -> f64 {
        let channel = |shift: u32| {
            let value = f64::from(rgb >> shift & 0xff) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
    }

    fn contrast(one: u32, other: u32) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// The RGB of one of xterm's 256 colors, after the first sixteen.
    fn indexed(index: u8) -> u32 {
        const STEPS: [u32; 6] = [0, 95, 135, 175, 215, 255];
        let index = usize::from(index);
        if index >= 232 {
            return (8 + 10 * u32::try_from(index - 232).unwrap()) * 0x0001_0101;
        }
        let cube = index - 16;
        STEPS[cube / 36] << 16 | STEPS[cube / 6 % 6] << 8 | STEPS[cube % 6]
    }

    #[test]
    fn every_text_is_readable_on_the_usual_backgrounds() {
        const MIN_CONTRAST: f64 = 4.5;
        let dark = [GROUND.dark.0, 0, 0x0000_2b36, 0x0028_2c34];
        let light = [GROUND.light.0, 0x00fd_f6e3, 0x00ef_f1f5];
        for (name, ink) in TEXTS {
            for (Shade(rgb, index), grounds, own) in [
                (ink.dark, &dark[..], CODE_GROUND.dark),
                (ink.light, &light[..], CODE_GROUND.light),
            ] {
                for (color, own) in [(rgb, own.0), (indexed(index), indexed(own.1))] {
                    for ground in grounds.iter().chain([&own]) {
                        let found = contrast(color, *ground);
                        assert!(
                            found >= MIN_CONTRAST,
                            "{name} {color:06x} on {ground:06x}: {found:.2}"
                        );
                    }
                }
            }
        }
    }

    /// The RGB of one of xterm's first sixteen colors.
    fn xterm(color: Color) -> u32 {
        let colors = [
            (Color::Red, 0x00cd_0000),
            (Color::Green, 0x0000_cd00),
            (Color::Yellow, 0x00cd_cd00),
            (Color::Blue, 0x0000_00ee),
            (Color::Magenta, 0x00cd_00cd),
            (Color::Cyan, 0x0000_cdcd),
            (Color::LightRed, 0x00ff_0000),
            (Color::LightBlue, 0x005c_5cff),
            (Color::LightMagenta, 0x00ff_00ff),
        ];
        let found = colors.into_iter().find(|(known, _)| *known == color);
        found.unwrap_or_else(|| panic!("{color} is not used")).1
    }

    #[test]
    fn sixteen_colors_are_readable_on_a_background_that_is_known() {
        // Dim text has no color of its own.
        let texts = TEXTS
            .into_iter()
            .filter(|(_, ink)| ink.ansi != Some(Color::Indexed(245)));
        for (name, ink) in texts {
            for (palette, ground, least) in [
                (Palette::Light, 0x00ff_ffff, 4.5),
                // The blue of a terminal reaches only this contrast on black.
                (Palette::Dark, 0, 4.3),
            ] {
                let theme = Theme {
                    depth: Depth::Sixteen,
                    palette,
                    paints_ground: false,
                };
                let Some(color) = theme.color(ink) else {
                    continue;
                };
                let found = contrast(xterm(color), ground);
                assert!(found >= least, "{name} {color}: {found:.2}");
            }
        }
    }

    #[test]
    fn text_is_readable_on_a_selection_and_on_a_band() {
        // The color of later events is never used on these backgrounds.
        let texts = TEXTS.into_iter().filter(|(name, _)| *name != "future");
        let grounds = [SELECTION, GOOD_BAND, BAD_BAND];
        for ((_, ink), ground) in texts.flat_map(|text| grounds.map(|ground| (text, ground))) {
            for (text, ground) in [
                (ink.dark.0, ground.dark.0),
                (ink.light.0, ground.light.0),
                (indexed(ink.dark.1), indexed(ground.dark.1)),
                (indexed(ink.light.1), indexed(ground.light.1)),
            ] {
                let found = contrast(text, ground);
                assert!(found >= 4.5, "{text:06x} on {ground:06x}: {found:.2}");
            }
        }
    }

    #[test]
    fn code_in_a_sentence_has_a_background_but_no_guard_color() {
        for palette in [Palette::Dark, Palette::Light] {
            let theme = Theme {
                depth: Depth::TrueColor,
                palette,
                paints_ground: false,
            };
            for plain in [Syntax::Other, Syntax::Function] {
                let style = theme.role(Role::Code(plain));
                assert_eq!(style.fg, theme.text().fg);
                assert_eq!(style.bg, theme.ground(Ground::Code).bg);
            }
            let guard = theme.role(Role::Code(Syntax::ReadGuard));
            assert_eq!(guard.fg, theme.syntax(Syntax::ReadGuard).fg);
        }
    }

    #[test]
    fn without_colors_a_theme_uses_none() {
        for palette in [Palette::Ansi, Palette::Dark, Palette::Light] {
            let theme = Theme {
                depth: Depth::None,
                palette,
                paints_ground: true,
            };
            for (_, ink) in TEXTS {
                assert_eq!(theme.color(ink), None);
            }
            assert_eq!(theme.screen(), Style::new());
        }
    }
}
