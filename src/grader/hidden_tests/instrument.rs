//! Makes the copy of the hidden tests that is compiled: each test shows that it returned, and trusts no macro and no
//! comparison of the learner's.

use crate::course::own_tests;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::str::FromStr;

/// The module beside the copy, in the workspace.
const TRUSTED_FILE: &str = "__trusted.rs";

/// Follows the `{` of each test. The inner block drops the test's locals, which may be the learner's types, before the
/// test shows that it returned.
const BEGIN: &str = " let __run = __trusted::TestRun::begin(); let () = {";

/// Precedes the `}` of each test.
const END: &str = "}; __run.end(); ";

const CHECKS: &str = include_str!("checks.rs");
const RETURNED: &str = include_str!("returned.rs");
const RETURNED_UNDER_GLASS: &str = include_str!("returned_under_glass.rs");

/// Returns the files of hidden tests for the workspace: the tests at `path`, and the module beside them. The lines of the
/// tests keep their numbers. `module` is the module of the learner's file, if that is not a crate of its own.
pub(in crate::grader) fn files(
    path: &str,
    text: &str,
    glass: bool,
    module: Option<&str>,
) -> [(String, String); 2] {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let returned = returned(glass);
    let mut trusted = format!("{CHECKS}{returned}");
    if let Some(module) = module {
        trusted = trusted.replace("$crate::", &format!("$crate::{module}::"));
    }
    [
        (path.to_owned(), instrument(text)),
        (format!("{folder}/{TRUSTED_FILE}"), trusted),
    ]
}

/// Returns a learner's file whose own tests show that they returned. Its lines keep their numbers, and a module is appended.
/// The file may become a module itself.
pub(in crate::grader) fn with_own_tests(text: &str, glass: bool) -> String {
    let insertions = own_tests(text).into_iter().filter_map(|test| {
        let (body, name) = (test.body?, test.path.rsplit("::").next()?);
        let parents = "super::".repeat(test.path.matches("::").count());
        // The body becomes a function, so that the test shows that it returned wherever the body returns.
        let begin = format!(" let __run = self::{parents}__own::TestRun::begin(); fn {name}() {{");
        let end = format!("}} {name}(); __run.end(); ");
        Some([(body.start, begin), (body.end, end)])
    });
    let copy = insert(text, insertions.flatten());
    let returned = returned(glass);
    let shows = CHECKS.split("/// A type whose comparisons").next();
    let shows = shows.and_then(|checks| checks.split_once("#![allow"));
    let shows = shows.and_then(|(_, checks)| checks.split_once('\n'));
    let shows = shows.map_or("", |(_, checks)| checks);
    let shows = shows.replace("pub(super)", "pub(crate)");
    format!("{copy}\n#[cfg(test)] #[allow(dead_code)] mod __own {{ {shows}{returned} }}")
}

/// Inserts the module and the statements. A text that is not made of Rust tokens stays as it is: rustc refuses it.
fn instrument(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Ok(stream) = TokenStream::from_str(text) else {
        return text.to_owned();
    };
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    let module = format!("#[path = \"{TRUSTED_FILE}\"] #[macro_use] mod __trusted; ");
    let mut insertions = vec![(first_item(&trees).unwrap_or(text.len()), module.as_str())];
    for body in test_bodies(&trees) {
        insertions.push((body.0, BEGIN));
        insertions.push((body.1, END));
    }
    insert(text, insertions)
}

fn returned(glass: bool) -> &'static str {
    if glass {
        RETURNED_UNDER_GLASS
    } else {
        RETURNED
    }
}

/// Inserts statements at these bytes of a text, in their order.
fn insert<S: AsRef<str>>(text: &str, insertions: impl IntoIterator<Item = (usize, S)>) -> String {
    let mut copy = String::with_capacity(text.len() + 1024);
    let mut from = 0;
    for (at, inserted) in insertions {
        copy.push_str(&text[from..at]);
        copy.push_str(inserted.as_ref());
        from = at;
    }
    copy.push_str(&text[from..]);
    copy
}

/// Returns where the first item begins: inner attributes and the documentation of the file precede it.
fn first_item(trees: &[TokenTree]) -> Option<usize> {
    let mut rest = trees;
    while let [
        TokenTree::Punct(hash),
        TokenTree::Punct(bang),
        TokenTree::Group(_),
        ..,
    ] = rest
        && hash.as_char() == '#'
        && bang.as_char() == '!'
    {
        rest = &rest[3..];
    }
    rest.first().map(|tree| tree.span().byte_range().start)
}

/// Returns where the body of each test begins, after its `{`, and ends, before its `}`.
fn test_bodies(trees: &[TokenTree]) -> Vec<(usize, usize)> {
    let mut bodies = Vec::new();
    let mut marked = false;
    let mut in_test = false;
    for tree in trees {
        match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
                marked |= group.stream().to_string() == "test";
            }
            TokenTree::Ident(word) if word == "fn" => in_test = std::mem::take(&mut marked),
            TokenTree::Group(group)
                if group.delimiter() == Delimiter::Brace && std::mem::take(&mut in_test) =>
            {
                let open = group.span_open().byte_range().end;
                bodies.push((open, group.span_close().byte_range().start));
            }
            _ => {}
        }
    }
    bodies
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_with_tests_of_its_own_keeps_its_lines() {
        let text = "fn main() {}\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn one() {\n        two();\n    }\n}\n";
        let copy = with_own_tests(text, false);
        let lines: Vec<&str> = copy.lines().collect();
        assert_eq!(
            lines[4],
            "    fn one() { let __run = self::super::__own::TestRun::begin(); fn one() {"
        );
        assert_eq!(lines[6], "    } one(); __run.end(); }");
        assert!(copy.contains("pub(crate) struct TestRun"), "{copy}");
        assert!(copy.contains("fn show_word"), "{copy}");
    }

    #[test]
    fn every_line_keeps_its_number() {
        let text = "//! Tests.\n#![allow(unused)]\n/// Ü.\nstruct S;\n#[test]\n#[ignore]\nfn one() {\n    two(); // {\n}\nfn two() {}\n#[test] fn three() { two() }\n";
        let copy = instrument(text);
        let lines: Vec<&str> = copy.lines().collect();
        assert_eq!(lines.len(), text.lines().count());
        assert_eq!(lines[1], "#![allow(unused)]");
        assert_eq!(
            lines[2],
            "#[path = \"__trusted.rs\"] #[macro_use] mod __trusted; /// Ü."
        );
        assert_eq!(
            lines[6],
            "fn one() { let __run = __trusted::TestRun::begin(); let () = {"
        );
        assert_eq!(lines[8], "}; __run.end(); }");
        assert_eq!(lines[9], "fn two() {}");
        assert_eq!(
            lines[10],
            "#[test] fn three() { let __run = __trusted::TestRun::begin(); let () = { two() }; __run.end(); }"
        );
    }
}
