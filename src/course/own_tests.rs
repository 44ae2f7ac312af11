//! The tests in a learner's file.

use super::{Files, Test};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use serde::Deserialize;
use std::ops::Range;
use std::str::FromStr;

/// Which tests are graded beside the hidden ones.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TestOptions {
    /// Whether the `#[test]`s in the solution must also be in the learner's file, and pass there.
    #[serde(default)]
    pub own: bool,
}

/// A `#[test]` in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnTest {
    /// Its name with its module, as in `tests::adds`.
    pub path: String,
    /// The bytes of its body between the braces, if it can show that it returned: it has no `should_panic`, and no return
    /// type.
    pub body: Option<Range<usize>>,
}

/// Returns the tests of a file, in order, or none if its brackets are not in pairs.
#[must_use]
pub fn own_tests(text: &str) -> Vec<OwnTest> {
    let mut found = Vec::new();
    if let Ok(stream) = TokenStream::from_str(text) {
        collect(stream, "", &mut found);
    }
    found
}

fn collect(stream: TokenStream, module: &str, found: &mut Vec<OwnTest>) {
    let (mut is_test, mut panics) = (false, false);
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    for (at, tree) in trees.iter().enumerate() {
        let name = || match trees.get(at + 1) {
            Some(TokenTree::Ident(name)) => name.to_string(),
            _ => String::new(),
        };
        match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
                let attribute = group.stream().to_string();
                is_test |= attribute == "test";
                panics |= attribute.starts_with("should_panic");
            }
            TokenTree::Ident(word) if word == "fn" => {
                if std::mem::take(&mut is_test) {
                    let body = body(&trees[at..]).filter(|_| !panics);
                    let path = format!("{module}{}", name());
                    found.push(OwnTest { path, body });
                }
                panics = false;
            }
            TokenTree::Ident(word) if word == "mod" => {
                if let Some(TokenTree::Group(group)) = trees.get(at + 2) {
                    collect(group.stream(), &format!("{module}{}::", name()), found);
                }
            }
            _ => {}
        }
    }
}

/// Returns the bytes of a function's body, if it has no return type.
fn body(function: &[TokenTree]) -> Option<Range<usize>> {
    for pair in function.windows(2) {
        match (&pair[0], &pair[1]) {
            (TokenTree::Punct(dash), TokenTree::Punct(arrow))
                if dash.as_char() == '-' && arrow.as_char() == '>' =>
            {
                return None;
            }
            (_, TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                let open = group.span_open().byte_range().end;
                return Some(open..group.span_close().byte_range().start);
            }
            _ => {}
        }
    }
    None
}

/// Returns the tests that a learner's file must have: those of the solution, or of the starter if a course is given away
/// without solutions.
pub(super) fn of_solution(files: &Files) -> Vec<Test> {
    let file = files.solution.as_ref().or(files.starter.as_ref());
    let tests = own_tests(file.map_or("", String::as_str));
    let test = |own: OwnTest| Test {
        says: format!("passes `{}`, a test in the file", own.path),
        name: own.path,
        held_back: false,
        own: true,
        line: 0,
    };
    tests.into_iter().map(test).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_found_in_modules_and_show_if_they_returned() {
        let text = "#[test] fn a() { x() }\nfn helper() {}\n#[cfg(test)] mod tests { use super::*;\n\
                    #[test] #[should_panic] fn b() { y() }\n#[test] fn c() -> Result<(), ()> { Ok(()) }\n\
                    mod deep { #[test] fn d() {} } }\n";
        let found = own_tests(text);
        let found: Vec<(&str, Option<&str>)> = found
            .iter()
            .map(|test| {
                (
                    test.path.as_str(),
                    test.body.clone().map(|body| &text[body]),
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                ("a", Some(" x() ")),
                ("tests::b", None),
                ("tests::c", None),
                ("tests::deep::d", Some("")),
            ]
        );
        assert_eq!(own_tests("#[test] fn a() { ("), []);
    }
}
