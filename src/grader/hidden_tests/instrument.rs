//! Makes the copy of the hidden tests that is compiled: each test shows that it returned, and trusts none of the
//! learner's macros and comparisons.

use crate::course::{TestFn, tests_in, token_trees};
use proc_macro2::TokenTree;

/// The module beside the copy, in the workspace.
const TRUSTED_FILE: &str = "__trusted.rs";

/// Follows the `{` of each test. The inner block drops the test's locals, which may be the learner's types, before the
/// test shows that it returned.
const BEGIN: &str = " let __run = __trusted::TestRun::begin(); let () = {";

/// Precedes the `}` of each test.
const END: &str = "}; __run.end(); ";

const CHECKS: &str = include_str!("checks.rs");
const TEST_RUN: &str = include_str!("test_run.rs");
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
    let mut trusted = format!("{CHECKS}{TEST_RUN}{returned}");
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
    let tests = tests_in(text).into_iter().filter(TestFn::can_show_return);
    let insertions = tests.filter_map(|test| {
        let name = test.path.rsplit("::").next()?;
        let parents = "super::".repeat(test.path.matches("::").count());
        // The body becomes a function, so that the test shows that it returned wherever the body returns.
        let begin = format!(" let __run = self::{parents}__own::TestRun::begin(); fn {name}() {{");
        let end = format!("}} {name}(); __run.end(); ");
        Some([(test.body.start, begin), (test.body.end, end)])
    });
    let copy = insert(text, insertions.flatten());
    let returned = returned(glass);
    format!("{copy}\n#[cfg(test)] #[allow(dead_code)] mod __own {{ {TEST_RUN}{returned} }}")
}

/// Inserts the module and the statements. A text that is not made of Rust tokens stays as it is: rustc rejects it.
fn instrument(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Ok(stream) = token_trees(text) else {
        return text.to_owned();
    };
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    let module = format!("#[path = \"{TRUSTED_FILE}\"] #[macro_use] mod __trusted; ");
    let mut insertions = vec![(first_item(&trees).unwrap_or(text.len()), module.as_str())];
    let tests = tests_in(text);
    for test in tests.iter().filter(|test| !test.path.contains("::")) {
        insertions.push((test.body.start, BEGIN));
        insertions.push((test.body.end, END));
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
        for part in ["struct TestRun", "fn show_word"] {
            assert_eq!(copy.matches(part).count(), 1, "{copy}");
        }
        assert!(!copy.contains("FromStd"), "{copy}");
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
