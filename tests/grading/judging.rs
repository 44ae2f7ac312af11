//! What a lesson asks for, and what is said when it is not met: rules, refusals, predictions, feedback.

use crate::{grader, lesson};
use cellmate::course::{
    self, Arrange, ArrangeProblem, Course, FeedbackRule, Lesson, MustReject, Prediction, Rules,
    Schedules, When,
};
use cellmate::grader::{GradingBackend as _, GradingStep};
use cellmate::process::Cancel;
use cellmate::report::rule_breach;
use cellmate::verdict::{
    Edition, OutcomeKind, PanicClass, PredictedOutcome, StageName, StageState, Verdict,
};
use std::sync::Mutex;

fn grade(lesson: &Lesson, text: &str) -> Verdict {
    let course = course();
    grader()
        .grade(&course, lesson, text, &Cancel::new(), &|_| ())
        .unwrap()
}

fn feedback(id: &str, when: When) -> FeedbackRule {
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

/// With feedback of the course's own: one that says something exact, and a fallback.
fn course() -> Course {
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

fn said(verdict: &Verdict) -> &str {
    verdict
        .feedback
        .as_ref()
        .map_or("nothing", |said| said.id.as_str())
}

#[test]
fn the_first_feedback_that_applies_is_chosen_and_fallbacks_come_last() {
    let borrowed = When {
        panic: Some(PanicClass::AlreadyBorrowed),
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
fn each_step_of_a_grading_is_reported_as_it_begins() {
    let shared = "let n = std::sync::Mutex::new(0); std::thread::scope(|s| { \
        s.spawn(|| *n.lock().unwrap() += 1); s.spawn(|| *n.lock().unwrap() += 1); });";
    let hidden = format!("#[test]\nfn one() {{ {shared} }}\n#[test]\nfn two() {{}}\n");
    let mut lesson = lesson::tested("hi\n", &["one", "two"], &hidden);
    lesson.schedules = Some(Schedules {
        run: "one".to_owned(),
        preemptions: 1,
        random: 1,
        at_most: 10,
        seconds: 30,
    });
    let steps = Mutex::new(Vec::new());
    let on_step = |step| steps.lock().unwrap().push(step);
    let (course, text) = (course(), "fn main() { println!(\"hi\"); }");
    let verdict = grader()
        .grade(&course, &lesson, text, &Cancel::new(), &on_step)
        .unwrap();
    assert!(verdict.passed(), "{verdict:?}");
    let steps = steps.into_inner().unwrap();
    let (begin, schedules) = steps.split_at(4);
    let total = 2;
    assert_eq!(
        begin,
        [
            GradingStep::Compiling,
            GradingStep::Running,
            GradingStep::Testing { done: 0, total },
            GradingStep::Testing { done: 1, total },
        ]
    );
    let ran = usize::try_from(verdict.exploration.unwrap().ran).unwrap();
    let first = GradingStep::TryingSchedules { tried: 0 };
    let last = GradingStep::TryingSchedules { tried: ran };
    assert_eq!(schedules.first(), Some(&first));
    assert_eq!(schedules.last(), Some(&last));
}

#[test]
fn a_broken_rule_is_reported_with_its_line() {
    let mut lesson = lesson::printing("hi\n");
    lesson.rules = Rules {
        signatures: vec!["fn get(&self) -> u8".to_owned()],
        require: vec!["println!".to_owned()],
        forbid: vec!["@cells".to_owned()],
        allow: Vec::new(),
    };
    let good = "struct S(u8);\nimpl S { fn get(&self) -> u8 { self.0 } }\nfn main() { S(1).get(); println!(\"hi\"); }\n";
    assert!(grade(&lesson, good).passed());
    let bad = good
        .replace("&self", "&mut self")
        .replace("S(1)", "S(std::cell::Cell::new(1).get())");
    let verdict = grade(&lesson, &bad);
    assert_eq!(verdict.headline(), Some(StageName::Rules));
    let found: Vec<(&str, Option<u32>)> = verdict
        .breaches
        .iter()
        .map(|b| (b.rule.as_str(), b.line))
        .collect();
    assert_eq!(
        found,
        [("fn get(&self) -> u8", Some(2)), ("@cells", Some(3))]
    );
}

#[test]
fn what_must_not_compile_is_tried_with_the_learners_own_items() {
    let mut lesson = lesson::printing("hi\n");
    lesson.must_reject = vec![MustReject {
        id: "not-sync".to_owned(),
        code: "fn shared<T: ::std::marker::Sync>() {} fn probe() { shared::<Mine>(); }".to_owned(),
        error: "E0277".to_owned(),
        allowed: Some("fn named<T>() {} fn probe() { named::<Mine>(); }".to_owned()),
        says: Some("a cell is not for several threads".to_owned()),
        line: 0,
    }];
    let text = |inside: &str| {
        format!("#[allow(dead_code)]\nstruct Mine({inside});\nfn main() {{ println!(\"hi\"); }}\n")
    };
    let refused = grade(&lesson, &text("std::cell::Cell<u8>"));
    assert!(refused.passed(), "{refused:#?}");
    let refused_twice = grade(
        &lesson,
        &text("std::cell::Cell<u8>, std::cell::RefCell<u8>"),
    );
    assert!(refused_twice.passed(), "{refused_twice:#?}");
    let accepted = grade(&lesson, &text("u8"));
    assert_eq!(accepted.headline(), Some(StageName::Compile));
    assert_eq!(accepted.breaches[0].rule, "not-sync");
    assert_eq!(accepted.stage(StageName::Output), StageState::Passed);
    let own_trait = text("u8") + "#[allow(dead_code)]\ntrait Sync {}\n";
    let own_trait = grade(&lesson, &own_trait);
    assert_eq!(own_trait.breaches[0].rule, "not-sync");
    let another_error = grade(&lesson, "fn main() { println!(\"hi\"); }");
    let says = rule_breach(&another_error.breaches[0]);
    assert!(says.contains("E0425"), "{says}");
}

#[test]
fn a_use_that_must_not_compile_is_not_rejected_for_a_reason_of_the_learners_own() {
    let mut lesson = lesson::printing("hi\n");
    let must = |id: &str, code: &str, error: &str, allowed: &str| MustReject {
        id: id.to_owned(),
        code: format!("fn shared<T: ::std::marker::Sync>() {{}} fn probe{code}"),
        error: error.to_owned(),
        allowed: Some(format!("fn named<T>() {{}} fn probe{allowed}")),
        says: None,
        line: 0,
    };
    lesson.must_reject = vec![
        must(
            "copies",
            "(m: &Mine<u8>) { m.copies(); }",
            "E0599",
            "(m: &Mine<u8>) { m.get(); }",
        ),
        must(
            "not-sync",
            "() { shared::<Mine<u8>>(); }",
            "E0277",
            "() { named::<Mine<u8>>(); }",
        ),
    ];
    let text = |bound: &str, inside: &str| {
        format!(
            "#![allow(dead_code)]\ntrait Own {{}}\nimpl Own for u16 {{}}\nstruct Mine<T{bound}>({inside});\n\
             impl<T{bound}> Mine<T> {{ fn get(&self) {{}} }}\nfn main() {{ println!(\"hi\"); }}\n"
        )
    };
    let right = grade(&lesson, &text("", "std::cell::Cell<T>"));
    assert!(right.passed(), "{right:#?}");
    for inside in ["T", "std::cell::Cell<T>"] {
        let bound = grade(&lesson, &text(": Own", inside));
        let breach = bound
            .breaches
            .iter()
            .find(|breach| breach.rule == "not-sync");
        let says = rule_breach(breach.unwrap());
        assert!(says.contains("this must compile: fn named<T>"), "{says}");
    }
}

const GUARD: &str = "use std::cell::RefCell;
fn main() {
    let c = RefCell::new(Some(1));
    if let Some(2) = *c.borrow() {
        println!(\"two\");
    } else {
        c.borrow_mut().take();
        println!(\"taken\");
    }
    println!(\"end\");
}
";

fn predicted(outcome: OutcomeKind) -> PredictedOutcome {
    PredictedOutcome {
        outcome,
        line: None,
        error: None,
        stdout: None,
    }
}

fn predicting(edition: Edition) -> (Lesson, Prediction) {
    let mut lesson = lesson::printing("");
    lesson
        .files
        .predictions
        .insert("guard.rs".to_owned(), GUARD.to_owned());
    let wrong = |prediction: &str| When {
        prediction: Some(prediction.to_owned()),
        ..When::default()
    };
    lesson.feedback = vec![
        feedback("said-finished", wrong("guard:finished")),
        feedback("wrong", wrong("guard")),
    ];
    let prediction = Prediction {
        id: "guard".to_owned(),
        file: Some("guard.rs".to_owned()),
        edition: Some(edition),
        // A claim that is wrong on purpose: grading never reads it.
        expect: lesson::claim(OutcomeKind::Killed, None),
        line: 0,
    };
    (lesson, prediction)
}

#[test]
fn a_prediction_is_compared_with_a_run_in_its_edition() {
    let grader = grader();
    let course = course();
    let panics = |line| PredictedOutcome {
        line: Some(line),
        ..predicted(OutcomeKind::Panicked)
    };
    let prints = |text: &str| PredictedOutcome {
        stdout: Some(text.to_owned()),
        ..predicted(OutcomeKind::Finished)
    };
    for (edition, said, right, feedback) in [
        (Edition::E2021, panics(7), true, None),
        (Edition::E2021, panics(4), false, Some("wrong")),
        (
            Edition::E2021,
            prints("taken\nend"),
            false,
            Some("said-finished"),
        ),
        (Edition::E2024, prints("taken \nend"), true, None),
        (Edition::E2024, prints("end"), false, Some("said-finished")),
        (
            Edition::E2024,
            predicted(OutcomeKind::Deadlocked),
            false,
            Some("wrong"),
        ),
    ] {
        let (lesson, prediction) = predicting(edition);
        let shown = format!("{edition:?} {said:?}");
        let found = grader
            .predict(&course, &lesson, &prediction, said, &Cancel::new())
            .unwrap();
        assert_eq!(found.right, right, "{shown}");
        assert_eq!(
            found.feedback.as_ref().map(|said| said.id.as_str()),
            feedback,
            "{shown}"
        );
    }
}

#[test]
fn a_wrong_error_code_leaves_a_prediction_right() {
    let (mut lesson, prediction) = predicting(Edition::E2024);
    let text = "fn main() {\n    let x: u8 = \"a\";\n}\n".to_owned();
    lesson.files.predictions.insert("guard.rs".to_owned(), text);
    let said = |error: Option<&str>| PredictedOutcome {
        line: Some(2),
        error: error.map(str::to_owned),
        ..predicted(OutcomeKind::CompileError)
    };
    let grader = grader();
    for (error, bonus) in [
        (None, None),
        (Some("E0308"), Some(true)),
        (Some("E0499"), Some(false)),
    ] {
        let found = grader
            .predict(&course(), &lesson, &prediction, said(error), &Cancel::new())
            .unwrap();
        assert!(found.right);
        assert_eq!(found.error_right, bonus);
    }
}

fn arranging() -> Lesson {
    let mut lesson = lesson::printing("1\n2\n");
    lesson.files.starter = Some("fn main() {\n    // <arrange>\n}\n".to_owned());
    let line = |n: u8| format!("println!(\"{n}\");");
    lesson.arrange = Some(Arrange {
        lines: vec![line(1), line(2)],
        distractors: vec![line(3)],
    });
    lesson
}

#[test]
fn lines_in_the_right_order_make_a_file_that_passes() {
    let lesson = arranging();
    let shown = course::shown(&lesson);
    let number = |n: u8| {
        shown
            .iter()
            .position(|l| l.contains(&n.to_string()))
            .unwrap()
            + 1
    };
    let right = course::compose(&lesson, &[number(1), number(2)]).unwrap();
    assert_eq!(
        right,
        "fn main() {\n    println!(\"1\");\n    println!(\"2\");\n}\n"
    );
    assert!(grade(&lesson, &right).passed());
    let wrong = course::compose(&lesson, &[number(2), number(1)]).unwrap();
    assert_eq!(grade(&lesson, &wrong).headline(), Some(StageName::Output));
    assert_eq!(shown.len(), 3);
    assert_ne!(
        shown[..2],
        ["println!(\"1\");", "println!(\"2\");"],
        "not in order already"
    );
}

#[test]
fn a_line_order_that_is_not_valid_is_refused_with_a_reason() {
    let lesson = arranging();
    let problem = |order: &[usize]| course::compose(&lesson, order).unwrap_err();
    assert_eq!(
        problem(&[0]),
        ArrangeProblem::NoSuchLine { given: 0, last: 3 }
    );
    assert_eq!(
        problem(&[1, 4]),
        ArrangeProblem::NoSuchLine { given: 4, last: 3 }
    );
    assert_eq!(problem(&[2, 1, 2]), ArrangeProblem::Twice(2));
    let other = lesson::printing("");
    assert!(course::compose(&other, &[]).is_err());
}

#[test]
fn a_file_on_which_the_compiler_or_the_linker_fails_does_not_compile() {
    let print = "println!(\"hi\");";
    for (text, message) in [
        (
            format!(
                "#[link(name = \"nope\")] unsafe extern \"C\" {{ fn nope(); }} fn main() {{ unsafe {{ nope() }} {print} }}"
            ),
            "does not link",
        ),
        (
            format!(
                "unsafe extern \"C\" {{ fn nope(); }} fn main() {{ unsafe {{ nope() }} {print} }}"
            ),
            "linking with",
        ),
        (
            format!("fn main() {{ unsafe {{ std::arch::asm!(\"nonsense\") }} {print} }}"),
            "nonsense",
        ),
        (
            format!(
                "macro_rules! grow {{ ($($t:tt)*) => {{ grow! {{ $($t)* $($t)* }} }} }} fn main() {{ grow!(1 2 3 4); {print} }}"
            ),
            "out of memory",
        ),
        (
            format!(
                "fn main() {{ let _ = {}1{}; {print} }}",
                "(".repeat(30_000),
                ")".repeat(30_000)
            ),
            "crashed",
        ),
    ] {
        let verdict = grade(&lesson::printing("hi\n"), &text);
        assert_eq!(verdict.headline(), Some(StageName::Compile), "{message}");
        let first = &verdict.observed.diagnostics[0];
        assert!(first.message.contains(message), "{first:?}");
        assert!(first.rendered.lines().count() < 20, "{}", first.rendered);
        assert_eq!(said(&verdict), "course-compile");
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
fn output_that_is_written_out_gets_the_course_s_feedback_first() {
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
