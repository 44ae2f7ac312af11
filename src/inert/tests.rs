//! Tests of `inert`.

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
