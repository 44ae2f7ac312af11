//! One report through the three writers, side by side.

use super::{OutputStyle, text};
use crate::author::{CourseFinding, UnusedFile};
use crate::compare::{CompareMode, compare};
use crate::course::{Course, Question};
use crate::desk::CourseProgress;
use crate::report::trace::{self, Focus};
use crate::report::{self, Block};
use crate::verdict::{
    BrokenRule, BrokenRuleKind, Diagnostic, Exploration, Feedback, Observation, Outcome,
    OutcomeKind, Panic, PanicKind, Place, PredictedOutcome, PredictionResult, RunEnd, RunReport,
    ScheduleResult, Severity, Shortfall, StageName, StageState, Stages, TestReport, TestResult,
    Trace, Verdict,
};
use std::path::Path;
use unicode_width::UnicodeWidthStr;

const PIPED: OutputStyle = OutputStyle {
    width: 72,
    columns: 72,
    breaks_at: None,
    color: false,
};

fn side_by_side(blocks: &[Block]) -> String {
    format!(
        "== cellmate check ==\n{}\n== the full screen, 72 columns ==\n{}\n== plain mode ==\n{}",
        text(PIPED, blocks),
        crate::screen::shown_blocks(blocks, 72),
        crate::plain::written_blocks(blocks),
    )
}

fn panic(line: Option<u32>, panic_kind: PanicKind, message: &str) -> Panic {
    Panic {
        thread: "main".to_owned(),
        panic_kind,
        line,
        inside_std: false,
        source_panic: None,
        message: message.to_owned(),
    }
}

fn test(says: &str, result: TestResult) -> TestReport {
    TestReport {
        name: "a_test".to_owned(),
        description: says.to_owned(),
        result,
    }
}

/// A verdict in which everything that can fail together has failed.
fn everything_failed() -> Verdict {
    let already_borrowed = panic(
        Some(3),
        PanicKind::AlreadyBorrowed,
        "RefCell already borrowed",
    );
    let assertion =
        "assertion `left == right` failed: likes after two threads\n  left: 1\n right: 2";
    let failing = ScheduleResult {
        ending: RunEnd::Outcome {
            outcome: Outcome::Panicked(panic(None, PanicKind::Assertion, assertion)),
        },
        stdout: String::new(),
        count: 1,
        right: Some(false),
        schedule: vec![0, 0, 1],
        preemptions: 1,
    };
    let passing = ScheduleResult {
        ending: RunEnd::Outcome {
            outcome: Outcome::Finished { code: 0 },
        },
        count: 3,
        right: Some(true),
        preemptions: 0,
        ..failing.clone()
    };
    let wrong_count = TestResult::Failed {
        outcome: Outcome::Panicked(panic(None, PanicKind::Assertion, assertion)),
        millis: 5,
    };
    Verdict {
        lesson: "readings".to_owned(),
        hash: "1".to_owned(),
        observed: Observation {
            outcome: Outcome::Panicked(already_borrowed.clone()),
            diagnostics: vec![Diagnostic {
                severity: Severity::Warning,
                code: Some("unused_variables".to_owned()),
                line: Some(2),
                column: Some(9),
                message: "unused variable: `reader`".to_owned(),
                rendered: String::new(),
                colored: String::new(),
            }],
            run: Some(RunReport {
                stdout: "len is 3\n".to_owned(),
                stderr: String::new(),
                truncated: false,
                panics: vec![already_borrowed],
                millis: 5,
            }),
        },
        expected: Some(OutcomeKind::Finished),
        stages: Stages::each(|name| match name {
            StageName::Compile => StageState::Passed,
            StageName::Run
            | StageName::Output
            | StageName::Tests
            | StageName::Rules
            | StageName::Schedules => StageState::Failed,
        }),
        diff: compare(
            CompareMode::Exact,
            "len is 3\nlen is 4\n",
            "len is 3\nlen is \t4",
        )
        .unwrap(),
        tests: vec![
            test("keeps `append` as it was", TestResult::Passed),
            test("counts every reading", wrong_count),
            test("works with **two** lists", TestResult::Skipped),
        ],
        unsafe_line: None,
        broken_rules: vec![BrokenRule {
            rule: "unsafe".to_owned(),
            line: Some(4),
            kind: BrokenRuleKind::Forbidden {
                used: "unsafe".to_owned(),
            },
        }],
        feedback: Some(Feedback {
            id: "reader-alive".to_owned(),
            text: "Does `append` ask for a **second** guard while it holds one?".to_owned(),
            by_lesson: true,
        }),
        exploration: Some(Exploration {
            test: Some("two_likes".to_owned()),
            schedules_run: 4,
            results: vec![passing, failing],
            ..Exploration::default()
        }),
        millis: 94,
    }
}

/// Returns the stages of a lesson that has only this one.
fn only(name: StageName, state: StageState) -> Stages {
    let mut stages = Stages::each(|_| StageState::NotApplicable);
    stages.set(name, state);
    stages
}

#[test]
fn a_failed_verdict_shows_every_reason() {
    let source =
        "fn append() {\n    let reader = values.borrow();\n    values.borrow_mut().push(4);\n}\n";
    insta::assert_snapshot!(side_by_side(&report::verdict(&everything_failed(), source)));
}

#[test]
fn a_file_that_does_not_compile_shows_what_rustc_says() {
    let rendered = "error[E0596]: cannot borrow `v` as mutable\n --> exercises/x.rs:4:5\n  |\n3 |     let first = &v[0];\n  |                  - immutable borrow occurs here\n4 |     v.push(4);\n  |     ^^^^^^^^^ mutable borrow occurs here\n";
    let mut verdict = everything_failed();
    verdict.observed = Observation {
        outcome: Outcome::CompileError,
        diagnostics: vec![Diagnostic {
            severity: Severity::Error,
            code: Some("E0596".to_owned()),
            line: Some(4),
            column: Some(5),
            message: "cannot borrow `v` as mutable".to_owned(),
            rendered: rendered.to_owned(),
            colored: String::new(),
        }],
        run: None,
    };
    verdict.stages = only(StageName::Compile, StageState::Failed);
    (verdict.diff, verdict.exploration) = (None, None);
    verdict.broken_rules.clear();
    verdict.tests.clear();
    insta::assert_snapshot!(side_by_side(&report::verdict(&verdict, "")));
}

#[test]
fn a_file_that_could_not_be_graded_says_why() {
    let mut verdict = everything_failed();
    verdict.observed.outcome = Outcome::Finished { code: 0 };
    verdict.stages = only(StageName::Schedules, StageState::Ungraded);
    verdict.stages.set(StageName::Run, StageState::Passed);
    verdict.exploration = Some(Exploration {
        schedules_run: 2,
        shortfall: Some(Shortfall::Untraceable),
        shortfall_cause: Some("`unsafe` (line 3)".to_owned()),
        ..Exploration::default()
    });
    (verdict.diff, verdict.feedback) = (None, None);
    verdict.broken_rules.clear();
    verdict.tests.clear();
    insta::assert_snapshot!(side_by_side(&report::verdict(&verdict, "")));
}

#[test]
fn findings_of_verify_say_what_to_do() {
    let verdict = everything_failed();
    let twice = CourseFinding::FailsInTwoWays {
        program: "the starter",
        verdicts: [&verdict, &verdict],
    };
    let toml = "title = \"Readings\"\n[starter]\noutcome = \"panicked\"\n";
    let file = "lessons/refcell/readings.toml";
    let problems = [
        twice.at_line(file, toml, 2),
        CourseFinding::UnusedFile(UnusedFile::NoPurpose).of_file("tests/hidden/reading.rs"),
    ];
    let mut blocks = report::findings(&problems);
    blocks.push(report::verification("1 lesson", 4, problems.len(), 8_100));
    insta::assert_snapshot!(side_by_side(&blocks));
}

/// The small course that the tests of `verify` begin with.
fn small_course() -> Course {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Course::folder(&root.join("tests/author/good")).unwrap()
}

#[test]
fn a_question_is_followed_by_its_reply() {
    let question: Question = toml::from_str(
        r#"
        id = "which"
        ask = "Which types can you **share** between threads?"
        choice = [
            { id = "rc", text = "`Rc<u8>`", say = "Its counter isn't atomic." },
            { id = "arc", text = "`Arc<u8>`", right = true, say = "Its counter is atomic." },
            { id = "u8", text = "`u8`", right = true, say = "It is plain data." },
        ]
        "#,
    )
    .unwrap();
    let mut blocks = report::question(&question);
    blocks.push(report::choices(&question, true));
    let [rc, arc, _] = &question.choices[..] else {
        panic!("there are three choices");
    };
    blocks.extend(report::reply(&question, &[rc]));
    blocks.extend(report::reply(&question, &[arc]));
    insta::assert_snapshot!(side_by_side(&blocks));
}

#[test]
fn hints_and_finished_chapters_are_shown() {
    let course = small_course();
    let lesson = &course.lessons[0];
    let mut progress = CourseProgress::default();
    let own = progress.lesson_mut(&lesson.id);
    own.record_hint(&lesson.hints[0].id);
    own.first_pass = Some(1);
    let mut blocks = report::hints(lesson, own);
    blocks.extend(report::finished_chapter(
        &course,
        &progress,
        "small",
        Some(lesson),
    ));
    blocks.extend(report::finished_core(&course, &progress, 12));
    blocks.extend(report::finished_course(&course, &progress));
    blocks.extend(report::after_success(Some(lesson), false, true, true));
    insta::assert_snapshot!(side_by_side(&blocks));
}

/// A trace as JSON shows it, with the fields that matter here.
fn traced(cells: &str, threads: &str, events: &str, explanation: &str) -> Trace {
    let json = format!(
        r#"{{"file": "a.rs", "ending": {{"kind": "deadlock"}}, "cells": [{cells}], "threads": [{threads}], "events": [{events}],
            "truncated": false, "schedule": [], "stdout": "",
            "explanations": [{{{explanation}, "events": []}}]}}"#
    );
    serde_json::from_str(&json).unwrap()
}

const CELL: &str = r#"{"id": 1, "kind": "KIND", "content_type": "Vec<i32>", "created_at": null, "name": "values", "is_static": false, "may_own_cells": false}"#;

const MAIN: &str = r#"{"id": 0, "name": "main", "spawned": null}"#;

fn event(thread: u32, line: u32, what: &str) -> String {
    format!(
        r#"{{"thread": {thread}, "cell": 1, "place": {{"file": "a.rs", "line": {line}, "column": 1}}, {what}}}"#
    )
}

#[test]
fn a_refused_borrow_is_drawn_next_to_the_source() {
    let one = r#""guards": {"read_guards": 1, "write_guard": false}"#;
    let none = r#""guards": {"read_guards": 0, "write_guard": false}"#;
    let events = [
        event(
            0,
            2,
            &format!(
                r#""kind": "acquired", "guard": 1, "access": "shared", "name": "reader", {one}"#
            ),
        ),
        event(
            0,
            4,
            r#""kind": "refused", "access": "exclusive", "panics": true"#,
        ),
        event(
            0,
            5,
            &format!(r#""kind": "released", "guard": 1, "unwinding": true, {none}"#),
        ),
    ];
    let cell = CELL.replace("KIND", "RefCell");
    let conflict = r#""kind": "conflict", "refused": 1, "method": "borrow_mut", "guards": [0]"#;
    let trace = traced(&cell, MAIN, &events.join(","), conflict);
    let source = "fn append() {\n    let reader = values.borrow();\n    println!(\"{}\", reader.len());\n    values.borrow_mut().push(4);\n}\n";
    let mut blocks = trace::below_a_verdict(&trace, None, "a.rs", source);
    blocks.extend(trace::step(&trace, &[0, 1, 2], 1));
    insta::assert_snapshot!(side_by_side(&blocks));
}

#[test]
fn a_lessons_own_feedback_replaces_the_help() {
    let guards = r#""guards": {"read_guards": 1, "write_guard": false}"#;
    let began = format!(
        r#""kind": "acquired", "guard": 1, "access": "shared", "name": "reader", {guards}"#
    );
    let refused = r#""kind": "refused", "access": "exclusive", "panics": true"#;
    let events = [event(0, 2, &began), event(0, 4, refused)];
    let cell = CELL.replace("KIND", "RefCell");
    let conflict = r#""kind": "conflict", "refused": 1, "method": "borrow_mut", "guards": [0], "holding": {"kept_alive_by": {"kind": "variable", "name": "reader", "line": 2}, "later_use": "unused"}"#;
    let trace = traced(&cell, MAIN, &events.join(","), conflict);
    let mut graded = everything_failed();
    for by_lesson in [true, false] {
        let feedback = graded.feedback.as_mut().expect("everything has feedback");
        feedback.by_lesson = by_lesson;
        let blocks = trace::below_a_verdict(&trace, Some(&graded), "a.rs", "");
        let says = text_of(&blocks);
        assert!(says.contains("Line 4 calls `borrow_mut`"), "{says}");
        assert_eq!(says.contains("help: drop `reader`"), !by_lesson, "{says}");
    }
}

#[test]
fn the_command_for_every_event_traces_the_program_that_failed() {
    let mut verdict = everything_failed();
    let test = verdict.tests.iter().find(|test| test.ran_and_failed());
    let test = test.expect("everything fails").name.clone();
    let command = |verdict: &Verdict| super::traced_again(verdict, "globals");
    let conflict = r#""kind": "conflict", "refused": 0, "method": "borrow_mut", "guards": []"#;
    let failing = traced("", MAIN, "", conflict);
    let found = verdict.exploration.as_mut().expect("everything fails");
    found.failing_trace = Some(Box::new(failing));
    assert_eq!(
        command(&verdict),
        "cellmate trace globals --schedules --all"
    );
    verdict.exploration = None;
    assert_eq!(command(&verdict), "cellmate trace globals --all");
    verdict.stages.set(StageName::Run, StageState::Passed);
    verdict.stages.set(StageName::Output, StageState::Passed);
    assert_eq!(
        command(&verdict),
        format!("cellmate trace globals --test {test} --all")
    );
}

/// Sentences, timelines and headlines fit, whatever they contain.
#[test]
fn no_row_of_a_trace_is_wider_than_the_terminal() {
    let long = "a_variable_with_a_long_name";
    let acquired = |guard: u32, line: u32| {
        let guards = format!(r#""guards": {{"read_guards": {guard}, "write_guard": false}}"#);
        let what = format!(
            r#""kind": "acquired", "guard": {guard}, "access": "shared", "name": "{long}{guard}", {guards}"#
        );
        event(0, line, &what)
    };
    let mut events: Vec<String> = (1..=9).map(|guard| acquired(guard, guard + 1)).collect();
    events.push(event(
        0,
        11,
        r#""kind": "refused", "access": "exclusive", "panics": true"#,
    ));
    for guard in 1..=9 {
        let guards = r#""guards": {"read_guards": 0, "write_guard": false}"#;
        let what = format!(r#""kind": "released", "guard": {guard}, "unwinding": true, {guards}"#);
        events.push(event(0, 12, &what));
    }
    let cell = CELL.replace("KIND", "RefCell").replace("values", long);
    let conflict = r#""kind": "conflict", "refused": 9, "method": "borrow_mut", "guards": [0, 1, 2, 3, 4, 5, 6, 7, 8]"#;
    let mut trace = traced(&cell, MAIN, &events.join(","), conflict);
    let source = format!(
        "{}let x = 日本語();\n",
        format!("let {long} = {long}.borrow();\n").repeat(11)
    );
    let message = format!("RefCell already borrowed: {long}");
    trace.ending = RunEnd::Outcome {
        outcome: Outcome::Panicked(panic(Some(11), PanicKind::AlreadyBorrowed, &message)),
    };
    let focus = Focus {
        file: "a.rs",
        source: &source,
        cell: None,
        event: Some(9),
        all: false,
        page: None,
        failing: None,
    };
    let worker = r#"{"id": 1, "name": "worker", "spawned": null}"#;
    let mut in_lanes = traced(
        &cell,
        &format!("{MAIN}, {worker}"),
        &events.join(","),
        conflict,
    );
    in_lanes.events[9].thread = 1;
    for columns in 40..=120 {
        let style = OutputStyle {
            width: columns.min(80),
            columns,
            breaks_at: None,
            color: false,
        };
        for trace in [&trace, &in_lanes] {
            let mut blocks = trace::run_blocks(trace, focus);
            blocks.extend(trace::step(trace, &[9], 9));
            blocks.extend(trace::cells(trace, None));
            let text = text(style, &blocks);
            let wide = text.lines().find(|line| line.width() > columns);
            assert_eq!(wide, None, "{columns} columns:\n{text}");
        }
    }
}

#[test]
fn threads_are_drawn_in_lanes() {
    let locked = r#""guards": {"read_guards": 0, "write_guard": true}"#;
    let worker = r#"{"id": 1, "name": "worker", "spawned": null}"#;
    let events = [
        event(
            0,
            2,
            &format!(
                r#""kind": "acquired", "guard": 1, "access": "exclusive", "name": "all", {locked}"#
            ),
        ),
        event(
            1,
            7,
            r#""kind": "blocked", "action": "lock", "has_timeout": false"#,
        ),
        event(
            0,
            3,
            r#""kind": "blocked", "action": "join", "has_timeout": false"#,
        ),
    ];
    let cell = CELL.replace("KIND", "Mutex");
    let cycle = r#""kind": "deadlock", "shape": "cycle", "waits":
        [{"event": 1, "target": "lock", "blockers": [{"guard": 0}]}, {"event": 2, "target": {"thread-end": 1}, "blockers": [{"thread": 1}]}]"#;
    let threads = format!("{MAIN}, {worker}");
    let mut trace = traced(&cell, &threads, &events.join(","), cycle);
    let joined = trace.events[2].place.as_mut().unwrap();
    joined.file = Place::TEST_FILE.to_owned();
    trace.test_lines = [(3, "    worker.join();".to_owned())].into();
    let focus = Focus {
        file: "a.rs",
        source: "",
        cell: None,
        event: Some(1),
        all: false,
        page: None,
        failing: None,
    };
    insta::assert_snapshot!(side_by_side(&trace::run_blocks(&trace, focus)));
    let json = trace::json(&trace);
    assert_eq!(json["explanations"][0]["kind"], "deadlock");
    let says = json["explanations"][0]["message"]
        .as_str()
        .unwrap_or_default();
    assert!(says.ends_with("wait for each other."), "{says}");
}

#[test]
fn a_wrong_prediction_is_compared_with_what_happened() {
    let already_borrowed = panic(
        Some(2),
        PanicKind::AlreadyBorrowed,
        "RefCell already borrowed",
    );
    let result = PredictionResult {
        id: "in-2021".to_owned(),
        predicted: PredictedOutcome {
            outcome: OutcomeKind::CompileError,
            line: Some(1),
            error: Some("E0502".to_owned()),
            stdout: None,
        },
        observed: Observation {
            outcome: Outcome::Panicked(already_borrowed.clone()),
            diagnostics: Vec::new(),
            run: Some(RunReport {
                stdout: "start\n\nend\n".to_owned(),
                panics: vec![already_borrowed],
                ..RunReport::default()
            }),
        },
        right: false,
        error_right: Some(false),
        feedback: Some(Feedback {
            id: "runtime".to_owned(),
            text: "A `RefCell` checks borrows while the program **runs**.".to_owned(),
            by_lesson: true,
        }),
    };
    let program = "let ada = score.borrow_mut();\nlet ben = score.borrow_mut();\n";
    insta::assert_snapshot!(side_by_side(&report::prediction(&result, program)));
}

#[test]
fn a_file_that_could_not_be_graded_gets_advice() {
    let mut verdict = everything_failed();
    verdict.stages = only(StageName::Schedules, StageState::Ungraded);
    verdict.feedback = None;
    let mut said = |short| {
        verdict.exploration = Some(Exploration {
            shortfall: short,
            ..Exploration::default()
        });
        text_of(&report::verdict(&verdict, ""))
    };
    assert!(said(Some(Shortfall::TooManySteps)).contains("If a thread only waits in such a loop"));
    assert!(said(Some(Shortfall::NothingShared)).contains("Does each thread get a copy"));
    let one_at_a_time = said(Some(Shortfall::OneAtATime));
    assert!(
        one_at_a_time
            .contains("no two of the threads that the program starts run at the same time")
    );
    assert!(!one_at_a_time.contains("could not be graded"));
    assert!(said(None).contains("Grade the file again."));
}

#[test]
fn a_file_with_unsafe_is_marked_in_words() {
    let mut verdict = everything_failed();
    let marked = "Your file uses `unsafe` on line 4.";
    assert!(!text_of(&report::verdict(&verdict, "")).contains(marked));
    verdict.unsafe_line = Some(4);
    assert!(text_of(&report::verdict(&verdict, "")).contains(marked));
}

#[test]
fn a_panic_inside_std_says_which_line_counts() {
    let mut panic = panic(Some(2), PanicKind::Other, "reentrant init");
    let mut said = |inside_std| {
        panic.inside_std = inside_std;
        let result = PredictionResult {
            id: "once".to_owned(),
            predicted: PredictedOutcome {
                outcome: OutcomeKind::Panicked,
                line: Some(3),
                error: None,
                stdout: None,
            },
            observed: Observation {
                outcome: Outcome::Panicked(panic.clone()),
                diagnostics: Vec::new(),
                run: None,
            },
            right: false,
            error_right: None,
            feedback: None,
        };
        text_of(&report::prediction(
            &result,
            "fn main() {\n    once();\n}\n",
        ))
    };
    assert!(said(true).contains("that called into std: line 2."));
    assert!(!said(false).contains("inside std"));
}

/// What `check` prints, on one line.
fn text_of(blocks: &[Block]) -> String {
    let words: Vec<String> = text(PIPED, blocks)
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    words.join(" ")
}
