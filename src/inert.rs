//! Bytes from outside made harmless and valid, before they meet a terminal.
//!
//! A program, a compiler or a lesson may send what moves the cursor, hides text or turns its direction round.
//! Nothing is dropped: each such character gets a stand-in that can be seen. C0 and DEL become control
//! pictures (`␛`, `␍`, `␡`), which are one column wide and known from hex editors; C1, bidi controls and the
//! two Unicode separators have no pictures, so they become the escape a Rust programmer writes, `\u{202e}`.
//! Cutting text to a length, and its colours on a screen, are left to others.

/// As text with its lines and tabs; everything else that a terminal obeys is made visible.
///
/// A carriage return shows as `␍`, so `\r\n` stays apart from `\n`.
#[must_use]
pub fn text(bytes: &[u8]) -> String {
    let decoded = decode(bytes);
    let mut out = String::with_capacity(decoded.len());
    for c in decoded.chars() {
        push_in_text(&mut out, c);
    }
    out
}

/// Valid UTF-8 and nothing more: for comparing and searching, never for printing.
#[must_use]
pub fn decode(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// For places that have one line: newlines and tabs become visible too.
#[must_use]
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        push(&mut out, c);
    }
    out
}

/// Keeps colours (`ESC [ digits ; m`) and makes everything else inert: for what rustc has coloured.
#[must_use]
pub fn coloured(text: &str) -> String {
    sift(text, String::push_str)
}

/// The same without its colours.
#[must_use]
pub fn plain(text: &str) -> String {
    sift(text, |_, _| ())
}

/// Makes `text` inert and hands each colour sequence to `colour`.
fn sift(text: &str, colour: impl Fn(&mut String, &str)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let taken = if let Some(length) = colour_length(rest) {
            colour(&mut out, &rest[..length]);
            length
        } else {
            push_in_text(&mut out, c);
            c.len_utf8()
        };
        rest = &rest[taken..];
    }
    out
}

/// How many bytes of a colour sequence stand at the start of `text`.
fn colour_length(text: &str) -> Option<usize> {
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
        _ if is_obeyed(c) => out.extend(c.escape_unicode()),
        _ => out.push(c),
    }
}

/// C1, bidi controls, line and paragraph separator: what a terminal or a text layout may act on.
fn is_obeyed(c: char) -> bool {
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
    fn what_a_terminal_would_obey_is_shown_instead() {
        let cases: [(&[u8], &str); 10] = [
            (b"plain\n\ttext", "plain\n\ttext"),
            (b"\x1b[2J\x1b[31mred", "\u{241b}[2J\u{241b}[31mred"),
            (b"over\rwritten\r\n", "over␍written␍\n"),
            (b"bell\x07 null\0 delete\x7f", "bell␇ null␀ delete␡"),
            ("\u{9b}2J".as_bytes(), "\\u{9b}2J"),
            ("a\u{202e}b".as_bytes(), "a\\u{202e}b"),
            ("a\u{2028}b\u{61c}".as_bytes(), "a\\u{2028}b\\u{61c}"),
            (b"half \xe2\x82", "half \u{fffd}"),
            (b"\xff\xfe", "\u{fffd}\u{fffd}"),
            ("größe 🦀 日本".as_bytes(), "größe 🦀 日本"),
        ];
        for (given, seen) in cases {
            assert_eq!(text(given), seen);
        }
    }

    #[test]
    fn one_line_stays_one_line() {
        assert_eq!(line("a\tb\nc\r\n"), "a␉b␊c␍␊");
    }

    #[test]
    fn decoding_keeps_what_comparing_has_to_notice() {
        assert_eq!(decode(b"a\r\n\x1b\xff"), "a\r\n\x1b\u{fffd}");
    }

    #[test]
    fn only_colours_are_kept() {
        let cases = [
            ("\x1b[1;31merror\x1b[0m", "\x1b[1;31merror\x1b[0m", "error"),
            ("\x1b[m\x1b[2J", "\x1b[m␛[2J", "␛[2J"),
            ("\x1b[38;5;9mx", "\x1b[38;5;9mx", "x"),
            ("\x1b[1", "␛[1", "␛[1"),
            ("\x1b[?25lm", "␛[?25lm", "␛[?25lm"),
            ("\x1b\x1b[0m[0m", "␛\x1b[0m[0m", "␛[0m"),
            ("\x1b]8;;file:///\x07", "␛]8;;file:///␇", "␛]8;;file:///␇"),
        ];
        for (given, with, without) in cases {
            assert_eq!(coloured(given), with);
            assert_eq!(plain(given), without);
        }
    }

    fn is_forbidden(c: char) -> bool {
        c.is_control() || is_obeyed(c)
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
        fn no_bytes_get_through(bytes: Vec<u8>) {
            let seen = text(&bytes);
            prop_assert!(!seen.chars().any(|c| is_forbidden(c) && c != '\n' && c != '\t'));
            prop_assert_eq!(text(seen.as_bytes()), seen.as_str());
            prop_assert!(seen.len() <= 3 * bytes.len());
        }

        #[test]
        fn no_text_gets_through(given in hostile()) {
            for (seen, again) in [
                (text(given.as_bytes()), text(text(given.as_bytes()).as_bytes())),
                (line(&given), line(&line(&given))),
                (plain(&given), plain(&plain(&given))),
            ] {
                prop_assert!(!seen.chars().any(|c| is_forbidden(c) && c != '\n' && c != '\t'));
                prop_assert_eq!(&again, &seen);
                prop_assert!(seen.len() <= 3 * given.len());
            }
            prop_assert!(!line(&given).chars().any(is_forbidden));
        }

        #[test]
        fn colours_are_all_that_a_terminal_can_find(given in hostile()) {
            let seen = coloured(&given);
            prop_assert_eq!(coloured(&seen), seen.as_str());
            prop_assert_eq!(plain(&seen), plain(&given));
            prop_assert!(seen.len() <= 3 * given.len());
        }
    }
}
