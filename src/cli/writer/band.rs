//! What `watch` prints between verdicts, and how a verdict begins.

use super::{OutputStyle, ansi_style, text};
use crate::report::{Band, Block, seconds};
use crate::rows::{Ground, Role};
use crate::sanitize;
use crate::text::{LongWords, pad, wrap};
use crate::theme::Theme;
use unicode_width::UnicodeWidthStr;

/// The columns between the parts of a band.
const GAP: &str = "   ";

/// The columns before a reason that has rows of its own: below what happened, after the sign.
const INDENT: usize = 2;

/// Writes a line across the width, with the time and the title of what follows.
pub(in crate::cli) fn rule(style: OutputStyle, time: &str, title: &str) -> String {
    let title = sanitize::line(title).replace('`', "");
    let before = match time {
        "" => "──".to_owned(),
        time => format!("── {time} ──"),
    };
    let rest = style
        .columns
        .saturating_sub(before.width() + title.width() + 2);
    let dim = |text: &str| style.paint(Role::Dim, text);
    format!(
        "{} {} {}",
        dim(&before),
        style.paint(Role::Heading, &title),
        dim(&"─".repeat(rest))
    )
}

/// Writes a verdict: in place of its headline the band of the full screen, across the width if there are colors.
pub(in crate::cli) fn with_band(style: OutputStyle, band: &Band, blocks: &[Block]) -> String {
    let rest = match blocks {
        [Block::Headline(_), rest @ ..] => rest,
        blocks => blocks,
    };
    let band = self::band(style, band);
    match rest {
        [] => band,
        rest => format!("{band}\n{}", text(style, rest)),
    }
}

/// Writes what happened, then why, in the longest form that fits, and the time if there is room. A reason that is too
/// long for that is below.
fn band(style: OutputStyle, band: &Band) -> String {
    let margin = if style.color { " " } else { "" };
    let plain = |says: &str| shown(style, says, band.is_message);
    let happened = plain(&band.happened);
    let mut says = format!("{margin}{} {happened}", band.sign());
    let room = style.columns.saturating_sub(says.width() + GAP.width());
    let fitting = band.reason(|reason| plain(reason).width() <= room);
    let mut below = Vec::new();
    if let Some(reason) = fitting {
        says += &format!("{GAP}{}", plain(reason));
    } else if let Some(reason) = band.shortest_reason() {
        let room = style.columns.saturating_sub(margin.width() + INDENT);
        below = wrap(&plain(reason), room, LongWords::Break);
    }
    let time = format!("{GAP}{}", seconds(band.millis));
    if says.width() + time.width() <= style.columns {
        says += &time;
    }
    let indent = margin.width() + INDENT;
    let below = below.iter().map(|row| format!("{:indent$}{row}", ""));
    let rows = std::iter::once(says).chain(below);
    if !style.color {
        return rows.map(|row| row + "\n").collect();
    }
    let ground = if band.passed {
        Ground::Good
    } else {
        Ground::Bad
    };
    let ground = ansi_style(Theme::default().filled(ground));
    let rows = rows.map(|row| format!("{ground}{}{ground:#}\n", pad(&row, style.columns)));
    rows.collect()
}

/// Returns a sentence without the backticks around names, if the band sets it apart. Signs and the messages of rustc
/// keep theirs.
fn shown(style: OutputStyle, says: &str, is_message: bool) -> String {
    let says = sanitize::line(says);
    if !style.color || is_message {
        return says;
    }
    let parts = says.split('`').enumerate();
    let parts = parts.map(|(at, part)| match at % 2 {
        1 if !part.contains(char::is_alphanumeric) => format!("`{part}`"),
        _ => part.to_owned(),
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Headline, Tone};

    fn style(color: bool) -> OutputStyle {
        OutputStyle {
            width: 40,
            columns: 40,
            breaks_at: None,
            color,
        }
    }

    fn without_styles(text: &str) -> String {
        let parts = text.split('\x1b').enumerate();
        let visible = parts.map(|(at, part)| match at {
            0 => part,
            _ => part.split_once('m').unwrap().1,
        });
        visible.collect()
    }

    fn band(passed: bool, reasons: &[&str]) -> Band {
        Band {
            passed,
            happened: "Some status".to_owned(),
            briefly: "Some status".to_owned(),
            reasons: reasons.iter().map(|&says| says.to_owned()).collect(),
            is_message: false,
            millis: 90,
        }
    }

    #[test]
    fn a_verdict_begins_with_a_band_across_the_width_if_there_are_colors() {
        let blocks = [
            Block::Headline(Headline {
                tone: Tone::Bad,
                status: "some status".to_owned(),
                detail: None,
                millis: Some(90),
            }),
            Block::Prose("Why.".to_owned()),
        ];
        for (passed, sign, ground) in [(false, '✗', "\x1b[41m"), (true, '✓', "\x1b[42m")] {
            let band = band(passed, &[]);
            let plain = with_band(style(false), &band, &blocks);
            assert_eq!(plain, format!("{sign} Some status   0.09 s\n\nWhy.\n"));
            let drawn = with_band(style(true), &band, &blocks);
            assert!(drawn.lines().next().unwrap().contains(ground), "{drawn:?}");
            let first = pad(&format!(" {sign} Some status   0.09 s"), 40);
            assert_eq!(without_styles(&drawn), format!("{first}\n\nWhy.\n"));
        }
    }

    #[test]
    fn the_band_says_the_longest_reason_that_fits_before_the_time() {
        let drawn = |color, reasons: &[&str]| {
            let drawn = super::band(style(color), &band(false, reasons));
            let drawn = without_styles(&drawn);
            drawn
                .lines()
                .map(|line| line.trim_end().to_owned())
                .collect::<Vec<_>>()
        };
        let fitting = ["`values` has too many letters", "`values` is read"];
        assert_eq!(
            drawn(true, &fitting),
            [" ✗ Some status   values is read   0.09 s"]
        );
        assert_eq!(drawn(false, &fitting), ["✗ Some status   `values` is read"]);
        let fitting = ["`a` `,` b"];
        assert_eq!(drawn(true, &fitting), [" ✗ Some status   a `,` b   0.09 s"]);
        let long = ["nothing here is short enough for it"];
        assert_eq!(
            drawn(true, &long),
            [
                " ✗ Some status   0.09 s",
                "   nothing here is short enough for it"
            ]
        );
    }

    #[test]
    fn a_rule_has_the_time_and_the_title() {
        let drawn = |time| without_styles(&rule(style(true), time, "A `Cell`"));
        assert_eq!(drawn("17:05"), "── 17:05 ── A Cell ─────────────────────");
        assert_eq!(drawn(""), "── A Cell ──────────────────────────────");
    }
}
