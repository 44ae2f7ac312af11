//! What `watch` prints between verdicts, and how a verdict begins there.

use super::{OutputStyle, ansi_style, text};
use crate::report::{Block, Tone, seconds};
use crate::rows::{Ground, Role};
use crate::sanitize;
use crate::text::{LongWords, capitalize, pad, wrap};
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

/// Writes a verdict. If there are colors, its headline is a band across the width, with the first of these reasons that
/// fits.
pub(in crate::cli) fn with_band(
    style: OutputStyle,
    blocks: &[Block],
    reasons: &[String],
) -> String {
    let Some(Block::Headline(headline)) = blocks.first().filter(|_| style.color) else {
        return text(style, blocks);
    };
    let (sign, ground) = match headline.tone {
        Tone::Good => ('✓', Ground::Good),
        Tone::Bad => ('✗', Ground::Bad),
        Tone::Neutral | Tone::Quiet | Tone::Notice => return text(style, blocks),
    };
    let band = ansi_style(Theme::default().filled(ground));
    let plain = |says: &str| sanitize::line(says).replace('`', "");
    let time = headline
        .millis
        .map_or(String::new(), |millis| format!("   {}", seconds(millis)));
    let mut says = format!(" {sign} {}", plain(&capitalize(&headline.status)));
    let reasons = reasons.iter().filter(|says| !says.starts_with("it "));
    let mut reasons = reasons.map(|reason| format!("   {}", plain(&capitalize(reason))));
    let room = style.width.saturating_sub(says.width());
    says += &reasons
        .find(|reason| reason.width() + time.width() <= room)
        .unwrap_or_default();
    says += &time;
    let rows = if says.width() <= style.width {
        vec![says]
    } else {
        wrap(&says, style.width, LongWords::Break)
    };
    let rows = rows
        .iter()
        .map(|row| format!("{band}{}{band:#}\n", pad(row, style.width)));
    let rows: String = rows.collect();
    match &blocks[1..] {
        [] => rows,
        rest => format!("{rows}\n{}", text(style, rest)),
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
            assert_eq!(with_band(style(false), &blocks, &[]), plain);
            let drawn = with_band(style(true), &blocks, &[]);
            let band = drawn.lines().next().unwrap();
            assert!(band.contains(ground), "{band:?}");
            let visible = without_styles(&drawn);
            let band = pad(&format!(" {sign} Some status   0.09 s"), 40);
            assert_eq!(visible, format!("{band}\n\nWhy.\n"));
            let reasons = ["`values` has too many letters", "line 2 differs"].map(str::to_owned);
            let visible = without_styles(&with_band(style(true), &blocks, &reasons));
            let band = format!(" {sign} Some status   Line 2 differs   0.09 s");
            assert_eq!(visible.lines().next(), Some(pad(&band, 40).as_str()));
        }
    }

    #[test]
    fn a_rule_has_the_time_and_the_title() {
        let drawn = |time| without_styles(&rule(style(true), time, "A `Cell`"));
        assert_eq!(drawn("17:05"), "── 17:05 ── A Cell ─────────────────────");
        assert_eq!(drawn(""), "── A Cell ──────────────────────────────");
    }
}
