//! What counts as done, and what is remembered.

use crate::sample::{Sample, course_of, lesson};
use cellmate::course::Kind;
use cellmate::desk::{CourseProgress, CourseSource, LastVerdict, RecordedPrediction, next_lesson};
use cellmate::verdict::{OutcomeKind, PredictedOutcome};
use std::fs;

fn verdict(hash: &str, passed: bool) -> LastVerdict {
    LastVerdict {
        hash: hash.to_owned(),
        text_hash: None,
        passed,
        feedback: None,
    }
}

fn choice(id: &str) -> Vec<String> {
    vec![id.to_owned()]
}

fn said(right: bool) -> RecordedPrediction {
    let said = PredictedOutcome {
        outcome: OutcomeKind::Finished,
        line: None,
        error: None,
        stdout: Some("1\n".to_owned()),
    };
    RecordedPrediction {
        predicted: said,
        right,
    }
}

/// A step, and the lessons that are done after it.
type Step = (fn(&mut CourseProgress), &'static [&'static str]);

const STEPS: &[Step] = &[
    (|_| (), &[]),
    (
        |p| {
            p.lesson_mut("counter")
                .record_verdict(verdict("a", false), 5);
        },
        &[],
    ),
    (
        |p| {
            p.lesson_mut("counter")
                .record_verdict(verdict("b", true), 6);
        },
        &["counter"],
    ),
    // A lesson that was passed once stays passed.
    (
        |p| {
            p.lesson_mut("counter")
                .record_verdict(verdict("c", false), 7);
        },
        &["counter"],
    ),
    (
        |p| p.lesson_mut("peek").record_answer("why", choice("a"), true),
        &["counter"],
    ),
    (
        |p| p.lesson_mut("peek").record_prediction("first", said(true)),
        &["counter"],
    ),
    // A wrong prediction counts, too, if the question about it is answered.
    (
        |p| {
            p.lesson_mut("peek")
                .record_prediction("second", said(false));
        },
        &["counter", "peek"],
    ),
    (
        |p| {
            p.lesson_mut("which")
                .record_answer("pick", choice("b"), false);
        },
        &["counter", "peek"],
    ),
    (
        |p| {
            p.lesson_mut("which")
                .record_answer("pick", choice("a"), true);
        },
        &["counter", "peek", "which"],
    ),
    (
        |p| {
            p.lesson_mut("which")
                .record_answer("pick", choice("b"), false);
        },
        &["counter", "peek", "which"],
    ),
    (
        |p| p.lesson_mut("order").record_verdict(verdict("d", true), 8),
        &["counter", "peek", "order", "which"],
    ),
];

#[test]
fn each_kind_of_lesson_is_done_in_its_own_way() {
    let sample = Sample::new();
    let mut progress = CourseProgress::default();
    for (number, (step, expected)) in STEPS.iter().enumerate() {
        step(&mut progress);
        let (done, open): (Vec<_>, Vec<_>) = sample
            .course
            .lessons
            .iter()
            .partition(|lesson| progress.is_done(lesson));
        let ids: Vec<_> = done.iter().map(|lesson| lesson.id.as_str()).collect();
        assert_eq!(ids, *expected, "step {number}");
        let next = next_lesson(&sample.course, &progress, None, false).map(|lesson| &lesson.id);
        assert_eq!(next, open.first().map(|lesson| &lesson.id), "step {number}");
        let cell = done
            .iter()
            .filter(|lesson| lesson.chapter == "cell")
            .count();
        let counts = progress.counts(&sample.course);
        let counts: Vec<_> = counts
            .iter()
            .map(|c| (c.chapter.as_str(), c.done, c.total))
            .collect();
        let locks = done.len() - cell;
        assert_eq!(
            counts,
            [("cell", cell, 2), ("locks", locks, 2)],
            "step {number}"
        );
    }
}

/// Marks for each lesson: `x` done, `-` open, `o` open and optional, `c` open and core.
fn next_in(marks: &str, after: Option<usize>, core_only: bool) -> Option<usize> {
    let lessons = marks.char_indices().map(|(at, mark)| {
        let mut lesson = lesson("cell", &format!("lesson_{at}"), Kind::Edit);
        lesson.head.optional = mark == 'o';
        lesson.head.core = mark == 'c';
        lesson
    });
    let course = course_of(lessons.collect());
    let mut progress = CourseProgress::default();
    for (at, _) in marks.match_indices('x') {
        let lesson = progress.lesson_mut(&course.lessons[at].id);
        lesson.record_verdict(verdict("a", true), 1);
    }
    let after = after.map(|at| course.lessons[at].id.as_str());
    let next = next_lesson(&course, &progress, after, core_only)?;
    course
        .lessons
        .iter()
        .position(|lesson| lesson.id == next.id)
}

#[test]
fn the_next_lesson_is_the_first_unfinished_one_after_the_last_and_then_from_the_beginning() {
    assert_eq!(next_in("---", None, false), Some(0));
    assert_eq!(next_in("-x-", Some(1), false), Some(2), "not the first one");
    assert_eq!(
        next_in("-xx-", Some(1), false),
        Some(3),
        "skips what is done"
    );
    assert_eq!(
        next_in("-xx", Some(1), false),
        Some(0),
        "starts over at the end"
    );
    assert_eq!(
        next_in("x-x", Some(1), false),
        Some(1),
        "only this one is left"
    );
    assert_eq!(next_in("xxx", Some(1), false), None);
}

#[test]
fn an_optional_lesson_is_next_only_when_nothing_else_is_open() {
    assert_eq!(next_in("o-", None, false), Some(1));
    assert_eq!(
        next_in("-xo", Some(1), false),
        Some(0),
        "the open one before it"
    );
    assert_eq!(next_in("oxo", Some(1), false), Some(2));
    assert_eq!(next_in("oxx", Some(1), false), Some(0));
}

#[test]
fn only_core_lessons_are_next_once_the_core_is_chosen() {
    assert_eq!(next_in("-c-c", Some(1), true), Some(3));
    assert_eq!(next_in("-c-c", Some(1), false), Some(2));
    assert_eq!(next_in("-x-", Some(1), true), None);
}

#[test]
fn what_was_recorded_is_there_when_the_desk_is_opened_again() {
    let sample = Sample::new();
    let kept = sample.desk.record(|progress| {
        let lesson = progress.course_mut("sample").lesson_mut("counter");
        lesson.record_verdict(verdict("a", false), 10);
        lesson.record_verdict(verdict("b", true), 20);
        lesson.record_verdict(verdict("b", true), 30);
        lesson.record_hint("one");
        lesson.record_hint("two");
        lesson.record_hint("one");
        lesson.record_prediction("first", said(false));
        lesson.record_prediction("first", said(true));
        lesson.record_answer("why", vec!["b".to_owned()], true);
        lesson.record_answer("why", vec!["a".to_owned()], false);
        lesson.arranged = Some(vec!["let a;".to_owned()]);
        lesson.solution_seen = true;
    });
    let read = sample.desk.progress().unwrap();
    assert_eq!(read, kept.unwrap());
    let lesson = read.progress.course("sample").lesson("counter");
    assert_eq!(
        (lesson.attempts, lesson.first_pass, lesson.last_pass),
        (2, Some(20), Some(30))
    );
    assert_eq!(lesson.verdict, Some(verdict("b", true)));
    assert_eq!(lesson.hints, ["one", "two"]);
    assert_eq!(
        lesson.predictions["first"],
        said(false),
        "the first one stands"
    );
    let why = &lesson.answers["why"];
    assert_eq!(
        (why.right, why.tries, &why.choices[..]),
        (true, 2, &["a".to_owned()][..])
    );
    assert!(lesson.solution_seen && lesson.arranged.is_some());
    assert_eq!(
        read.progress.course("another").lesson("counter").attempts,
        0
    );
}

#[test]
fn only_another_text_counts_as_another_attempt() {
    let mut progress = CourseProgress::default();
    let lesson = progress.lesson_mut("counter");
    let mut attempts_after = |hash: &str, text: Option<&str>, passed| {
        let verdict = LastVerdict {
            text_hash: text.map(str::to_owned),
            ..verdict(hash, passed)
        };
        lesson.record_verdict(verdict.clone(), 1);
        assert_eq!(lesson.verdict, Some(verdict));
        lesson.attempts
    };
    // Versions before 0.2 wrote no hash of the text.
    assert_eq!(attempts_after("a", None, false), 1);
    assert_eq!(attempts_after("a", Some("text"), false), 1);
    // A new toolchain, then a schedule that fails only sometimes.
    assert_eq!(attempts_after("b", Some("text"), false), 1);
    assert_eq!(attempts_after("b", Some("text"), true), 1);
    assert_eq!(attempts_after("c", Some("another text"), true), 2);
}

#[test]
fn what_a_newer_version_wrote_survives() {
    let sample = Sample::new();
    let newer = r#"{"format":1,"mood":"good","courses":{"sample":{"badge":[1],"lessons":{
        "counter":{"attempts":3,"minutes":7},"gone":{"first_pass":1}}}}}"#;
    fs::write(sample.state("progress.json"), newer).unwrap();
    let record = sample.desk.record(|progress| {
        let lesson = progress.course_mut("sample").lesson_mut("counter");
        lesson.record_verdict(verdict("a", false), 1);
    });
    assert_eq!(record.unwrap().notice, None);
    let text = fs::read(sample.state("progress.json")).unwrap();
    let value: serde_json::Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(value["mood"], "good");
    let course = &value["courses"]["sample"];
    assert_eq!(course["badge"][0], 1);
    assert_eq!(course["lessons"]["counter"]["minutes"], 7);
    assert_eq!(course["lessons"]["counter"]["attempts"], 4);
    assert_eq!(course["lessons"]["gone"]["first_pass"], 1);
}

#[test]
fn a_change_of_the_settings_keeps_all_other_keys() {
    let sample = Sample::new();
    assert_eq!(
        sample.desk.settings().unwrap().course,
        CourseSource::Embedded
    );
    let path = sample.state("settings.toml");
    fs::write(&path, "plain = true\ntheme = \"dark\"\n[later]\nkey = 1\n").unwrap();
    let changed = sample.desk.set(|settings| {
        settings.course = CourseSource::Path("/courses/mine".into());
        settings.editor = Some("hx".to_owned());
    });
    assert_eq!(sample.desk.settings().unwrap(), changed.unwrap());
    let text = fs::read_to_string(&path).unwrap();
    for kept in [
        "plain = true",
        "theme = \"dark\"",
        "key = 1",
        "/courses/mine",
        "hx",
    ] {
        assert!(text.contains(kept), "{kept} in {text}");
    }
}

#[test]
fn settings_that_cannot_be_understood_are_named_and_left_alone() {
    let sample = Sample::new();
    let path = sample.state("settings.toml");
    let broken = "editor = \"hx\"\nplain = \"maybe\"\n";
    fs::write(&path, broken).unwrap();
    let said = sample
        .desk
        .set(|settings| settings.plain = true)
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("settings.toml: line 2: invalid type"),
        "{said}"
    );
    assert!(said.contains("fix that line"), "{said}");
    assert_eq!(fs::read_to_string(&path).unwrap(), broken);
}

#[test]
fn files_of_an_earlier_version_are_read_and_kept() {
    let sample = Sample::new();
    let earlier = include_str!("progress-before.json");
    fs::write(sample.state("progress.json"), earlier).unwrap();
    let read = sample.desk.progress().unwrap();
    assert_eq!(read.notice, None);
    let course = read.progress.course("interior-mutability");
    let first_look = course.lesson("first_look");
    assert_eq!(
        (first_look.attempts, first_look.first_pass),
        (2, Some(1_795_905_109))
    );
    assert_eq!(first_look.verdict, Some(verdict("23f654043332a05d", true)));
    assert_eq!(first_look.hints, ["which-line"]);
    let logger = course.lesson("logger");
    let prediction = &logger.predictions["logger"];
    assert_eq!(
        (prediction.predicted.line, prediction.right),
        (Some(9), false)
    );
    assert_eq!(prediction.predicted.outcome, OutcomeKind::CompileError);
    let why = &logger.answers["why"];
    assert_eq!(
        (why.right, why.tries, &why.choices[..]),
        (true, 2, &["promised".to_owned()][..])
    );
    let arranged = course.lesson("order_the_guards").arranged.as_ref();
    assert_eq!(arranged.unwrap()[1], "drop(source);");
    assert!(course.lesson("hit_counter").solution_seen);

    let recorded = sample.desk.record(|progress| {
        progress
            .course_mut("sample")
            .lesson_mut("counter")
            .record_hint("one");
    });
    assert_eq!(
        recorded.unwrap().progress.course("interior-mutability"),
        course
    );

    let view =
        r#"{"lesson":"logger","folded":["cell"],"tab":"output","no_mouse":true,"core_only":true}"#;
    fs::write(sample.state("view.json"), view).unwrap();
    let view = sample.desk.view();
    assert_eq!(
        (view.lesson.as_str(), view.tab.as_str()),
        ("logger", "output")
    );
    assert!(view.no_mouse && view.core_only && view.folded == ["cell"]);

    let settings = "plain = true\neditor = \"hx\"\n\n[course]\npath = \"/courses/mine\"\n";
    fs::write(sample.state("settings.toml"), settings).unwrap();
    let settings = sample.desk.settings().unwrap();
    assert_eq!(settings.course, CourseSource::Path("/courses/mine".into()));
    assert!(settings.plain && settings.editor.as_deref() == Some("hx"));
}

#[test]
fn an_update_marks_no_passed_lesson_as_changed() {
    let about = |text_hash: Option<&str>, passed| LastVerdict {
        text_hash: text_hash.map(str::to_owned),
        ..verdict("of another version", passed)
    };
    assert!(about(Some("same"), true).is_about("same"));
    assert!(!about(Some("other"), true).is_about("same"));
    // Recorded before the text had a hash of its own.
    assert!(about(None, true).is_about("same"));
    assert!(!about(None, false).is_about("same"));
}
