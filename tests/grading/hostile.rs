//! Files that go wrong on purpose, through the real grader: each gets its own clear outcome, nothing hangs, and
//! no process is left behind.

use crate::{grader, lesson};
use cellmate::course::{Course, Lesson, Test};
use cellmate::grader::{Attempt, GradingBackend as _};
use cellmate::process::Cancel;
use cellmate::report::{broken_rule, test_failure};
use cellmate::verdict::{
    KillReason, Outcome, PanicKind, StageName, StageState, TestReport, TimeLimit, Verdict,
};

fn grade(lesson: &Lesson, text: &str) -> Verdict {
    let course: Course = lesson::course(Vec::new());
    let graded = grader().grade(&course, lesson, text, &Cancel::new(), &|_| ());
    graded.unwrap_or_else(|stopped| panic!("{text}\n{stopped}"))
}

/// Grades a text that should print `hi`, and returns its outcome.
fn outcome(text: &str) -> Outcome {
    grade(&lesson::printing("hi\n"), text).observed.outcome
}

const TWO_LOCKS: &str = r"
use std::sync::{Arc, Barrier, Mutex};
use std::thread;
fn main() {
    let a = Arc::new(Mutex::new(1));
    let b = Arc::new(Mutex::new(2));
    let both = Arc::new(Barrier::new(2));
    let other = thread::spawn({
        let (a, b, both) = (Arc::clone(&a), Arc::clone(&b), Arc::clone(&both));
        move || { let _a = a.lock(); both.wait(); let _b = b.lock(); }
    });
    let _b = b.lock();
    both.wait();
    let _a = a.lock();
    other.join().unwrap();
}
";

/// Returns the outcome on Linux, which shows what threads wait for. Elsewhere, the program just reaches its time limit.
fn seen_waiting(outcome: Outcome) -> Outcome {
    let limit = TimeLimit::WallClock;
    if cfg!(target_os = "linux") {
        outcome
    } else {
        Outcome::TimedOut { limit }
    }
}

#[test]
fn each_way_to_hang_has_its_outcome() {
    let twice =
        "fn main() { let m = std::sync::Mutex::new(1); let _a = m.lock(); let _b = m.lock(); }";
    assert_eq!(
        outcome(twice),
        seen_waiting(Outcome::Deadlocked { threads: 1 })
    );
    assert_eq!(
        outcome(TWO_LOCKS),
        seen_waiting(Outcome::Deadlocked { threads: 2 })
    );
    let limit = TimeLimit::Cpu;
    assert_eq!(
        outcome("fn main() { loop {} }"),
        Outcome::TimedOut { limit }
    );
    let limit = TimeLimit::Idle;
    let sleeps = "fn main() { std::thread::sleep(std::time::Duration::from_secs(60)); }";
    assert_eq!(outcome(sleeps), seen_waiting(Outcome::TimedOut { limit }));
}

#[test]
fn a_program_that_exceeds_a_limit_is_stopped() {
    let killed = |text| match outcome(text) {
        Outcome::Killed { by } => by,
        other => panic!("{other:?}"),
    };
    let lines = "fn main() { for _ in 0..50_000_000u64 { println!(\"0123456789 0123456789\"); } }";
    assert_eq!(
        killed(lines),
        KillReason::OutputFlood {
            limit: Some(1 << 20)
        }
    );
    let no_newline = "use std::io::Write; fn main() { let b = [b'x'; 65536]; for _ in 0..16384 { std::io::stdout().write_all(&b).unwrap(); } }";
    assert_eq!(
        killed(no_newline),
        KillReason::OutputFlood {
            limit: Some(1 << 20)
        }
    );
    let hog = "fn main() { let mut all = Vec::new(); loop { all.push(vec![1u8; 10_000_000]); } }";
    assert_eq!(
        killed(hog),
        KillReason::Memory {
            limit: Some(256 << 20)
        }
    );
    let deep = "fn f(n: u64) -> u64 { if n == u64::MAX { 0 } else { f(n + 1) + 1 } } fn main() { println!(\"{}\", f(0)); }";
    assert_eq!(killed(deep), KillReason::StackOverflow);
    let abort = "fn main() { std::process::abort() }";
    assert_eq!(killed(abort), KillReason::Signal { number: 6 });
}

#[test]
fn control_characters_in_output_are_compared_and_not_executed() {
    for text in [
        "use std::io::Write; fn main() { std::io::stdout().write_all(b\"\\xff\\xfe\\n\").unwrap(); }",
        "fn main() { println!(\"\\u{1b}[2J\\u{1b}]0;title\\u{7}\"); }",
        "fn main() { print!(\"hi\"); }",
        "fn main() { print!(\"hi \\n\"); }",
    ] {
        let verdict = grade(&lesson::printing("hi\n"), text);
        assert_eq!(verdict.observed.outcome, Outcome::Finished { code: 0 });
        assert_eq!(verdict.first_failure(), Some(StageName::Output), "{text}");
        assert!(verdict.diff.is_some());
    }
}

#[test]
fn a_file_that_nests_too_deeply_gets_a_verdict_that_names_its_line() {
    let honest = "fn main() { println!(\"hi\"); }\n#[test]\nfn one() {}\n";
    let (open, close) = ("[".repeat(200_000), "]".repeat(200_000));
    let deep = format!("{honest}#{open}{close}\n");
    let mut lesson = lesson::printing("hi\n");
    lesson.tests = vec![Test {
        name: "one".to_owned(),
        says: String::new(),
        held_back: false,
        own: true,
        line: 0,
    }];
    let attempts = [honest, deep.as_str()].map(|text| Attempt::new(&lesson, text));
    let course = lesson::course(Vec::new());
    let together = grader().grade_all(&course, &attempts, &Cancel::new(), &|_, _| ());
    let together = together.unwrap();
    assert!(together[0].verdict.passed(), "{:?}", together[0].verdict);
    assert!(together[1].is_reproducible());
    for verdict in [&together[1].verdict, &grade(&lesson, &deep)] {
        assert_eq!(verdict.first_failure(), Some(StageName::Compile));
        let error = verdict.observed.errors().next().unwrap();
        let expected = "error: brackets nest more than 256 levels deep\n --> exercises/refcell/rate_limiter.rs:4:258\n";
        assert_eq!((error.line, error.rendered.as_str()), (Some(4), expected));
    }
}

// Elsewhere, the system does not show which processes have left the group.
#[cfg(target_os = "linux")]
#[test]
fn child_processes_end_with_their_program() {
    let mark = format!("{}.25", 86_000 + std::process::id() % 1000);
    let text = format!(
        "use std::process::{{Command, Stdio}}; use std::os::unix::process::CommandExt;
         fn main() {{
             Command::new(\"sleep\").arg(\"{mark}\").spawn().unwrap();
             Command::new(\"sleep\").arg(\"{mark}\").process_group(0).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
             println!(\"hi\");
         }}"
    );
    let verdict = grade(&lesson::printing("hi\n"), &text);
    assert!(verdict.passed(), "{verdict:?}");
    let left = std::fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok())
        .any(|line| String::from_utf8_lossy(&line).contains(&mark));
    assert!(!left, "a sleeper is left behind");
}

#[test]
fn stdin_is_empty_and_exit_codes_count() {
    let reads = "fn main() { let mut s = String::new(); println!(\"{}\", std::io::stdin().read_line(&mut s).unwrap()); }";
    assert!(grade(&lesson::printing("0\n"), reads).passed());
    let early = "fn main() { std::process::exit(0); }";
    assert_eq!(
        grade(&lesson::printing("hi\n"), early).first_failure(),
        Some(StageName::Output)
    );
    let code = "fn main() { println!(\"hi\"); std::process::exit(3); }";
    let verdict = grade(&lesson::printing("hi\n"), code);
    assert_eq!(verdict.observed.outcome, Outcome::Finished { code: 3 });
    assert_eq!(verdict.first_failure(), Some(StageName::Run));
    let like_a_panic = "fn main() { println!(\"hi\"); std::process::exit(101); }";
    assert_eq!(outcome(like_a_panic), Outcome::Finished { code: 101 });
}

#[test]
fn a_panic_is_reported_with_kind_and_line() {
    let text = "use std::cell::RefCell;\nfn main() {\n    let c = RefCell::new(1);\n    let _r = c.borrow();\n    c.borrow_mut();\n}\n";
    let Outcome::Panicked(panic) = outcome(text) else {
        panic!("it panics");
    };
    assert_eq!(
        (panic.panic_kind, panic.line),
        (PanicKind::AlreadyBorrowed, Some(5))
    );
    let in_thread = "fn main() {\n    let t = std::thread::spawn(|| { panic!(\"one\") });\n    let _: Result<(), _> = t.join();\n    println!(\"hi\");\n}\n";
    let verdict = grade(&lesson::printing("hi\n"), in_thread);
    assert!(verdict.passed(), "the main thread went on");
    assert_eq!(verdict.observed.run.unwrap().panics.len(), 1);
}

#[test]
fn a_panic_is_found_after_any_amount_of_output() {
    let text = "fn main() {\n    for n in 0..5000 { eprintln!(\"line {n}: 0123456789 0123456789\"); }\n    None::<u8>.unwrap();\n}\n";
    let Outcome::Panicked(panic) = outcome(text) else {
        panic!("it panics");
    };
    assert_eq!((panic.panic_kind, panic.line), (PanicKind::Unwrap, Some(3)));
}

#[test]
fn every_run_has_an_empty_folder_of_its_own() {
    let text = "fn main() { std::fs::File::create_new(\"log\").unwrap(); println!(\"hi\"); }\n";
    let grader = grader();
    let course = lesson::course(Vec::new());
    for round in 0..2 {
        let lesson = lesson::printing("hi\n");
        let text = format!("{text}// {round}\n");
        let verdict = grader
            .grade(&course, &lesson, &text, &Cancel::new(), &|_| ())
            .unwrap();
        assert!(verdict.passed(), "{verdict:?}");
    }
}

#[test]
fn truncated_output_is_never_right() {
    let mut lesson = lesson::printing("hi\n");
    lesson.expect.as_mut().unwrap().compare = cellmate::compare::CompareMode::Trimmed;
    let text = "fn main() { println!(\"hi\"); for _ in 0..3000 { println!(\"{:99}\", \"\"); } }";
    let verdict = grade(&lesson, text);
    assert_eq!(verdict.first_failure(), Some(StageName::Output));
}

#[test]
fn an_error_in_the_learners_own_test_is_reported_with_its_line() {
    let text = "fn main() { println!(\"hi\"); }\n#[allow(dead_code)]\nfn double(x: u32) -> u32 { x * 2 }\n#[test]\nfn mine() { let _: u32 = \"a\"; }\n";
    let detail = test_failure(&doubling(text).tests[0]).unwrap();
    assert!(
        detail.contains("line 5") && detail.contains("your own"),
        "{detail}"
    );
}

const DOUBLE: &str = "use super::double;\n#[test] fn doubles() { assert_eq!(double(4), 8); }\n#[test] fn of_zero() { assert_eq!(double(0), 0); }\n";

fn doubling(text: &str) -> Verdict {
    grade(
        &lesson::tested("hi\n", &["doubles", "of_zero"], DOUBLE),
        text,
    )
}

fn states(verdict: &Verdict) -> Vec<StageState> {
    verdict.tests.iter().map(TestReport::state).collect()
}

#[test]
fn a_test_passes_only_if_it_returns() {
    use StageState::{Failed, Passed, Skipped};
    for (body, expected) in [
        ("x * 2", [Passed, Passed]),
        ("x + 4", [Passed, Failed]),
        ("std::process::exit(0)", [Failed, Failed]),
        (
            "if x == 4 { std::process::exit(0) } else { x * 2 }",
            [Failed, Passed],
        ),
        (
            "{ let m = std::sync::Mutex::new(x); let _a = m.lock(); let _b = m.lock(); 0 }",
            [Failed, Skipped],
        ),
        (
            "{ println!(\"test result: ok. 1 passed; 0 failed;\"); std::process::exit(0) }",
            [Failed, Failed],
        ),
    ] {
        let text = format!(
            "fn main() {{ println!(\"hi\"); }}\n#[allow(dead_code, unreachable_code)]\nfn double(x: u32) -> u32 {{ {body} }}\n"
        );
        let verdict = doubling(&text);
        assert_eq!(states(&verdict), expected, "{body}: {:?}", verdict.tests);
    }
}

#[test]
fn printing_the_expected_text_by_hand_does_not_pass() {
    let verdict = doubling("fn main() { println!(\"hi\"); }");
    assert_eq!(verdict.first_failure(), Some(StageName::Tests));
    let detail = test_failure(&verdict.tests[0]).unwrap();
    assert!(detail.contains("double"), "{detail}");
}

#[test]
fn odd_but_valid_files_are_judged_like_any_other() {
    let good = "fn main() { println!(\"hi\"); }\n#[allow(dead_code)]\nfn double(x: u32) -> u32 { x * 2 }\n";
    for text in [
        format!("{good}// the last line is a comment"),
        format!("#![allow(unused)]\n//! Inner doc.\n{good}"),
        format!("\u{feff}{}", good.replace('\n', "\r\n")),
        format!(
            "{good}#[cfg(test)] mod tests {{ #[test] fn doubles() {{ panic!() }} }}\n#[test] fn own() {{}}\n"
        ),
        format!("{good}/* closed */ /* also /* nested */ */"),
    ] {
        let verdict = doubling(&text);
        assert!(verdict.passed(), "{text}\n{verdict:#?}");
    }
}

#[test]
fn a_compile_error_is_printed_once_with_its_line() {
    let verdict = doubling("fn main() {\n    let x: u32 = \"a\";\n}\n");
    assert_eq!(verdict.observed.outcome, Outcome::CompileError);
    let first = &verdict.observed.diagnostics[0];
    assert_eq!(
        (first.code.as_deref(), first.line),
        (Some("E0308"), Some(2))
    );
    assert!(
        first
            .rendered
            .contains("exercises/refcell/rate_limiter.rs:2"),
        "{}",
        first.rendered
    );
    assert_eq!(states(&verdict), [StageState::Skipped; 2]);
    let unclosed = doubling("fn main() {\n    println!(\"hi\");\n");
    assert_eq!(unclosed.observed.outcome, Outcome::CompileError);
    assert_eq!(unclosed.first_failure(), Some(StageName::Compile));
}

#[test]
fn a_macro_that_shadows_an_assertion_is_refused_with_a_reason() {
    let text = "macro_rules! assert_eq { ($($t:tt)*) => {} }\nfn main() { println!(\"hi\"); }\n#[allow(dead_code)]\nfn double(_: u32) -> u32 { 0 }\n";
    let verdict = doubling(text);
    assert!(!verdict.passed());
    let broken = &verdict.broken_rules[0];
    assert_eq!(broken.line, Some(1));
    let says = broken_rule(broken);
    assert!(says.contains("rename it"), "{says}");
}

#[test]
fn a_double_free_and_a_foreign_signal_are_reported_as_killed() {
    let killed = |text: &str| match outcome(text) {
        Outcome::Killed { by } => by,
        other => panic!("{other:?}"),
    };
    let twice = "fn main() { let p = Box::into_raw(Box::new([1u8; 64])); unsafe { drop(Box::from_raw(p)); drop(Box::from_raw(p)); } }";
    assert_eq!(killed(twice), KillReason::Signal { number: 6 });
    let own_kill = "fn main() { let own = std::process::id().to_string(); std::process::Command::new(\"kill\").args([\"-9\", &own]).status().unwrap(); }";
    assert_eq!(killed(own_kill), KillReason::Signal { number: 9 });
}
