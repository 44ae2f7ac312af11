//! Checks that hidden tests, and uses that must not compile, are written so that the learner's file cannot fake their
//! results.

use super::course_finding::{CourseFinding, WeakTest};
use super::mismatches::unresolved_name;
use super::toml_texts;
use crate::course::{Lesson, Problem, Test, TestFn, tests_in, token_trees};
use proc_macro2::{Ident, TokenStream, TokenTree};

/// Macros that check something. `panic!` is left out: in a closure it usually tests what happens after a panic.
const ASSERTIONS: [&str; 3] = ["assert", "assert_eq", "assert_ne"];

/// Functions of std that call their closures and do not hide a panic in them.
const STD_CALLERS: [&str; 20] = [
    "scope",
    "spawn",
    "AssertUnwindSafe",
    "catch_unwind",
    "with",
    "map",
    "for_each",
    "filter",
    "all",
    "any",
    "find",
    "position",
    "fold",
    "flat_map",
    "filter_map",
    "take_while",
    "retain",
    "then",
    "unwrap_or_else",
    "from_fn",
];

/// Names that are in scope everywhere. An item of the learner's file with one of these names replaces it in a use that
/// must not compile.
const PRELUDE: &str = "Send Sync Copy Clone Sized Unpin Drop Fn FnMut FnOnce AsyncFn AsyncFnMut AsyncFnOnce AsMut AsRef \
    From Into TryFrom TryInto Default Iterator IntoIterator FromIterator Extend DoubleEndedIterator ExactSizeIterator \
    PartialEq Eq PartialOrd Ord Hash Debug ToOwned ToString Future IntoFuture Option Some None Result Ok Err Box String \
    Vec drop bool char str u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64";

pub(super) fn lesson(lesson: &Lesson) -> Vec<Problem> {
    let mut found = tests(lesson);
    found.extend(own_tests(lesson));
    for must in &lesson.must_reject {
        let mut find = |finding: CourseFinding<'_>| {
            found.push(finding.at_line(&lesson.path, &lesson.toml, must.line));
        };
        if must.allowed.is_none() && unresolved_name(lesson, must).is_none() {
            find(CourseFinding::NoAllowedUse(&must.id));
        }
        let mut codes = must.allowed.iter().chain([&must.code]);
        let name = codes.find_map(|code| token_trees(code).ok().and_then(unqualified));
        if let Some(name) = name {
            find(CourseFinding::UnqualifiedName(&name));
        }
    }
    found
}

/// Finds a lesson that grades the tests in the learner's file, but whose solution has none.
fn own_tests(lesson: &Lesson) -> Option<Problem> {
    let toml: toml::Table = lesson.toml.parse().ok()?;
    let counts_own = toml.get("tests")?.get("own")?.as_bool()?;
    let has_none = lesson.tests.iter().all(|test| !test.own);
    let line = toml_texts::line_of(&lesson.toml, "tests");
    let found = CourseFinding::NoOwnTests;
    (counts_own && has_none).then(|| found.at_line(&lesson.path, &lesson.toml, line))
}

/// Returns the first name of the prelude, or of a primitive type, that is not written with its full path.
fn unqualified(stream: TokenStream) -> Option<String> {
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    trees.iter().enumerate().find_map(|(at, tree)| match tree {
        TokenTree::Ident(name) => {
            let before = |places: usize| at.checked_sub(places).and_then(|at| trees.get(at));
            let in_path = is_punct(before(1), ':') && is_punct(before(2), ':');
            let name = name.to_string();
            let is_listed = PRELUDE.split_whitespace().any(|listed| listed == name);
            (is_listed && !in_path).then_some(name)
        }
        TokenTree::Group(group) => unqualified(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => None,
    })
}

fn tests(lesson: &Lesson) -> Vec<Problem> {
    let text = lesson.files.hidden.as_deref().unwrap_or_default();
    let mut found = weak_tests(text);
    let unmarked = unmarked(lesson).into_iter();
    found.extend(unmarked.map(|(line, _)| (line, WeakTest::Unmarked)));
    let wrapped = in_modules(lesson).into_iter().take(1);
    found.extend(wrapped.map(|test| (test.line, WeakTest::InModule)));
    let path = format!("tests/hidden/{}.rs", lesson.id);
    let problem = |(line, why): Found| CourseFinding::WeakTest(why).at_line(&path, text, line);
    found.into_iter().map(problem).collect()
}

/// Returns the named tests that cellmate cannot run, or that cannot show that they returned. Whatever the learner's file
/// does, they fail.
pub(super) fn unsupported(lesson: &Lesson) -> Vec<String> {
    let text = lesson.files.hidden.as_deref().unwrap_or_default();
    let fails = |test: &TestFn| !test.can_show_return() || test.ignored.is_some();
    let failing = tests_in(text).into_iter().filter(fails);
    let unmarked = unmarked(lesson)
        .into_iter()
        .map(|(_, name)| name.to_owned());
    let wrapped = in_modules(lesson).into_iter();
    let wrapped = wrapped.filter_map(|test| Some(test.path.rsplit("::").next()?.to_owned()));
    failing
        .map(|test| test.path)
        .chain(unmarked)
        .chain(wrapped)
        .collect()
}

/// Returns the tests that are in a module of their own, where cellmate does not run them.
pub(super) fn in_modules(lesson: &Lesson) -> Vec<TestFn> {
    let text = lesson.files.hidden.as_deref().unwrap_or_default();
    let tests = tests_in(text).into_iter();
    tests.filter(|test| test.path.contains("::")).collect()
}

/// Finds functions that a `[[test]]` names, but that have no `#[test]`: the line and name of each.
fn unmarked(lesson: &Lesson) -> Vec<(usize, &str)> {
    let text = lesson.files.hidden.as_deref().unwrap_or_default();
    if token_trees(text).is_err() {
        return Vec::new();
    }
    let marked = tests_in(text);
    let is_marked = |name: &str| {
        marked
            .iter()
            .any(|test| test.path.rsplit("::").next() == Some(name))
    };
    let named = lesson.tests.iter().filter(|test| !test.own);
    let unmarked = named.filter(|test| !is_marked(&test.name));
    let place = |test: &'_ Test| {
        let function = format!("fn {}(", test.name);
        text.lines()
            .position(|line| line.trim_start().starts_with(&function))
    };
    unmarked
        .filter_map(|test| Some((place(test)? + 1, test.name.as_str())))
        .collect()
}

type Found = (usize, WeakTest);

fn weak_tests(text: &str) -> Vec<Found> {
    // rustc says what is wrong with a file that cannot be read as tokens.
    let trees: Vec<TokenTree> = token_trees(text).into_iter().flatten().collect();
    let mut found = signatures(text);
    bodies(&trees, &mut found);
    found
}

fn line(tree: &TokenTree) -> usize {
    tree.span().start().line
}

fn is_word(tree: Option<&TokenTree>, word: &str) -> bool {
    matches!(tree, Some(TokenTree::Ident(name)) if name == word)
}

fn is_punct(tree: Option<&TokenTree>, punct: char) -> bool {
    matches!(tree, Some(TokenTree::Punct(found)) if found.as_char() == punct)
}

fn inside(tree: &TokenTree) -> Option<Vec<TokenTree>> {
    match tree {
        TokenTree::Group(group) => Some(group.stream().into_iter().collect()),
        _ => None,
    }
}

/// Finds tests that expect a panic, are ignored, or return something.
fn signatures(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for test in tests_in(text) {
        found.extend(test.should_panic.map(|line| (line, WeakTest::ShouldPanic)));
        found.extend(test.ignored.map(|line| (line, WeakTest::Ignored)));
        found.extend(
            test.returns_value
                .then_some((test.line, WeakTest::ReturnsValue)),
        );
    }
    found
}

/// Finds comparisons in `assert!`, and assertions in closures that the learner's code may never call.
fn bodies(trees: &[TokenTree], found: &mut Vec<Found>) {
    for (at, tree) in trees.iter().enumerate() {
        let Some(arguments) = inside(tree) else {
            continue;
        };
        let before = |places: usize| at.checked_sub(places).and_then(|at| trees.get(at));
        if is_punct(before(1), '!') && is_word(before(2), "assert") && compares(&arguments) {
            found.push((line(tree), WeakTest::UncheckedComparison));
        }
        let caller = match before(1) {
            Some(TokenTree::Ident(name)) => Some(name),
            _ => None,
        };
        let trusted = caller.is_none_or(is_std_caller);
        if !trusted && let Some(line) = assertion_in_closure(&arguments) {
            found.push((line, WeakTest::AssertionInClosure));
        }
        bodies(&arguments, found);
    }
}

fn is_std_caller(name: &Ident) -> bool {
    STD_CALLERS.iter().any(|caller| name == caller)
}

const COMPARING: [&str; 6] = ["eq", "ne", "lt", "le", "gt", "ge"];

/// Whether values are compared, at any depth.
fn compares(trees: &[TokenTree]) -> bool {
    let mut at = 0;
    while let Some(tree) = trees.get(at) {
        let (before, after) = (
            at.checked_sub(1).and_then(|at| trees.get(at)),
            trees.get(at + 1),
        );
        let is_one_of =
            |tree: Option<&TokenTree>, signs: &str| signs.chars().any(|sign| is_punct(tree, sign));
        let found = match tree {
            TokenTree::Ident(name) => {
                is_punct(before, '.') && COMPARING.iter().any(|method| name == method)
            }
            TokenTree::Punct(sign) => match sign.as_char() {
                '=' | '!' => is_punct(after, '=') && !is_one_of(before, "<>"),
                '<' => {
                    if let Some(end) = end_of_generics(trees, at) {
                        at = end;
                        false
                    } else {
                        !is_one_of(before, "<") && !is_one_of(after, "<")
                    }
                }
                // Not an arrow or a shift.
                '>' => !is_one_of(before, "-=>") && !is_one_of(after, ">"),
                _ => false,
            },
            TokenTree::Group(group) => {
                compares(&group.stream().into_iter().collect::<Vec<TokenTree>>())
            }
            TokenTree::Literal(_) => false,
        };
        if found {
            return true;
        }
        at += 1;
    }
    false
}

/// Returns the place of the `>` that ends the generic arguments or the qualified path that begin at this `<`, if they do.
fn end_of_generics(trees: &[TokenTree], start: usize) -> Option<usize> {
    let before = start.checked_sub(1).and_then(|at| trees.get(at));
    let may_begin = match before {
        None => true,
        Some(TokenTree::Punct(sign)) => sign.as_char() != '?' && sign.as_char() != '<',
        // A type without `::` before its arguments, as in `|list: Vec<u8>|`.
        Some(TokenTree::Ident(name)) => {
            let name = name.to_string();
            name == "as"
                || (name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase))
        }
        Some(TokenTree::Group(_) | TokenTree::Literal(_)) => false,
    };
    let mut depth = 0_usize;
    for (at, tree) in trees.iter().enumerate().skip(start).filter(|_| may_begin) {
        match tree {
            TokenTree::Punct(sign) => match sign.as_char() {
                '<' => depth += 1,
                '>' if is_punct(trees.get(at.wrapping_sub(1)), '-') => {}
                '>' => depth -= 1,
                ':' | ',' | '\'' | '-' => {}
                '&' if !is_punct(trees.get(at + 1), '&') => {}
                _ => return None,
            },
            TokenTree::Ident(_) | TokenTree::Group(_) | TokenTree::Literal(_) => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Returns the line of the first assertion in a closure among these arguments of a call.
fn assertion_in_closure(arguments: &[TokenTree]) -> Option<usize> {
    let mut arguments = arguments.split(|tree| is_punct(Some(tree), ','));
    arguments.find_map(|argument| {
        let argument = match argument {
            [first, rest @ ..] if is_word(Some(first), "move") => rest,
            other => other,
        };
        is_punct(argument.first(), '|')
            .then(|| assertion(argument))
            .flatten()
    })
}

fn assertion(trees: &[TokenTree]) -> Option<usize> {
    trees.iter().enumerate().find_map(|(at, tree)| match tree {
        TokenTree::Ident(name)
            if is_punct(trees.get(at + 1), '!') && ASSERTIONS.iter().any(|word| name == word) =>
        {
            Some(line(tree))
        }
        _ => assertion(&inside(tree)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<usize> {
        weak_tests(text).iter().map(|(line, ..)| *line).collect()
    }

    #[test]
    fn tests_that_a_wrong_file_could_force_to_pass_are_found() {
        for (text, found) in [
            ("#[test]\nfn one() -> Result<(), ()> { Ok(()) }", [2]),
            (
                "#[test]\n#[should_panic(expected = \"x\")]\nfn one() {}",
                [2],
            ),
            ("#[test]\n#[ignore = \"slow\"]\nfn one() {}", [2]),
            ("#[test] fn one() {\n assert!(value() == 1);\n}", [2]),
            ("#[test] fn one() {\n assert!(all(|x| { x != 1 }));\n}", [2]),
            ("#[test] fn one() {\n assert!(first < second);\n}", [2]),
            ("#[test] fn one() {\n assert!(get::<u8>() >= 1);\n}", [2]),
            (
                "#[test] fn one() {\n assert!(Level::Low < level(1));\n}",
                [2],
            ),
            (
                "#[test] fn one() {\n assert!(now > before, \"later\");\n}",
                [2],
            ),
            ("#[test] fn one() {\n assert!(value().lt(&1));\n}", [2]),
            (
                "#[test] fn one() {\n list.each(|x|\n assert_eq!(x, 1));\n}",
                [3],
            ),
            (
                "#[test] fn one() {\n each(1, move |x| {\n if x { assert!(false) } });\n}",
                [3],
            ),
            (
                "#[test] fn one() { scope(|s| {\n list.each(|| assert!(true)) }) }",
                [2],
            ),
        ] {
            assert_eq!(lines(text), found, "{text}");
        }
    }

    #[test]
    fn names_of_the_prelude_need_their_full_path_in_a_use_that_must_not_compile() {
        for (code, found) in [
            ("fn send<T: Send>() {}", Some("Send")),
            ("fn probe() { send::<Mine<u8>>(); }", Some("u8")),
            ("fn send<T: ::std::marker::Send>() {}", None),
            ("fn probe(x: &Mine<()>) { x.get(); }", None),
        ] {
            let stream = token_trees(code).unwrap();
            assert_eq!(unqualified(stream).as_deref(), found, "{code}");
        }
    }

    #[test]
    fn closures_that_std_calls_may_assert() {
        for text in [
            "#[test] fn one() { assert_eq!(value(), 1, \"a == b\"); assert!(is_free()); }",
            "fn help() -> u8 { 1 }\n#[test] fn one() { help(); }",
            "#[test] fn one() { thread::scope(|scope| { scope.spawn(|| assert!(true)); }); }",
            "#[test] fn one() { assert!(<u8 as Has>::has(get::<Vec<u8>>(), |list: Vec<&u8>| -> bool { list.is_empty() })); }",
            "#[test] fn one() { assert!(is_set(flags << 1 >> 1)); }",
            "#[test] fn one() { list.each(|x| seen.push(x)); let (a, b) = (1 | 2, 3); }",
        ] {
            assert_eq!(lines(text), [0; 0], "{text}");
        }
    }

    #[test]
    fn no_hidden_test_of_the_course_is_written_in_a_way_that_is_reported() {
        let course = crate::course::Course::embedded().unwrap();
        let found: Vec<String> = course
            .lessons
            .iter()
            .flat_map(super::lesson)
            .map(|problem| format!("{}:{}: {}", problem.file, problem.line, problem.message))
            .collect();
        assert_eq!(found, [""; 0]);
    }
}
