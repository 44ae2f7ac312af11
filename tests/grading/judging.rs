//! What a lesson asks for, and what cellmate says about a file that doesn't meet it: rules, refusals, predictions.

use crate::feedback::{course, feedback, grade, said};
use crate::{grader, lesson};
use cellmate::course::{
    self, Arrange, ArrangeProblem, Lesson, MustReject, Prediction, Rules, Schedules, When,
};
use cellmate::grader::{GradingBackend as _, GradingStep};
use cellmate::process::Cancel;
use cellmate::report::broken_rule;
use cellmate::verdict::{Edition, OutcomeKind, PredictedOutcome, StageName, StageState};
use std::sync::Mutex;

#[test]
fn each_step_of_a_grading_is_reported_as_it_begins() {
    let shared = "let n = std::sync::Mutex::new(0); std::thread::scope(|s| { \
        s.spawn(|| *n.lock().unwrap() += 1); s.spawn(|| *n.lock().unwrap() += 1); });";
    let hidden = format!("#[test]\nfn one() {{ {shared} }}\n#[test]\nfn two() {{}}\n");
    let mut lesson = lesson::tested("hi\n", &["one", "two"], &hidden);
    lesson.schedules = Some(Schedules {
        run: "one".to_owned(),
        concurrent: false,
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
    let ran = usize::try_from(verdict.exploration.unwrap().schedules_run).unwrap();
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
    assert_eq!(verdict.first_failure(), Some(StageName::Rules));
    let found: Vec<(&str, Option<u32>)> = verdict
        .broken_rules
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
    assert_eq!(accepted.first_failure(), Some(StageName::Compile));
    assert_eq!(accepted.broken_rules[0].rule, "not-sync");
    assert_eq!(accepted.stage(StageName::Output), StageState::Passed);
    let own_trait = text("u8") + "#[allow(dead_code)]\ntrait Sync {}\n";
    let own_trait = grade(&lesson, &own_trait);
    assert_eq!(own_trait.broken_rules[0].rule, "not-sync");
    let another_error = grade(&lesson, "fn main() { println!(\"hi\"); }");
    let says = broken_rule(&another_error.broken_rules[0]);
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
        let broken = bound
            .broken_rules
            .iter()
            .find(|broken| broken.rule == "not-sync");
        let says = broken_rule(broken.unwrap());
        assert!(
            says.starts_with("this must compile") && says.contains("fn named<T>"),
            "{says}"
        );
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
        // This claim is wrong on purpose, because grading never reads it.
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

#[test]
fn a_prediction_is_not_judged_if_the_compiler_takes_too_long() {
    let (mut lesson, prediction) = predicting(Edition::E2024);
    lesson.limits.compile_ms = Some(1);
    let grader = grader();
    // The prediction "It hangs" must not be right because rustc was slow.
    for said in [OutcomeKind::TimedOut, OutcomeKind::Finished] {
        let found = grader.predict(
            &course(),
            &lesson,
            &prediction,
            predicted(said),
            &Cancel::new(),
        );
        assert_eq!(
            found.unwrap_err().to_string(),
            "rustc took longer than 0.001 s to compile this program, so cellmate recorded nothing\nhelp: try again when the machine is less busy"
        );
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
    let index = |n: u8| {
        let has = |line: &&str| line.contains(&n.to_string());
        shown.iter().position(has).unwrap()
    };
    let right = course::compose(&lesson, &[index(1), index(2)]).unwrap();
    assert_eq!(
        right,
        "fn main() {\n    println!(\"1\");\n    println!(\"2\");\n}\n"
    );
    assert!(grade(&lesson, &right).passed());
    let wrong = course::compose(&lesson, &[index(2), index(1)]).unwrap();
    assert_eq!(
        grade(&lesson, &wrong).first_failure(),
        Some(StageName::Output)
    );
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
    let no_line = |given| ArrangeProblem::NoSuchLine { given, last: 3 };
    assert_eq!(problem(&[0, 3]), no_line(4));
    assert_eq!(problem(&[usize::MAX]), no_line(usize::MAX));
    assert_eq!(problem(&[1, 0, 1]), ArrangeProblem::Twice(2));
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
                "fn main() {{ let _ = {}true; {print} }}",
                "!".repeat(100_000)
            ),
            "crashed",
        ),
    ] {
        let verdict = grade(&lesson::printing("hi\n"), &text);
        assert_eq!(
            verdict.first_failure(),
            Some(StageName::Compile),
            "{message}"
        );
        let first = &verdict.observed.diagnostics[0];
        assert!(first.message.contains(message), "{first:?}");
        assert!(first.rendered.lines().count() < 20, "{}", first.rendered);
        assert_eq!(said(&verdict), "course-compile");
    }
}
