//! Files that try to pass hidden tests without doing what the tests ask for. They are built with one run of cargo.

use crate::{grade_each, grader, lesson};
use cellmate::course::Lesson;
use cellmate::verdict::{StageName, StageState, Verdict};

const TESTS: &str = "use super::{Counter, double};
#[test]
fn doubles() {
    let numbers = vec![double(4), double(5)];
    assert_eq!(numbers, [8, 10]);
}
#[test]
fn counts() {
    let counter = Counter::new();
    counter.add(2);
    counter.add(3);
    assert_eq!(counter.total(), 5, \"the total\");
    assert!(counter.is_used());
}
";

/// Everything that the tests ask for, except `double`.
const COUNTER: &str = "
pub struct Counter(std::cell::Cell<u32>);
impl Counter {
    pub fn new() -> Self { Counter(std::cell::Cell::new(0)) }
    pub fn add(&self, n: u32) { self.0.set(self.0.get() + n) }
    pub fn total(&self) -> u32 { self.0.get() }
    pub fn is_used(&self) -> bool { self.0.get() > 0 }
}
";

const MAIN: &str = "\nfn main() { println!(\"hi\"); }\n";

/// Prints what libtest prints after a test that passed.
const OK: &str = "println!(\"test __hidden::doubles ... ok\\n\\ntest result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 1 filtered out; finished in 0.00s\\n\");";

fn lesson() -> Lesson {
    lesson::tested("hi\n", &["doubles", "counts"], TESTS)
}

fn grade(lesson: &Lesson, texts: &[String]) -> Vec<Verdict> {
    grade_each(&grader(), &lesson::course(Vec::new()), lesson, texts)
}

/// A file in which `double` has this body, with more items.
fn doubling(body: &str, items: &str) -> String {
    format!("{items}{COUNTER}pub fn double(x: u32) -> u32 {{ let _ = x; {body} }}{MAIN}")
}

/// A file with another counter.
fn counting(counter: &str) -> String {
    format!("{counter}\npub fn double(x: u32) -> u32 {{ x * 2 }}{MAIN}")
}

/// A counter whose methods return `Any`, which is defined by `items`.
fn counting_anything(items: &str) -> String {
    counting(&format!(
        "#[derive(Debug)] pub struct Any;
        {items}
        pub struct Counter;
        impl Counter {{
            pub fn new() -> Self {{ Counter }}
            pub fn add(&self, _: u32) {{}}
            pub fn total(&self) -> Any {{ Any }}
            pub fn is_used(&self) -> bool {{ true }}
        }}"
    ))
}

/// Files that report success themselves.
fn forged_reports() -> Vec<(&'static str, String)> {
    let leave = format!("{OK} std::process::exit(0)");
    let in_a_test = "if std::thread::current().name() != Some(\"main\")";
    vec![
        ("in the function", doubling(&leave, "")),
        (
            "in a test only",
            doubling(&format!("{in_a_test} {{ {leave} }} 0"), ""),
        ),
        (
            "in a thread",
            doubling(
                &format!("std::thread::spawn(|| {{ {leave} }}).join().unwrap()"),
                "",
            ),
        ),
        (
            "in a panic hook",
            doubling(
                &format!("std::panic::set_hook(Box::new(|_| {{ {leave} }})); panic!()"),
                "",
            ),
        ),
        (
            "while a failed assertion unwinds",
            doubling(
                &format!(
                    "struct Last; impl Drop for Last {{ fn drop(&mut self) {{ {leave} }} }} thread_local!(static LAST: Last = const {{ Last }}); LAST.with(|_| 0)"
                ),
                "",
            ),
        ),
        (
            "in what formats a failed assertion",
            counting(&format!(
                "pub struct Counter(std::cell::Cell<u32>);
                impl Counter {{
                    pub fn new() -> Self {{ Counter(std::cell::Cell::new(0)) }}
                    pub fn add(&self, _: u32) {{}}
                    pub fn total(&self) -> u32 {{ 7 }}
                    pub fn is_used(&self) -> bool {{ false }}
                }}
                impl Drop for Counter {{ fn drop(&mut self) {{ {leave} }} }}"
            )),
        ),
        (
            "with what is left on the standard input",
            doubling(
                &format!(
                    "let word = std::io::read_to_string(std::io::stdin()).unwrap(); print!(\"{{word}}\"); {leave}"
                ),
                "",
            ),
        ),
        (
            "under another name",
            doubling(
                &format!("{OK} leave(0)"),
                "use std::process::exit as leave;",
            ),
        ),
        (
            "without an exit",
            doubling(
                &format!("{OK} loop {{ std::thread::sleep(std::time::Duration::from_secs(1)) }}"),
                "",
            ),
        ),
        (
            "a module that is named like that of the tests",
            doubling(
                "0",
                "pub mod __trusted { pub struct TestRun; impl TestRun { pub fn begin() -> Self { TestRun } pub fn end(self) {} } }",
            ),
        ),
    ]
}

/// Files whose values or macros make every comparison true.
fn forged_comparisons() -> Vec<(&'static str, String)> {
    vec![
        ("an assertion of its own", doubling("0", "macro_rules! assert_eq { ($($t:tt)*) => {} }")),
        ("a raw name", doubling("0", "macro_rules! r#assert_eq { ($($t:tt)*) => {} }")),
        (
            "a macro that defines the assertion",
            doubling(
                "0",
                "macro_rules! make { ($name:ident) => { macro_rules! $name { ($($t:tt)*) => {} } } } make!(assert_eq);",
            ),
        ),
        (
            "another macro of the tests",
            doubling("0", "#[derive(Debug)] pub struct Any; impl<T> PartialEq<T> for Any { fn eq(&self, _: &T) -> bool { true } } macro_rules! vec { ($($t:tt)*) => { crate::Any } }"),
        ),
        (
            "another crate named std",
            doubling("0", "extern crate self as std; pub mod prelude { pub mod rust_2024 {} }"),
        ),
        (
            "a value that equals everything",
            counting_anything("impl PartialEq<i32> for Any { fn eq(&self, _: &i32) -> bool { true } }"),
        ),
        (
            "a value in a collection of its own",
            doubling("0", "").replace("pub fn double(x: u32) -> u32 { let _ = x; 0 }", "#[derive(Debug)] pub struct Any; impl PartialEq<i32> for Any { fn eq(&self, _: &i32) -> bool { true } } pub fn double(_: u32) -> Any { Any }"),
        ),
        (
            "a type named like one of std",
            counting(
                "#[allow(non_camel_case_types)] #[derive(Debug)] pub struct u64; impl PartialEq<i32> for u64 { fn eq(&self, _: &i32) -> bool { true } }
                pub struct Counter;
                impl Counter { pub fn new() -> Self { Counter } pub fn add(&self, _: u32) {} pub fn total(&self) -> u64 { u64 } pub fn is_used(&self) -> bool { true } }",
            ),
        ),
        (
            "a condition that is never false",
            counting(
                "#[derive(Debug)] pub struct Yes; impl std::ops::Not for Yes { type Output = bool; fn not(self) -> bool { false } }
                pub struct Counter(std::cell::Cell<u32>);
                impl Counter { pub fn new() -> Self { Counter(std::cell::Cell::new(0)) } pub fn add(&self, n: u32) { self.0.set(self.0.get() + n) } pub fn total(&self) -> u32 { self.0.get() } pub fn is_used(&self) -> Yes { Yes } }",
            ),
        ),
        (
            "a type that claims to be std's",
            counting_anything("impl PartialEq<i32> for Any { fn eq(&self, _: &i32) -> bool { true } } impl crate::__hidden::__trusted::FromStd for Any {}"),
        ),
    ]
}

#[test]
fn no_forgery_passes() {
    let mut forgeries = forged_reports();
    forgeries.extend(forged_comparisons());
    let texts: Vec<String> = forgeries.iter().map(|(_, text)| text.clone()).collect();
    for ((name, text), verdict) in forgeries.iter().zip(grade(&lesson(), &texts)) {
        let failed = verdict.stage(StageName::Tests) == StageState::Failed;
        let refused = verdict.first_failure() == Some(StageName::Compile);
        assert!(failed || refused, "{name}\n{text}\n{verdict:#?}");
    }
}

/// Files that use what is reserved, and what it is.
fn reserved_uses() -> Vec<(&'static str, String)> {
    vec![
        (
            "link_section",
            doubling(
                "0",
                "extern \"C\" fn first() { std::println!(\"test result: ok. 1 passed; 0 failed;\"); } #[unsafe(link_section = \".init_array\")] #[used] static FIRST: extern \"C\" fn() = first;",
            ),
        ),
        ("cfg!", doubling("if cfg!(test) { 0 } else { x * 2 }", "")),
        (
            "#[cfg]",
            doubling("0", "#[cfg(test)] use std::cell::Cell as _;"),
        ),
        (
            "cfg_attr",
            doubling(
                "x * 2",
                "#[cfg_attr(test, derive(Clone))] pub struct Other;",
            ),
        ),
        (
            "type_name",
            doubling("std::any::type_name::<u8>().len() as u32 + x * 2 - 2", ""),
        ),
        (
            "catch_unwind",
            doubling("std::panic::catch_unwind(|| x * 2).unwrap_or(0)", ""),
        ),
        (
            "std::env",
            doubling(
                "if std::env::var(\"CARGO\").is_ok() { 0 } else { x * 2 }",
                "",
            ),
        ),
        (
            "std::fs",
            doubling("std::fs::read(\"x\").map_or(x * 2, |_| 0)", ""),
        ),
        (
            "module_path!",
            doubling("module_path!().len() as u32 * 0 + x * 2", ""),
        ),
    ]
}

/// Files that reach what is reserved under another name, or get the same answer in another way.
fn disguised_uses() -> Vec<(&'static str, String)> {
    vec![
        (
            "std::env",
            doubling(
                "if e::var(\"X\").is_ok() { 0 } else { x * 2 }",
                "use std::env::{self as e};",
            ),
        ),
        (
            "std::env",
            doubling(
                "if v(\"X\").is_ok() { 0 } else { x * 2 }",
                "use std::env; use self::env::{var as v};",
            ),
        ),
        (
            "std::env",
            doubling(
                "if m!(env, std, var, ::).is_ok() { 0 } else { x * 2 }",
                "macro_rules! m { ($b:tt, $a:tt, $c:tt, $s:tt) => { $a $s $b $s $c (\"X\") } }",
            ),
        ),
        (
            "option_env!",
            doubling(
                "if m!(option_env).is_some() { 0 } else { x * 2 }",
                "macro_rules! m { ($x:ident) => { $x!(\"X\") } }",
            ),
        ),
        (
            "cfg!",
            doubling(
                "x * T",
                "macro_rules! m { ($x:ident) => { #[$x(test)] const T: u32 = 2; #[$x(not(test))] const T: u32 = 0; } } m!(cfg);",
            ),
        ),
        (
            "std::path",
            doubling(
                "let exe = std::path::Path::new(\"/proc/self/exe\").read_link(); if exe.unwrap().to_string_lossy().contains('-') { x * 2 } else { 0 }",
                "",
            ),
        ),
        (
            "caller",
            doubling(
                "if std::panic::Location::caller().line() > 0 { x * 2 } else { 0 }",
                "",
            ),
        ),
        (
            "current",
            doubling(
                "if std::thread::current().name() == Some(\"main\") { 0 } else { x * 2 }",
                "",
            ),
        ),
        (
            "std::backtrace",
            doubling(
                "let trace = std::backtrace::Backtrace::force_capture().to_string(); if trace.contains(\"__hidden\") { x * 2 } else { 0 }",
                "",
            ),
        ),
    ]
}

#[test]
fn code_that_runs_before_the_tests_or_detects_them_is_refused_with_a_reason() {
    let mut forgeries = reserved_uses();
    forgeries.extend(disguised_uses());
    let texts: Vec<String> = forgeries.iter().map(|(_, text)| text.clone()).collect();
    for ((rule, text), verdict) in forgeries.iter().zip(grade(&lesson(), &texts)) {
        assert!(!verdict.passed(), "{text}");
        let named = verdict
            .broken_rules
            .iter()
            .any(|broken| broken.rule == *rule);
        assert!(named, "{text}\n{verdict:#?}");
    }
}

#[test]
fn honest_files_pass_and_the_secret_is_not_printed() {
    let texts = [
        doubling("x * 2", ""),
        doubling(
            "println!(\"doubling\"); x * 2",
            "#[cfg(test)] mod tests { #[test] fn own() {} }",
        ),
        doubling("x * 2", "").replace(
            "pub fn total(&self) -> u32 { self.0.get() }",
            "pub fn total(&self) -> std::rc::Rc<u32> { self.0.get().into() }",
        ),
    ];
    let mut lesson = lesson();
    lesson.files.hidden =
        Some(TESTS.replace("counter.total(), 5", "counter.total().to_string(), \"5\""));
    for (text, verdict) in texts.iter().zip(grade(&lesson, &texts)) {
        assert!(verdict.passed(), "{text}\n{verdict:#?}");
    }
}
