//! Tests of `rules`.

use super::*;
use std::sync::LazyLock;

fn first_line(rule: &str, text: &str) -> Option<u32> {
    first_use(rule, &Tokens::parse(text).unwrap()).map(|(found, _)| found.line)
}

#[test]
fn at_cells_matches_every_container_and_the_first_one_is_named() {
    let text = "use std::sync::atomic::AtomicU32;\nstatic N: AtomicU32 = AtomicU32::new(0);\nfn f(x: &Mutex<u8>) {}";
    assert_eq!(first_line("@cells", text), Some(2));
    assert_eq!(first_line("@cells", "fn cell() { Box::new(1); }"), None);
}

#[test]
fn one_of_the_alternatives_is_enough_if_a_file_must_use_something() {
    let missing = |text: &str| {
        let mut lesson = crate::course::Course::embedded().unwrap().lessons[0].clone();
        lesson.rules = crate::course::Rules {
            require: vec!["set( | update(".to_owned()],
            ..crate::course::Rules::default()
        };
        let found = broken_rules(&lesson, text, &Tokens::parse(text).unwrap());
        found
            .into_iter()
            .any(|broken| broken.kind == BrokenRuleKind::NotUsed)
    };
    assert!(missing("fn f() { a.get(); }"));
    assert!(!missing("fn f() { a.update(g); }"));
    assert!(!missing("fn f() { a.set(1); }"));
    assert!(alternatives("set( | update(").all(is_readable));
    assert!(!alternatives("set( | \"").all(is_readable));
}

/// Returns the line on which a text breaks a rule, and how.
fn broken(rule: &str, text: &str) -> (u32, BrokenRuleKind) {
    let tokens = Tokens::parse(text).unwrap();
    let (found, used) = first_use(rule, &tokens).unwrap();
    let broken = forbidden(rule, used, found, text);
    (broken.line.unwrap(), broken.kind)
}

#[test]
fn a_forbidden_name_path_or_call_is_reported_as_the_rule_writes_it() {
    let text = "fn f() {\n let a =\n  to.try_borrow();\n static mut N: u8 = 0; }";
    for (rule, line) in [
        ("let a = to", 2),
        ("try_borrow*", 3),
        ("to.try_borrow()", 3),
        ("static mut", 4),
    ] {
        let used = rule.to_owned();
        assert_eq!(
            broken(rule, text),
            (line, BrokenRuleKind::Forbidden { used })
        );
    }
}

#[test]
fn a_use_that_a_function_must_not_have_is_reported_without_the_gap() {
    let text = "fn hits() {\n map\n .entry(1);\n}";
    let kind = BrokenRuleKind::ForbiddenInFunction {
        function: "fn hits".to_owned(),
        used: "entry".to_owned(),
    };
    assert_eq!(broken("fn hits … entry(", text), (3, kind));
}

#[test]
fn forbidden_code_is_reported_as_the_file_writes_it() {
    let text = "fn f() {\n  spawn(|| {\n    a.unwrap();\n  });\n  worker.join( 1 );\n  spawn(2, {\n  });\n}\n";
    let code = |code: &str, after| BrokenRuleKind::ForbiddenCode {
        code: code.to_owned(),
        after,
    };
    let join = code("worker.join( 1 );", None);
    assert_eq!(
        broken("unwrap(); }); worker.join(", text),
        (5, join.clone())
    );
    assert_eq!(broken("; worker.join(1)", text), (5, join));
    let spawn = code("spawn(2, {", Some(5));
    assert_eq!(broken(".join( … spawn(", text), (6, spawn.clone()));
    assert_eq!(broken("fn f … join … spawn(2, { }", text), (6, spawn));
    let line = "fn f() { join(); spawn(); }";
    assert_eq!(broken("join() … spawn", line), (1, code(line, None)));
}

#[test]
fn a_macro_named_like_an_assertion_is_noticed_even_under_another_name() {
    for text in [
        "macro_rules! assert_eq { ($($t:tt)*) => {} }",
        "macro_rules! mine { () => {} }\nuse mine as assert_eq;",
        "macro_rules! r#assert_eq { () => {} }",
    ] {
        assert!(
            own_macro("", &Tokens::parse(text).unwrap()).is_some(),
            "{text}"
        );
    }
    let text = "macro_rules! mine { () => { assert_eq!(1, 1) } }";
    assert!(own_macro("", &Tokens::parse(text).unwrap()).is_none());
}

#[test]
fn a_changed_signature_is_shown_with_its_line() {
    let tokens =
        Tokens::parse("struct S;\nimpl S {\n  fn get(&mut self, key: u64) -> u64 { key }\n}")
            .unwrap();
    let broken = broken_signature("fn get(&self, key: u64) -> u64", &tokens).unwrap();
    assert_eq!(broken.line, Some(3));
    assert!(broken_signature("fn get(&mut self, k: u64) -> u64", &tokens).is_none());
    let missing = broken_signature("fn set(&self)", &tokens).unwrap();
    assert_eq!(missing.line, None);
}

#[test]
fn a_file_must_not_define_a_macro_that_the_hidden_tests_use() {
    let text = Tokens::parse("macro_rules! vec { () => {} }").unwrap();
    assert!(own_macro("#[test] fn one() { vec![1]; }", &text).is_some());
    assert!(own_macro("#[test] fn one() { let vec = 1; }", &text).is_none());
}

/// The reserved things that a file uses.
fn reserved(text: &str) -> Vec<String> {
    static FIRST: LazyLock<Lesson> =
        LazyLock::new(|| crate::course::Course::embedded().unwrap().lessons[0].clone());
    let mut lesson = FIRST.clone();
    lesson.rules = crate::course::Rules::default();
    lesson.schedules = Some(crate::course::Schedules {
        run: "main".to_owned(),
        concurrent: false,
        preemptions: 0,
        random: 0,
        at_most: 0,
        seconds: 0,
    });
    let found = reserved::broken_rules(&lesson, &Tokens::parse(text).unwrap());
    found.into_iter().map(|broken| broken.rule).collect()
}

/// Texts, and the reserved thing that each uses.
const RESERVED_USES: &[(&str, &str)] = &[
    ("fn f() { std::env::var(\"X\"); }", "std::env"),
    ("fn f() { ::core::os::fd(); }", "std::os"),
    (
        "use std::process; fn f() { process::exit(0) }",
        "std::process",
    ),
    (
        "use std::process as p; fn f() { p::exit(0) }",
        "std::process",
    ),
    (
        "use std::process::exit as leave; fn f() { leave(0) }",
        "std::process",
    ),
    ("use std as s; fn f() { s::env::var(\"X\"); }", "std::env"),
    (
        "use std as s; use s::fs as files; fn f() { files::read(\"x\"); }",
        "std::fs",
    ),
    (
        "use std::{self as s}; fn f() { s::fs::read(\"x\"); }",
        "std::fs",
    ),
    (
        "use std::{cell::{Cell, RefCell}, net::{self, TcpStream}}; fn f(x: TcpStream) {}",
        "std::net",
    ),
    ("use std::env::*; fn f() { var(\"X\"); }", "std::env"),
    ("use std::*; fn f() { env::var(\"X\"); }", "std::*"),
    (
        "mod env { pub use std::env::var; } fn f() { env::var(\"X\"); }",
        "std::env",
    ),
    (
        "macro_rules! m { ($a:ident) => { std::$a::var(\"X\") } } fn f() { m!(env); }",
        "std::env",
    ),
    ("fn f() { std::r#env::var(\"X\"); }", "std::env"),
    ("fn f() -> bool { cfg!(test) }", "cfg!"),
    ("#[cfg(not(test))] fn f() {}", "#[cfg]"),
    ("#[cfg(test)] fn f() {}", "#[cfg]"),
    (
        "macro_rules! m { ($m:meta) => { #[$m] fn f() {} } } m!(cfg(test));",
        "#[cfg]",
    ),
    ("#![cfg_attr(test, no_main)]", "cfg_attr"),
    ("fn f() { std::any::type_name::<u8>(); }", "type_name"),
    ("extern crate self as std;", "extern crate"),
    (
        "use std::panic::catch_unwind as c; fn f() { c(|| ()).ok(); }",
        "catch_unwind",
    ),
    (
        "fn f() { std::panic::set_hook(Box::new(|_| ())); }",
        "set_hook",
    ),
    (
        "#[link_section = \".init_array\"] static X: u8 = 1;",
        "link_section",
    ),
    ("std::arch::global_asm!(\"\");", "global_asm"),
    (
        "const X: &str = include_str!(\"../hidden/x.rs\");",
        "include_str!",
    ),
    ("fn f() -> usize { size_of::<u8>() }", "size_of"),
    (
        "use std::thread; fn f(t: std::time::Duration) { thread::sleep(t); }",
        "sleep",
    ),
    (
        "use std::thread::park_timeout as wait; fn f(t: std::time::Duration) { wait(t); }",
        "park_timeout",
    ),
    (
        "use std::env::{self as e}; fn f() { e::var(\"X\"); }",
        "std::env",
    ),
    (
        "use std::env; use env::var as v; fn f() { v(\"X\"); }",
        "std::env",
    ),
    (
        "use std::env as e; use e as g; fn f() { g::var(\"X\"); }",
        "std::env",
    ),
    (
        "use std::env as e; use e::var as v; fn f() { v(\"X\"); }",
        "std::env",
    ),
    (
        "mod s { pub use std::env; } use crate::s::env::var; fn f() { var(\"X\"); }",
        "std::env",
    ),
    (
        "mod env {} mod a { use std::env; fn f() { self::env::var(\"X\"); } }",
        "std::env",
    ),
    (
        "macro_rules! m { ($b:tt, $a:tt, $c:tt, $s:tt) => { $a $s $b $s $c (\"X\") } } fn f() { m!(env, std, var, ::); }",
        "std::env",
    ),
    (
        "macro_rules! u { ($a:ident $b:tt $c:ident $d:tt) => { use $a $b $c as $d; } } u!(std :: env e); fn f() { e::var(\"X\"); }",
        "std::env",
    ),
    (
        "macro_rules! m { ($x:ident) => { $x!(\"X\") } } fn f() { m!(option_env); }",
        "option_env!",
    ),
    (
        "macro_rules! m { ($x:ident) => { #[$x(test)] fn f() {} } } m!(cfg);",
        "cfg!",
    ),
    (
        "macro_rules! make { ($n:ident) => { macro_rules! $n { ($x:ident) => { $x!(\"X\") } } } } make!(m); fn f() { m!(option_env); }",
        "option_env!",
    ),
    (
        "macro_rules! m { ($x:ident) => { std::any::$x::<u8>() } } fn f() { m!(type_name); }",
        "type_name",
    ),
    (
        "fn type_name() {} fn f() { std::any::type_name::<u8>(); }",
        "type_name",
    ),
    (
        "mod a { use std::any::type_name; } fn type_name() {}",
        "type_name",
    ),
    (
        "fn f() { std::path::Path::new(\"/proc/self/exe\").exists(); }",
        "std::path",
    ),
    (
        "use std::path::Path; fn f() { Path::new(\"x\").exists(); }",
        "std::path",
    ),
    (
        "fn f() -> u32 { std::panic::Location::caller().line() }",
        "caller",
    ),
    ("fn f() { std::thread::current().name(); }", "current"),
    (
        "use std::thread; fn f() { eprintln!(\"{:?}\", thread::current().name()); }",
        "current",
    ),
    (
        "use std::thread; fn f() { eprintln!(\"{:?}\", { g(thread::current().id()) }); }",
        "current",
    ),
    (
        "trait Spy { fn id(self) -> u8; } impl Spy for std::thread::Thread { fn id(self) -> u8 { g(self.name()) } } fn f() { println!(\"{}\", std::thread::current().id()); }",
        "current",
    ),
    (
        "use std::{dbg as eprintln, thread}; fn f() -> bool { eprintln!(1, thread::current().id()).1 == g() }",
        "current",
    ),
    (
        "macro_rules! eprintln { ($a:expr, $b:expr) => { g($b) } } fn f() { eprintln!(1, std::thread::current().id()); }",
        "current",
    ),
    (
        "use std::backtrace::Backtrace; fn f() { Backtrace::force_capture(); }",
        "std::backtrace",
    ),
    ("#[path = \"../hidden/x.rs\"] mod x;", "mod"),
    (
        "macro_rules! m { ($($t:tt)*) => { #[path = \"x.rs\"] $($t)*; } } m!(mod x);",
        "mod",
    ),
    ("#[global_allocator] static A: B = B;", "global_allocator"),
    ("mod a { pub mod __hidden { } } use a::*;", "__hidden"),
    (
        "mod a { pub fn marker() -> u8 { 0 } } use a::*; #[test] fn marker() {} fn f() { tell(marker()) }",
        "marker",
    ),
    (
        "#[core::prelude::v1::test] fn marker() {} fn f() { let m = marker; }",
        "marker",
    ),
    (
        "use std::prelude::v1::test as t; #[t] fn marker() {} fn f() { tell(marker()) }",
        "marker",
    ),
    (
        "struct P; #[test] fn one() -> T<{ 1 }> { impl P { fn is(&self) {} } }",
        "impl",
    ),
    (
        "macro_rules! m { ($x:ident) => { #[$x] fn marker() {} } } m!(test);",
        "#[test]",
    ),
    (
        "mod a { pub mod tests { pub const T: u8 = 0; } } use a::*; #[cfg(test)] mod tests { pub const T: u8 = 1; } fn f() -> u8 { tests::T }",
        "tests::",
    ),
    (
        "#[cfg(test)] mod tests { pub fn f() {} } mod a { use super::tests as b; }",
        "tests::",
    ),
    (
        "struct P; #[cfg(test)] mod tests { impl super::P { pub fn is(&self) -> bool { true } } }",
        "impl",
    ),
    (
        "struct P; #[cfg(test)] mod tests { use super::P; fn f() { struct P; } impl Default for P { } }",
        "impl",
    ),
    (
        "struct P; #[cfg(test)] mod tests { struct T; impl<T> super::Tell for T { } }",
        "impl",
    ),
    (
        "macro_rules! m { ($t:ty) => { impl $t { } } } struct P; #[cfg(test)] mod tests { m!(super::P); }",
        "impl",
    ),
    (
        "#[macro_use] #[cfg(test)] mod tests { macro_rules! m { () => { true } } }",
        "macro_use",
    ),
];

#[test]
fn what_could_change_the_tests_is_found_under_any_name() {
    for (text, wanted) in RESERVED_USES {
        let found = reserved(text);
        assert!(found.iter().any(|rule| rule == wanted), "{text}: {found:?}");
    }
}

#[test]
fn honest_names_are_not_reserved() {
    for text in [
        "#[cfg(test)] mod tests { use super::*; #[test] fn one() {} }",
        "use std::thread; fn f() { eprintln!(\"{} on {:?}\", g(1), thread::current().id()); }",
        "fn f() { println!(\"{:?}: {}\", std::thread::current().id(), 1); }",
        "#[cfg(test)] pub mod tests {}",
        "#[cfg(test)] mod tests { use super::*; struct Fake(u8); impl Log for Fake { fn log(&self) {} } impl<T> Log for Other<T> {} enum Other<T> { A(T) } fn f(x: impl Log) -> impl Log { x } }",
        "struct P; impl P { fn one(&self) {} } #[test] #[ignore] fn one() { P.one(); struct Own; impl Own {} }",
        "fn f(tests: u8) -> u8 { let test = [tests][0]; test } #[cfg(test)] mod tests { #[test] fn one() { super::f(1); } }",
        "use std::env; fn f() {}",
        "mod net { pub fn send() {} } fn f() { net::send(); crate::net::send(); }",
        "struct Q; impl Q { fn process(&self) {} fn run(&self) { self.process(); Self::process(self) } }",
        "fn process<T>(x: T) {} fn f() { process::<u8>(1); process(2); }",
        "fn f(env: u8, os: u8) -> u8 { let fs = env; fs + os }",
        "struct S { type_name: u8 } fn f(s: S) -> u8 { s.type_name }",
        "fn type_name() {} fn f() { type_name() }",
        "impl A { fn f() -> impl Sized + use<> {} }",
        "use std::{cell::RefCell, rc::{Rc, Weak}, sync::mpsc::*}; fn f(x: Rc<RefCell<u8>>) {}",
        "use std::cell::{self, Cell as C}; fn f(x: cell::Ref<u8>, y: C<u8>) {}",
        "macro_rules! line { ($file:expr) => { println!(\"{}\", $file) } } fn f() { line!(1); }",
        "struct Tree; impl Tree { fn current(&self) {} } fn f(t: Tree) { t.current(); Tree::current(&t); }",
        "fn f(path: &[u8], caller: u8) -> u8 { path[0] + caller }",
        "macro_rules! m { ($n:ident) => { mod $n { } } } m!(a);",
    ] {
        assert_eq!(reserved(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_lesson_can_allow_what_is_reserved() {
    let mut lesson = crate::course::Course::embedded().unwrap().lessons[0].clone();
    let tokens = Tokens::parse("fn f() { std::env::var(\"X\"); }").unwrap();
    assert_eq!(reserved::broken_rules(&lesson, &tokens).len(), 1);
    lesson.rules.allow = vec!["std::env".to_owned()];
    assert!(reserved::broken_rules(&lesson, &tokens).is_empty());
}

#[test]
fn no_honest_file_of_the_course_uses_what_is_reserved() {
    let course = crate::course::Course::embedded().unwrap();
    for lesson in course.lessons.iter().filter(|lesson| lesson.has_file()) {
        let files = &lesson.files;
        let texts = files.starter.iter().chain(&files.solution);
        for text in texts.chain(files.alternatives.values()) {
            let Ok(tokens) = Tokens::parse(text) else {
                continue;
            };
            let found = reserved::broken_rules(lesson, &tokens);
            assert!(found.is_empty(), "{}: {found:?}\n{text}", lesson.id);
        }
    }
}

#[test]
fn unsafe_impls_are_refused_if_rustc_decides_what_to_reject() {
    let course = crate::course::Course::embedded().unwrap();
    let found = |id: &str, text: &str| {
        let lesson = course.lesson(id).unwrap();
        let tokens = Tokens::parse(text).unwrap();
        let found = reserved::broken_rules(lesson, &tokens);
        found.into_iter().map(|broken| broken.rule).collect()
    };
    let forged = [
        "trait Own {} unsafe impl<T: Own> Sync for MyCell<T> {}",
        "use std::marker::Sync as S; unsafe impl<T> S for MyCell<T> {}",
        "macro_rules! m { ($i:tt) => { unsafe $i<T> Sync for C<T> {} } } m!(impl);",
        "macro_rules! m { ($u:tt) => { $u impl<T> Sync for C<T> {} } } m!(unsafe);",
    ];
    for text in forged {
        let broken_rules: Vec<String> = found("build_cell", text);
        assert_eq!(broken_rules, ["unsafe impl"], "{text}");
    }
    for honest in [
        "fn f(p: *mut u8) { unsafe { *p = 1; } }",
        "macro_rules! m { ($p:expr) => { unsafe { *$p } } } fn f(p: *mut u8) -> u8 { m!(p) }",
        "unsafe fn f() {} impl<T> Drop for MyCell<T> { fn drop(&mut self) {} }",
    ] {
        let broken_rules: Vec<String> = found("build_cell", honest);
        assert_eq!(broken_rules, Vec::<String>::new(), "{honest}");
    }
    let broken_rules: Vec<String> = found("counter_8000", forged[0]);
    assert_eq!(broken_rules, Vec::<String>::new());
}
