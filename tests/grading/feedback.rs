//! Which feedback a wrong text gets.

use crate::{grader, lesson};
use cellmate::course::{Course, FeedbackRule, Lesson, When};
use cellmate::grader::GradingBackend as _;
use cellmate::process::Cancel;
use cellmate::verdict::{OutcomeKind, PanicKind, StageName, Verdict};

pub(crate) fn grade(lesson: &Lesson, text: &str) -> Verdict {
    let course = course();
    grader()
        .grade(&course, lesson, text, &Cancel::new(), &|_| ())
        .unwrap()
}

pub(crate) fn feedback(id: &str, when: When) -> FeedbackRule {
    FeedbackRule {
        id: id.to_owned(),
        when,
        say: format!("about {id}"),
        line: 0,
    }
}

fn stage(stage: StageName) -> When {
    When {
        stage: Some(stage),
        ..When::default()
    }
}

/// A course with feedback of its own: one rule that says something exact, and a fallback.
pub(crate) fn course() -> Course {
    let types = When {
        error: Some("E0308".to_owned()),
        ..When::default()
    };
    Course {
        feedback: vec![
            feedback("course-compile", stage(StageName::Compile)),
            feedback("course-types", types),
        ],
        ..lesson::course(Vec::new())
    }
}

pub(crate) fn said(verdict: &Verdict) -> &str {
    verdict
        .feedback
        .as_ref()
        .map_or("nothing", |said| said.id.as_str())
}

#[test]
fn the_first_feedback_that_applies_is_chosen_and_fallbacks_come_last() {
    let borrowed = When {
        panic: Some(PanicKind::AlreadyBorrowed),
        source: Some("match c.borrow()".to_owned()),
        ..When::default()
    };
    let printed = When {
        stdout: Some("^ho".to_owned()),
        ..When::default()
    };
    let starter = When {
        starter: true,
        ..When::default()
    };
    let mut lesson = lesson::printing("hi\n");
    lesson.files.starter = Some("fn main() {}\n".to_owned());
    lesson.feedback = vec![
        feedback("lesson-output", stage(StageName::Output)),
        feedback("starter", starter),
        feedback("in-a-match", borrowed),
        feedback("ho", printed),
        feedback("lesson-compile", stage(StageName::Compile)),
    ];
    let in_a_match = "use std::cell::RefCell;\nfn main() { let c = RefCell::new(1); match c.borrow() { _g => { c.borrow_mut(); } } }";
    for (text, expected) in [
        ("fn main() {}", "starter"),
        ("fn main() { println!(\"ho\"); }", "ho"),
        ("fn main() { println!(\"he\"); }", "lesson-output"),
        (in_a_match, "in-a-match"),
        ("fn main() { let _: u8 = \"\"; }", "course-types"),
        ("fn main() { nothing(); }", "lesson-compile"),
        ("fn main() { println!(\"hi\"); }", "nothing"),
    ] {
        assert_eq!(said(&grade(&lesson, text)), expected, "{text}");
    }
}

#[test]
fn unsafe_code_is_never_said_to_work() {
    let course = Course::embedded().unwrap();
    let lesson = course.lesson("counter_8000").unwrap();
    let solution = lesson.files.solution.as_deref().unwrap();
    let promise =
        format!("{solution}\nstruct Mine(std::rc::Rc<u8>);\nunsafe impl Send for Mine {{}}\n");
    let block = format!("{solution}\npub fn mine() {{ unsafe {{}} }}\n");
    for (text, feedback) in [(promise, "unsafe-send-or-sync"), (block, "unsafe-block")] {
        let verdict = grader()
            .grade(&course, lesson, &text, &Cancel::new(), &|_| ())
            .unwrap();
        assert_eq!(said(&verdict), feedback);
        assert!(verdict.unsafe_line.is_some());
        assert!(!verdict.feedback.unwrap().text.contains("It works"));
    }
}

#[test]
fn a_compiler_that_takes_too_long_gets_its_own_feedback() {
    let mut lesson = lesson::printing("hi\n");
    lesson.limits.compile_ms = Some(1);
    let loops = When {
        outcome: Some(OutcomeKind::TimedOut),
        ..When::default()
    };
    let slow = When {
        stage: Some(StageName::Compile),
        ..loops.clone()
    };
    lesson.feedback = vec![feedback("loops", loops), feedback("slow", slow)];
    let verdict = grade(&lesson, "fn main() { println!(\"hi\"); }");
    assert_eq!(verdict.observed.outcome.kind(), OutcomeKind::TimedOut);
    assert_eq!(said(&verdict), "slow");
}

#[test]
fn output_that_is_written_out_gets_the_courses_feedback_first() {
    let hidden = "use super::double;\n#[test]\nfn of_three() { assert_eq!(double(3), 6); }\n";
    let mut lesson = lesson::tested("twice: 8\n", &["of_three"], hidden);
    let failed = When {
        test: Some("of_three".to_owned()),
        ..When::default()
    };
    lesson.feedback = vec![feedback("of-three", failed)];
    let course = Course {
        feedback: vec![feedback(
            "written-out",
            When {
                hard_coded: true,
                ..When::default()
            },
        )],
        ..lesson::course(Vec::new())
    };
    let text = |double: &str, main: &str| {
        format!("pub fn double(x: u32) -> u32 {{ {double} }}\nfn main() {{ {main} }}\n")
    };
    let printed = text("x * 3", "println!(\"twice: 8\");");
    let computed = text("x + 4", "println!(\"twice: {}\", double(4));");
    for (text, expected) in [(printed, "written-out"), (computed, "of-three")] {
        let verdict = grader()
            .grade(&course, &lesson, &text, &Cancel::new(), &|_| ())
            .unwrap();
        assert_eq!(said(&verdict), expected, "{text}");
    }
}

#[test]
fn a_test_that_does_not_compile_gets_no_feedback_about_its_failure() {
    let hidden = "use super::double;\n#[test]\nfn of_three() { assert_eq!(double(3), 6); }\n";
    let mut lesson = lesson::tested("8\n", &["of_three"], hidden);
    let of_three = When {
        test: Some("of_three".to_owned()),
        ..When::default()
    };
    lesson.feedback = vec![
        feedback("not-doubled", of_three),
        feedback("lesson-tests", stage(StageName::Tests)),
    ];
    for (function, expected) in [
        ("fn double(n: u32) -> u32 { n + 4 }", "not-doubled"),
        ("fn twice(n: u32) -> u32 { n + 4 }", "lesson-tests"),
    ] {
        let text = format!("{function}\nfn main() {{ println!(\"8\"); }}\n");
        assert_eq!(said(&grade(&lesson, &text)), expected, "{function}");
    }
}

#[test]
fn names_from_a_message_are_filled_into_the_feedback() {
    let mut lesson = lesson::printing("hi\n");
    let filled = |id: &str, when: When, say: &str| FeedbackRule {
        say: say.to_owned(),
        ..feedback(id, when)
    };
    let moved = When {
        error: Some("E0382".to_owned()),
        message: Some("of moved value: `(?<name>[^`]+)`".to_owned()),
        ..When::default()
    };
    let killed = When {
        message: Some("signal (?<number>6)$".to_owned()),
        ..When::default()
    };
    let panicked = When {
        message: Some("^got (?<got>.*)".to_owned()),
        ..When::default()
    };
    lesson.feedback = vec![
        filled("moved", moved, "`{name}` was moved, not {ame}."),
        filled("killed", killed, "{number}"),
        filled("panicked", panicked, "{got} came."),
    ];
    for (body, expected) in [
        (
            "let text = String::new(); drop(text); drop(text);",
            "`text` was moved, not {ame}.",
        ),
        ("std::process::abort();", "6"),
        ("panic!(\"got {}\", 1 + 1);", "2 came."),
    ] {
        let verdict = grade(&lesson, &format!("fn main() {{ {body} }}"));
        assert_eq!(verdict.feedback.unwrap().text, expected, "{body}");
    }
}

#[test]
fn feedback_can_depend_on_what_the_learner_added_or_left_out() {
    let mut lesson = lesson::printing("hi\n");
    lesson.files.starter = Some("fn main() { let a = old(); }".to_owned());
    let when = |added: Option<&str>, lacks: Option<&str>| When {
        added: added.map(str::to_owned),
        lacks: lacks.map(str::to_owned),
        ..When::default()
    };
    lesson.feedback = vec![
        feedback("added", when(Some("old("), None)),
        feedback("new", when(Some("new("), None)),
        feedback("without", when(None, Some("old("))),
        feedback("fallback", stage(StageName::Compile)),
    ];
    for (body, expected) in [
        ("new(old())", "new"),
        ("other()", "without"),
        ("let b = old();", "fallback"),
    ] {
        let verdict = grade(&lesson, &format!("fn main() {{ {body} }}"));
        assert_eq!(said(&verdict), expected, "{body}");
    }
}
