//! What `verify` finds when it runs the programs of a course.

use crate::course::{
    Case, Change, Files, LESSON, ONE_TOO_FEW, OTHER, SOLUTION, grader, short, verify,
};
use cellmate::author::{self, VerifyOptions};
use cellmate::grader::Error;
use cellmate::process::Cancel;

const STARTER: &str = "exercises/small/ID.rs";

/// Each case with all expected findings.
const CASES: &[Case] = &[
    (
        "answer",
        &[
            (
                LESSON,
                "[starter]\noutcome = \"finished\"",
                "[starter]\noutcome = \"panicked\"\nline = 7\npanic = \"already-borrowed\"",
            ),
            (SOLUTION, "    42\n", "    let spare = 42;\n    42\n"),
            (OTHER, "6 * 7", "6 * 8"),
            (
                LESSON,
                "feedback = \"not-a-number\"\n",
                "feedback = \"one-too-few\"\n",
            ),
        ],
        &[
            "solutions/small/ID.rs:4: rustc warns: unused variable: `spare`",
            "lessons/small/ID.toml:20: the starter should panic on line 7 (already-borrowed), but finishes",
            "lessons/small/ID.toml:65: `not_a_number.rs` should get the feedback `one-too-few`, but gets `not-a-number`",
            "tests/alternatives/ID/another_way.rs: this alternative does not pass: it finishes, prints something other than `[expect]`, and gets the feedback `output`",
        ],
    ),
    (
        "answer",
        &[
            (STARTER, "    0\n", "    42\n"),
            (SOLUTION, "    42\n", "    panic!(\"no\")\n"),
            (
                LESSON,
                "outcome = \"finished\"\nfeedback = \"one-too-few\"",
                "outcome = \"panicked\"\nfeedback = \"one-too-few\"",
            ),
            (ONE_TOO_FEW, "    41\n", "    42\n"),
            (OTHER, "6 * 7", "6*7"),
        ],
        &[
            "solutions/small/ID.rs:4: the solution does not pass: it panics on line 4 (no) and gets the feedback `run`",
            "lessons/small/ID.toml:20: the untouched starter passes",
            "lessons/small/ID.toml:58: `one_too_few.rs` is declared as a mistake, but passes",
            "tests/alternatives/ID/another_way.rs:4: not formatted with rustfmt",
        ],
    ),
    (
        // The first run leaves a file behind, beside its own folder, and the next one finds it.
        "answer",
        &[
            (
                ONE_TOO_FEW,
                "    41\n",
                "    41 + u32::from(std::fs::File::create_new(\"../flaky\").is_err())\n",
            ),
            (
                LESSON,
                "forbid = [\"unsafe\"]",
                "forbid = [\"unsafe\"]\nallow = [\"std::fs\"]",
            ),
            (STARTER, "    0\n", "    7\n"),
            (
                LESSON,
                "[starter]\noutcome = \"finished\"",
                "[starter]\noutcome = \"finished\"\nstdout = \"0\\n\"",
            ),
        ],
        &[
            "lessons/small/ID.toml:20: the starter should print what `stdout` says, but prints \"7\\n\"",
            "lessons/small/ID.toml:60: `one_too_few.rs` behaves differently from run to run: either it finishes, prints something other than `[expect]`, and gets the feedback `one-too-few`, or it finishes and passes",
        ],
    ),
    (
        // If schedules are tried, a program that is right in every schedule passes like any other.
        "answer",
        &[
            (
                LESSON,
                "[[test]]",
                "[schedules]\nrun = \"gives_the_answer\"\n\n[[test]]",
            ),
            (
                "tests/hidden/ID.rs",
                "    assert_eq!(answer(), 42);\n",
                "    let sum = std::sync::Mutex::new(0);\n    std::thread::scope(|scope| {\n        \
                 scope.spawn(|| *sum.lock().unwrap() += answer());\n        \
                 *sum.lock().unwrap() += answer();\n    });\n    \
                 assert_eq!(sum.into_inner().unwrap(), 84);\n",
            ),
            (STARTER, "    0\n", "    42\n"),
            (ONE_TOO_FEW, "    41\n", "    42\n"),
            ("tests/mistakes/ID/not_a_number.rs", "\"42\"", "42"),
        ],
        &[
            "lessons/small/ID.toml:20: the untouched starter passes",
            "lessons/small/ID.toml:61: `one_too_few.rs` is declared as a mistake, but passes",
            "lessons/small/ID.toml:66: `not_a_number.rs` is declared as a mistake, but passes",
        ],
    ),
    (
        // What follows from the tests or from [expect] is not reported again for each program.
        "answer",
        &[("tests/hidden/ID.rs", "super::answer", "super::anwser")],
        &[
            "tests/hidden/ID.rs:2: the hidden tests don't compile with the solution: unresolved import `super::anwser`",
        ],
    ),
    (
        // A hidden test that cellmate cannot run shows nothing about the programs.
        "answer",
        &[(
            "tests/hidden/ID.rs",
            "#[test]\n",
            "#[test]\n#[should_panic]\n",
        )],
        &["tests/hidden/ID.rs:5: cellmate does not support `#[should_panic]` in hidden tests"],
    ),
    (
        "answer",
        &[("tests/hidden/ID.rs", "#[test]\n", "#[test]\n#[ignore]\n")],
        &["tests/hidden/ID.rs:5: cellmate does not support `#[ignore]` in hidden tests"],
    ),
    (
        "answer",
        &[("tests/hidden/ID.rs", "#[test]\n", "")],
        &["tests/hidden/ID.rs:4: a `[[test]]` names this function, but it has no `#[test]`"],
    ),
    (
        // Its conditions include all those of an earlier one. The starter needs no second feedback, either.
        "answer",
        &[(
            LESSON,
            "[[hint]]",
            "[[feedback]]\nid = \"narrow\"\nwhen = { stage = \"output\", stdout = \"^41\", source = \"41\" }\n\
             say = \"What is behind this.\"\n\n[[feedback]]\nid = \"moved\"\n\
             when = { starter = true, error = \"E0382\" }\nsay = \"What is behind this.\"\n\n[[hint]]",
        )],
        &[
            "lessons/small/ID.toml:50: feedback `narrow` is never shown: `one-too-few` on line 40 applies whenever this one does",
            "lessons/small/ID.toml:55: feedback `moved` is never shown: `starter` on line 35 applies whenever this one does",
        ],
    ),
    (
        // A wrong `[expect]` is one finding, whatever it changes for the mistakes.
        "answer",
        &[
            (LESSON, "stdout = \"42\\n\"", "stdout = \"43\\n\""),
            (ONE_TOO_FEW, "    41\n", "    43\n"),
            (
                LESSON,
                "**An answer that nobody checked is a guess.**\n",
                "**An answer that nobody checked is a guess.**\n\n```rust\nlet x: u8 = 42;\nlet y: u8 = z;\n```\n",
            ),
        ],
        &[
            "solutions/small/ID.rs: the solution does not pass: it finishes, prints something other than `[expect]`, and gets the feedback `output`",
            "lessons/small/ID.toml:15: rustc rejects this code: [E0425]: cannot find value `z` in this scope",
        ],
    ),
    (
        // A rule that refuses everything is one finding, although every mistake breaks it.
        "answer",
        &[(
            LESSON,
            "forbid = [\"unsafe\"]",
            "forbid = [\"unsafe\", \"println!\"]",
        )],
        &[
            "solutions/small/ID.rs:8: the solution does not pass: it finishes, breaks a rule (the file must not use `println!`), and gets the feedback `rules`",
        ],
    ),
    (
        // What the solution shows about a use that must not compile is reported in rustc's words.
        "answer",
        &[(
            LESSON,
            "[[test]]",
            "[[must_reject]]\nid = \"no-text\"\ncode = \"fn probe() { let _: () = 1; }\"\nerror = \"E0277\"\n\
             allowed = \"fn probe() { let _: () = (); }\"\nsays = \"rejects a text\"\n\n[[test]]",
        )],
        &[
            "solutions/small/ID.rs: the solution does not pass: it finishes, fails with E0308 (mismatched types) instead of E0277 with `no-text`, and gets the feedback `compile`",
        ],
    ),
    (
        // A run whose threads do not overlap has no schedules.
        "answer",
        &[
            (
                LESSON,
                "[[test]]",
                "[schedules]\nrun = \"gives_the_answer\"\nconcurrent = true\n\n[[test]]",
            ),
            (
                "tests/hidden/ID.rs",
                "answer(), 42",
                "std::thread::spawn(answer).join().unwrap(), 42",
            ),
        ],
        &[
            "solutions/small/ID.rs: the solution does not pass: it finishes, its schedules could not be graded (no two of the threads that the program starts run at the same time), and gets no feedback",
        ],
    ),
    (
        // What is missing in the lesson explains why its feedback is not shown.
        "answer",
        &[(
            LESSON,
            "[[mistake]]\nfile = \"one_too_few.rs\"\noutcome = \"finished\"\nfeedback = \"one-too-few\"\n",
            "",
        )],
        &[
            "lessons/small/ID.toml:2: only 1 mistake is declared",
            "tests/mistakes/ID/one_too_few.rs: no `[[mistake]]` declares this file",
        ],
    ),
    (
        // These limits make every program fail.
        "answer",
        &[(LESSON, "[[test]]", "[limits]\nrun_ms = 2\n\n[[test]]")],
        &["lessons/small/ID.toml:32: `run_ms` is 2, which is too small (the minimum is 100)"],
    ),
    (
        // Learners see the first error first.
        "answer",
        &[
            (STARTER, "    0\n", "    \u{a0}\"no\"\n"),
            (
                LESSON,
                "[starter]\noutcome = \"finished\"",
                "[starter]\noutcome = \"compile-error\"\nerror = \"E0308\"",
            ),
        ],
        &[
            "lessons/small/ID.toml:20: the starter should fail with E0308, but fails with unknown start of token: \\u{a0} on line 4, E0308 on line 4",
        ],
    ),
    (
        // A mistake that is a copy of another one proves nothing.
        "answer",
        &[
            (
                "tests/mistakes/ID/not_a_number.rs",
                "",
                "//! A real program that falls short in one way.\n\nfn answer() -> u32 {\n    41\n}\n\nfn main() {\n    \
                 println!(\"{}\", answer());\n}\n",
            ),
            (
                ONE_TOO_FEW,
                "",
                "//! A real program that falls short in one way.\n\nfn answer() -> u32 {\n    41\n}\n\nfn main() {\n    \
                 println!(\"{}\", answer());\n}\n",
            ),
        ],
        &[
            "tests/mistakes/ID/not_a_number.rs: this file has the same text as tests/mistakes/ID/one_too_few.rs",
        ],
    ),
    (
        // Both pass, but learners compare their lines with those of the solution.
        "order",
        &[(SOLUTION, "println!(\"two\")", "println!(\"{}\", \"two\")")],
        &["solutions/small/ID.rs: the lines of the solution differ from the right order"],
    ),
    (
        "order",
        &[(
            LESSON,
            "lines = [\"println!(\\\"one\\\");\", \"println!(\\\"two\\\");\"]",
            "lines = [\"println!(\\\"two\\\");\", \"println!(\\\"one\\\");\"]",
        )],
        &[
            "lessons/small/ID.toml:28: the order of the lines in `[arrange]` does not pass: it finishes, prints something other than `[expect]`, and gets the feedback `wrong-way-round`",
        ],
    ),
    (
        "guess",
        &[
            (LESSON, "stdout = \"1\\n\"", "stdout = \"2\\n\""),
            (
                LESSON,
                "\"program:compile-error\"",
                "\"program:finished\", outcome = \"panicked\"",
            ),
        ],
        &[
            "lessons/small/ID.toml:20: prediction `program`: exercises/small/ID.rs should print what `stdout` says, but prints \"1\\n\"",
            "lessons/small/ID.toml:24: feedback `would-not-compile` is never shown: no starter, mistake or wrong prediction triggers it",
        ],
    ),
    (
        // Feedback on any wrong prediction precedes feedback that names an outcome.
        "guess",
        &[(
            LESSON,
            "[[question]]",
            "[[feedback]]\nid = \"too-late\"\nwhen = { prediction = \"program:panicked\" }\n\
             say = \"What really happens.\"\n\n[[question]]",
        )],
        &[
            "lessons/small/ID.toml:34: feedback `too-late` is never shown: `something-else` on line 29 applies whenever this one does",
        ],
    ),
    (
        "guess",
        &[(
            LESSON,
            "outcome = \"finished\", stdout = \"1\\n\" }",
            "outcome = \"panicked\", line = 4 }",
        )],
        &[
            "lessons/small/ID.toml:20: prediction `program`: exercises/small/ID.rs should panic on line 4, but finishes",
        ],
    ),
];

#[test]
fn each_false_claim_is_found_and_true_ones_are_not_mentioned() {
    let mut files = Files::good();
    let mut wanted: Vec<String> = Vec::new();
    for (number, (lesson, changes, findings)) in CASES.iter().enumerate() {
        let id = format!("{lesson}_{number}");
        files.copy(lesson, &id);
        for (path, old, new) in *changes {
            files.change(&path.replace("ID", &id), old, new);
        }
        wanted.extend(findings.iter().map(|finding| finding.replace("ID", &id)));
    }
    let (report, events) = verify(&files.tree(), &[]);
    assert_eq!(short(&report).join("\n"), wanted.join("\n"));
    assert_eq!(
        events[0],
        format!("26 lessons, 0 unchanged, {} programs", report.programs())
    );
    assert_eq!(
        events.iter().filter(|event| *event == "graded").count(),
        report.programs()
    );
    let finished: Vec<&String> = events[1..]
        .iter()
        .filter(|event| *event != "graded")
        .collect();
    assert_eq!(
        &finished[..5],
        [
            "answer: 0",
            "order: 0",
            "guess: 0",
            "which: 0",
            "answer_0: 4"
        ]
    );
}

#[test]
fn verify_can_be_cancelled() {
    let cancel = Cancel::new();
    cancel.cancel();
    let ended = author::verify(
        &grader(),
        &Files::good().tree(),
        VerifyOptions::default(),
        &cancel,
        &|_| (),
    );
    assert!(matches!(ended, Err(Error::Cancelled)), "{ended:?}");
}

#[test]
fn a_wrong_output_is_shown_as_a_diff() {
    let mut files = Files::good();
    files.change(
        "solutions/small/order.rs",
        "    println!(\"two\");\n",
        "    println!(\"too\");\n",
    );
    let (report, _) = verify(&files.tree(), &["order"]);
    let shown: Vec<String> = report.findings().map(ToString::to_string).collect();
    assert_eq!(shown.len(), 1, "{shown:?}");
    let diff = "  | - expected   + printed\n  |   one\n  | - two\n  | + too\n";
    assert!(shown[0].contains(diff), "{}", shown[0]);
}

#[test]
fn a_message_of_rustc_names_the_file_of_the_course() {
    let mut files = Files::good();
    files.change("solutions/small/answer.rs", "    42\n", "    fortytwo\n");
    let (report, _) = verify(&files.tree(), &["answer"]);
    let shown: Vec<String> = report.findings().map(ToString::to_string).collect();
    assert_eq!(shown.len(), 1, "{shown:?}");
    let place = "--> solutions/small/answer.rs:4:5";
    assert!(
        shown[0].contains(place) && !shown[0].contains("exercises/"),
        "{}",
        shown[0]
    );
}

/// Returns the only finding about a lesson of the good course with these changes, as it is shown.
fn only_finding(lesson: &str, changes: &[(&str, &str, &str)]) -> String {
    let mut files = Files::good();
    for (path, old, new) in changes {
        files.change(&path.replace("ID", lesson), old, new);
    }
    let (report, _) = verify(&files.tree(), &[lesson]);
    let shown: Vec<String> = report.findings().map(ToString::to_string).collect();
    assert_eq!(shown.len(), 1, "{}", shown.join("\n"));
    shown.concat()
}

#[test]
fn a_deadlock_is_explained_with_its_lines() {
    let deadlock = "    let number = std::sync::Mutex::new(42);\n    let guard = number.lock().unwrap();\n    \
                    let other = number.lock().unwrap();\n    *guard + *other\n";
    let shown = only_finding("answer", &[(SOLUTION, "    42\n", deadlock)]);
    assert!(
        shown.contains("it deadlocks and gets the feedback `run`"),
        "{shown}"
    );
    assert!(
        shown.contains("On line 6, the thread waits forever for `number`"),
        "{shown}"
    );
    assert!(
        shown.contains("help: fix this file, or `[expect]`"),
        "{shown}"
    );
}

#[test]
fn the_schedule_that_fails_decides_what_a_mistake_does() {
    let threads = "    let sum = std::sync::Mutex::new(0);\n    std::thread::scope(|scope| {\n        for _ in 0..2 {\n            \
                   scope.spawn(|| add(&sum));\n        }\n    });\n    assert_eq!(sum.into_inner().unwrap(), 2);\n";
    let add = "fn add(sum: &std::sync::Mutex<u32>) {\n    *sum.lock().unwrap() += 1;\n}\n\nfn main";
    let add_late = "fn add(sum: &std::sync::Mutex<u32>) {\n    let read = *sum.lock().unwrap();\n    \
                    *sum.lock().unwrap() = read + 1;\n}\n\nfn main";
    let mut changes: Vec<(&str, &str, &str)> = vec![
        (
            LESSON,
            "[[test]]",
            "[schedules]\nrun = \"gives_the_answer\"\n\n[[test]]",
        ),
        (
            "tests/hidden/ID.rs",
            "super::answer",
            "super::{add, answer}",
        ),
        ("tests/hidden/ID.rs", "}\n", threads),
        (ONE_TOO_FEW, "    41\n", "    42\n"),
        (ONE_TOO_FEW, "fn main", add_late),
        (
            LESSON,
            "stdout = \"^41\"",
            "stdout = \"^41\", source = \"41\"",
        ),
    ];
    let threads = format!("{threads}}}\n");
    changes[2].2 = &threads;
    let others = [
        STARTER,
        SOLUTION,
        OTHER,
        "tests/mistakes/ID/not_a_number.rs",
    ];
    changes.extend(others.map(|path| (path, "fn main", add)));
    let mut files = Files::good();
    for (path, old, new) in changes {
        files.change(&path.replace("ID", "answer"), old, new);
    }
    let (report, _) = verify(&files.tree(), &["answer"]);
    let shown: Vec<String> = report.findings().map(ToString::to_string).collect();
    let shown = shown.join("\n");
    assert!(
        shown.contains("but fails in at least one schedule, where it panics (assertion"),
        "{shown}"
    );
    assert!(
        shown.contains("help: write `outcome = \"panicked\"` in this `[[mistake]]` (with `[schedules]`, the claim is about the failing schedule)"),
        "{shown}"
    );
}

#[test]
fn a_common_cause_is_named_instead_of_the_file() {
    let two_lines = "println!(\"b\");\n    println!(\"a\");";
    let reads = "let mut line = String::new();\n    std::io::stdin().read_line(&mut line).unwrap();\n    \
                 println!(\"{line}\");";
    let print = "println!(\"{}\", answer());";
    let expected = "stdout = \"42\\n\"";
    let cases: [(&[Change], &str); 5] = [
        (
            &[(SOLUTION, "fn answer", "use rand::Rng;\n\nfn answer")],
            "help: use only `std`: programs of a course cannot use other crates",
        ),
        (
            &[(SOLUTION, print, reads)],
            "help: don't read `stdin`: cellmate gives programs no input",
        ),
        (
            &[
                (SOLUTION, print, two_lines),
                (LESSON, expected, "stdout = \"a\\nb\\n\""),
            ],
            "or write `compare = \"unordered-lines\"` in `[expect]` of lessons/small/answer.toml",
        ),
        (
            &[(LESSON, expected, "stdout = '^\\d+$'")],
            "help: if `stdout` is a regular expression, write `compare = \"regex\"`",
        ),
        (
            &[(SOLUTION, "    42\n", "    let gen = 42;\n    gen\n")],
            "help: fix this file, or `edition` in `[build]` of lessons/small/answer.toml (now 2024)",
        ),
    ];
    for (changes, help) in cases {
        let mut files = Files::good();
        for (path, old, new) in changes {
            files.change(&path.replace("ID", "answer"), old, new);
        }
        let (report, _) = verify(&files.tree(), &["answer"]);
        let shown = report.findings().next().unwrap().to_string();
        assert!(shown.contains(help), "{shown}");
        assert!(!shown.contains("cargo add"), "{shown}");
    }
}

#[test]
fn a_block_that_is_not_closed_is_one_finding() {
    let open = "guess.**\n\n```rust\nlet x = 1;\n";
    let shown = only_finding("answer", &[(LESSON, "guess.**\n", open)]);
    assert!(shown.contains("this code block is never closed"), "{shown}");
}

#[test]
fn a_mistake_that_is_not_rust_is_more_likely_to_be_wrong_than_its_outcome() {
    let shown = only_finding(
        "answer",
        &[("tests/mistakes/ID/one_too_few.rs", "41\n}", "41\n)")],
    );
    let help = "help: fix the file; or if that is the mistake, write `outcome = \"compile-error\"`";
    assert!(shown.contains(help), "{shown}");
}

#[test]
fn tests_that_no_wrong_program_fails_are_noted() {
    let mut files = Files::good();
    files.change(
        "tests/mistakes/answer/one_too_few.rs",
        "println!(\"{}\", answer())",
        "println!(\"{}\", answer() - 1)",
    );
    files.change(
        "tests/mistakes/answer/one_too_few.rs",
        "    41\n",
        "    42\n",
    );
    files.change("exercises/small/answer.rs", "    0\n", "    42\n");
    files.change(
        "exercises/small/answer.rs",
        "println!(\"{}\", answer())",
        "println!(\"{}\", answer() + 1)",
    );
    let (report, _) = verify(&files.tree(), &["answer"]);
    let findings: Vec<String> = report.findings().map(ToString::to_string).collect();
    assert_eq!(findings, [""; 0]);
    let notes: Vec<&String> = report
        .notes
        .iter()
        .filter(|note| note.contains("fails the test"))
        .collect();
    assert_eq!(
        notes,
        [
            "lessons/small/answer.toml:31: no starter or mistake fails the test `gives_the_answer`: a wrong file might pass, too: add a mistake that fails it, or check what it asserts"
        ]
    );
    // If every wrong program prints something else, the tests are not needed to refuse one.
    let (report, _) = verify(&Files::good().tree(), &["answer"]);
    assert_eq!(
        report.notes,
        [
            "lessons/small/answer.toml:31: every starter or mistake that fails a test also prints something other than `[expect]`: a file that prints a constant might pass: add a mistake that prints what `[expect]` says, and test values other than those that `main` uses"
        ]
    );
}
