//! Tests of `tokens`.

use super::*;

fn line(text: &str, pattern: &str) -> Option<u32> {
    let pattern = Pattern::parse(pattern).expect("a pattern");
    let found = Tokens::parse(text).expect("tokens").find_used(&pattern);
    found.map(|found| found.line)
}

#[test]
fn a_sequence_is_found_whatever_the_whitespace_and_comments() {
    let text = "fn f() {\n  match /* here */ self . known\n .borrow() { _ => {} }\n}";
    assert_eq!(line(text, "match self.known.borrow()"), Some(2));
    assert_eq!(line("// unsafe\nfn f() {}", "unsafe"), None);
    assert_eq!(line("fn f() { \"unsafe\"; }", "unsafe"), None);
}

#[test]
fn a_lifetime_is_not_the_keyword_of_its_name() {
    let text = "struct Page {\n path: &'static str }\nstatic PAGES: u8 = 0;";
    assert_eq!(line(text, "static"), Some(3));
    assert_eq!(line(text, "&'static str"), Some(2));
    assert_eq!(line("fn f() -> Ref<'_, u8> { x }", "Ref<'_, u8>"), Some(1));
}

#[test]
fn a_trailing_star_matches_a_prefix() {
    assert_eq!(
        line("fn f() { c.try_borrow_mut(); }", "try_borrow*"),
        Some(1)
    );
    assert_eq!(line("fn f() { c.try_borrow_mut(); }", "try_borrow"), None);
}

#[test]
fn a_gap_ends_with_the_function() {
    let text = "fn set() {\n let a = swap(1);\n forget(a); }\nfn get() { read(2); }";
    assert_eq!(line(text, "fn set … forget("), Some(1));
    assert_eq!(line(text, "swap … forget(a)"), Some(2));
    assert_eq!(line(text, "forget(a); } fn … ) { read("), Some(3));
    assert_eq!(line(text, "(1); forget"), Some(2));
    assert_eq!(line(text, "fn set … read"), None);
    assert_eq!(line(text, "forget … swap"), None);
    assert_eq!(line(text, "fn set … for*"), Some(1));
    assert_eq!(line(text, "fn set … for"), None);
}

#[test]
fn macro_bodies_count_and_use_declarations_do_not() {
    assert_eq!(
        line("macro_rules! m { () => { RefCell::new(1) } }", "RefCell"),
        Some(1)
    );
    assert_eq!(line("use std::cell::RefCell;\nfn f() {}", "RefCell"), None);
    let captures = "fn f<'a>() -> impl Sized + use<'a> { unsafe {} }";
    assert_eq!(line(captures, "unsafe"), Some(1));
}

#[test]
fn a_renamed_import_is_known_by_its_original_name() {
    let text = "use std::cell::{Cell, RefCell as Shared};\nfn f(x: Shared<u8>) {}";
    assert_eq!(line(text, "RefCell"), Some(2));
}

#[test]
fn an_unclosed_brace_does_not_parse() {
    assert!(Tokens::parse("fn f() {").is_err());
    assert!(Tokens::parse("\u{feff}fn f() {}\r\n").is_ok());
}

#[test]
fn nothing_overflows_however_deeply_a_file_nests() {
    for (open, close) in [("(", ")"), ("use {", "}")] {
        let text = format!("{}{}", open.repeat(50_000), close.repeat(50_000));
        assert!(Tokens::parse(&text).is_err());
    }
    let text = format!("use {}a{};", "{".repeat(256), "}".repeat(256));
    assert_eq!(Tokens::parse(&text).unwrap().imports().len(), 1);
}

#[test]
fn a_guard_in_the_head_of_a_block_is_found_from_a_line_of_the_block() {
    let text = "fn f() {
        match a.borrow().len() {
            0 => one(),
            _ => two(),
        }
        three();
        for x in a.iter().map(|y| y.borrow()) {
            four();
        }
        if a.borrow().is_empty() {
            five();
        }
    }";
    let tokens = Tokens::parse(text).unwrap();
    let pattern = Pattern::parse(".borrow()").unwrap();
    let found = |line| {
        let head = tokens.head_around(line, &pattern);
        head.map(|keyword| (keyword.text.as_str(), keyword.line))
    };
    assert_eq!(found(3), Some(("match", 2)));
    assert_eq!([2, 6, 8, 11].map(found), [None; 4]);
}
