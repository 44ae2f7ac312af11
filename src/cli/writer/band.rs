//! What `watch` prints between verdicts, and how a verdict begins there.

use super::{OutputStyle, ansi_style, text};
use crate::report::{Block, Tone};
use crate::rows::{Ground, Role};
use crate::sanitize;
use crate::text::pad;
use crate::theme::Theme;
use unicode_width::UnicodeWidthStr;

/// Writes a line across the width, with the time and the title of what follows.
pub(in crate::cli) fn rule(style: OutputStyle, time: &str, title: &str) -> String {
    let title = sanitize::line(title).replace('`', "");
    let before = match time {
        "" => "──".to_owned(),
        time => format!("── {time} ──"),
    };
    let rest = style
        .width
        .saturating_sub(before.width() + title.width() + 2);
    let dim = |text: &str| style.paint(Role::Dim, text);
    format!(
        "{} {} {}",
        dim(&before),
        style.paint(Role::Heading, &title),
        dim(&"─".repeat(rest))
    )
}

/// Writes a verdict. If there are colors, its headline is a band across the width.
pub(in crate::cli) fn with_band(style: OutputStyle, blocks: &[Block]) -> String {
    let ground = match blocks.first() {
        Some(Block::Headline(headline)) if style.color => match headline.tone {
            Tone::Good => Ground::Good,
            Tone::Bad => Ground::Bad,
            Tone::Neutral | Tone::Quiet | Tone::Notice => Ground::Terminal,
        },
        Some(_) | None => Ground::Terminal,
    };
    if ground == Ground::Terminal {
        return text(style, blocks);
    }
    let (headline, rest) = blocks.split_at(1);
    let plain = OutputStyle {
        width: style.width.saturating_sub(1),
        columns: style.width.saturating_sub(1),
        color: false,
    };
    let band = ansi_style(Theme::default().filled(ground));
    let row = |row: &str| {
        let row = pad(&format!(" {row}"), style.width);
        format!(
            "{band}{row}{band:#}
"
        )
    };
    let rows: String = text(plain, headline).lines().map(row).collect();
    match rest {
        [] => rows,
        rest => format!(
            "{rows}
{}",
            text(style, rest)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Headline;

    fn style(color: bool) -> OutputStyle {
        OutputStyle {
            width: 40,
            columns: 40,
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

    #[test]
    fn a_verdict_begins_with_a_band_across_the_width_if_there_are_colors() {
        let headline = |tone| {
            Block::Headline(Headline {
                tone,
                status: "some status".to_owned(),
                detail: None,
                millis: Some(90),
            })
        };
        for (tone, sign, ground) in [(Tone::Bad, '✗', "\x1b[41m"), (Tone::Good, '✓', "\x1b[42m")]
        {
            let blocks = [headline(tone), Block::Prose("Why.".to_owned())];
            let plain = text(style(false), &blocks);
            assert_eq!(with_band(style(false), &blocks), plain);
            let drawn = with_band(style(true), &blocks);
            let band = drawn.lines().next().unwrap();
            assert!(band.contains(ground), "{band:?}");
            let visible = without_styles(&drawn);
            let band = pad(&format!(" {sign} some status   0.09 s"), 40);
            assert_eq!(visible, format!("{band}\n\nWhy.\n"));
        }
    }

    #[test]
    fn a_rule_has_the_time_and_the_title() {
        let drawn = |time| without_styles(&rule(style(true), time, "A `Cell`"));
        assert_eq!(drawn("17:05"), "── 17:05 ── A Cell ─────────────────────");
        assert_eq!(drawn(""), "── A Cell ──────────────────────────────");
    }
}
