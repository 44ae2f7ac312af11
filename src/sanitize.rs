//! Replaces every character that could control a terminal with a visible stand-in.
//!
//! Programs, compilers and lessons can send characters that move the cursor, hide text or reverse its direction.
//! Nothing is dropped: C0 controls and DEL become control pictures (`␛`, `␍`, `␡`), which are one column wide. C1
//! controls, bidi controls and the two Unicode separators have no pictures, so they become Rust escapes, `\u{202e}`.

/// Sanitizes a text, but keeps newlines and tabs. A carriage return becomes `␍`, so that `\r\n` stays distinguishable
/// from `\n`.
#[must_use]
pub fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        push_in_text(&mut out, c);
    }
    out
}

/// Sanitizes a text for a place that has a single line: newlines and tabs are replaced, too.
#[must_use]
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        push(&mut out, c);
    }
    out
}

/// Like [`text`], but keeps color sequences (`ESC [ digits ; m`), for diagnostics that rustc has colored.
#[must_use]
pub fn keep_colors(text: &str) -> String {
    with_colors(text, String::push_str)
}

/// Like [`text`], but drops color sequences.
#[must_use]
pub fn strip_colors(text: &str) -> String {
    with_colors(text, |_, _| ())
}

/// Sanitizes `text` and calls `push_color` with each color sequence.
fn with_colors(text: &str, push_color: impl Fn(&mut String, &str)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = if let Some(length) = color_sequence_length(rest) {
            push_color(&mut out, &rest[..length]);
            length
        } else {
            push_in_text(&mut out, c);
            c.len_utf8()
        };
        rest = &rest[length..];
    }
    out
}

/// Returns the length in bytes of the color sequence at the start of `text`.
fn color_sequence_length(text: &str) -> Option<usize> {
    let parameters = text.strip_prefix("\x1b[")?;
    let end = parameters.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    parameters[end..].starts_with('m').then_some(2 + end + 1)
}

fn push_in_text(out: &mut String, c: char) {
    if matches!(c, '\n' | '\t') {
        out.push(c);
    } else {
        push(out, c);
    }
}

fn push(out: &mut String, c: char) {
    match c {
        '\0'..='\x1f' => out.extend(char::from_u32(0x2400 + u32::from(c))),
        '\x7f' => out.push('␡'),
        _ if is_format_control(c) => out.extend(c.escape_unicode()),
        _ => out.push(c),
    }
}

/// Whether `c` is a C1 control, a bidi control, or a line or paragraph separator.
fn is_format_control(c: char) -> bool {
    matches!(
        c,
        '\u{80}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn control_characters_become_visible() {
        let cases = [
            ("plain\n\ttext", "plain\n\ttext"),
            ("\x1b[2J\x1b[31mred", "\u{241b}[2J\u{241b}[31mred"),
            ("over\rwritten\r\n", "over␍written␍\n"),
            ("bell\x07 null\0 delete\x7f", "bell␇ null␀ delete␡"),
            ("\u{9b}2J", "\\u{9b}2J"),
            ("a\u{202e}b", "a\\u{202e}b"),
            ("a\u{2028}b\u{61c}", "a\\u{2028}b\\u{61c}"),
            ("größe 🦀 日本", "größe 🦀 日本"),
        ];
        for (given, expected) in cases {
            assert_eq!(text(given), expected);
        }
    }

    #[test]
    fn one_line_stays_one_line() {
        assert_eq!(line("a\tb\nc\r\n"), "a␉b␊c␍␊");
    }

    #[test]
    fn only_colors_are_kept() {
        let cases = [
            ("\x1b[1;31merror\x1b[0m", "\x1b[1;31merror\x1b[0m", "error"),
            ("\x1b[m\x1b[2J", "\x1b[m␛[2J", "␛[2J"),
            ("\x1b[38;5;9mx", "\x1b[38;5;9mx", "x"),
            ("\x1b[1", "␛[1", "␛[1"),
            ("\x1b[?25lm", "␛[?25lm", "␛[?25lm"),
            ("\x1b\x1b[0m[0m", "␛\x1b[0m[0m", "␛[0m"),
            ("\x1b]8;;file:///\x07", "␛]8;;file:///␇", "␛]8;;file:///␇"),
        ];
        for (given, kept, stripped) in cases {
            assert_eq!(keep_colors(given), kept);
            assert_eq!(strip_colors(given), stripped);
        }
    }

    fn is_dangerous(c: char) -> bool {
        c.is_control() || is_format_control(c)
    }

    /// Text in which dangerous characters are frequent.
    fn hostile() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            any::<char>().prop_map(String::from),
            (0u32..0x100).prop_map(|c| char::from_u32(c).into_iter().collect()),
            (0x2000u32..0x2070).prop_map(|c| char::from_u32(c).into_iter().collect()),
            "\\x1b\\[[0-9;]{0,4}[mJ]",
        ];
        proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn no_dangerous_character_gets_through(given in hostile()) {
            for (once, twice) in [
                (text(&given), text(&text(&given))),
                (line(&given), line(&line(&given))),
                (strip_colors(&given), strip_colors(&strip_colors(&given))),
            ] {
                prop_assert!(!once.chars().any(|c| is_dangerous(c) && c != '\n' && c != '\t'));
                prop_assert_eq!(&twice, &once);
                prop_assert!(once.len() <= 3 * given.len());
            }
            prop_assert!(!line(&given).chars().any(is_dangerous));
        }

        #[test]
        fn keep_colors_adds_nothing_but_colors(given in hostile()) {
            let kept = keep_colors(&given);
            prop_assert_eq!(keep_colors(&kept), kept.as_str());
            prop_assert_eq!(strip_colors(&kept), strip_colors(&given));
            prop_assert!(kept.len() <= 3 * given.len());
        }
    }
}
