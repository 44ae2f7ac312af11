use super::*;
use crate::course::Phrase;
use crate::verdict::{PanicKind, RunReport};

fn rule(id: &str, error: &str, message: &str, say: &str) -> FeedbackRule {
    FeedbackRule {
        id: id.to_owned(),
        when: When {
            error: Some(error.to_owned()),
            message: Some(message.to_owned()),
            ..When::default()
        },
        say: say.to_owned(),
        line: 0,
    }
}

fn phrase(words: &[&str], say: &str) -> Phrase {
    Phrase {
        list: "a".to_owned(),
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        say: say.to_owned(),
    }
}

/// An error as rustc renders it.
fn error(code: &str, message: &str) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        code: Some(code.to_owned()),
        line: Some(7),
        column: Some(5),
        message: message.to_owned(),
        colored: String::new(),
        rendered: format!(
            "error[{code}]: {message}\n --> exercises/a/b.rs:7:5\n  |\n7 |     code\n"
        ),
    }
}

/// Returns the feedback of the course alone, without a lesson's, on a file with these errors.
fn feedback_on(course: &Course, errors: &[Diagnostic]) -> Feedback {
    feedback_with_source(course, "", errors)
}

fn feedback_with_source(course: &Course, source: &str, errors: &[Diagnostic]) -> Feedback {
    let tokens = Tokens::parse(source).unwrap();
    let mut lesson = Course::embedded().unwrap().lessons.remove(0);
    lesson.feedback.clear();
    let observed = Observation {
        outcome: Outcome::CompileError,
        diagnostics: errors.to_vec(),
        run: None,
    };
    let facts = facts(&observed, &tokens);
    choose(course, &lesson, &facts).expect("the last rules apply to any error")
}

/// What is known about a program that rustc rejected.
fn facts<'a>(observed: &'a Observation, tokens: &'a Tokens) -> Facts<'a> {
    Facts {
        first_failure: Some(StageName::Compile),
        tokens: Some(tokens),
        ..Facts::of_run(observed)
    }
}

#[test]
fn the_first_error_that_has_feedback_decides() {
    let mut course = Course::embedded().unwrap();
    course.feedback = vec![
        rule("methods", "E0599", "no method", "a method"),
        rule("types", "E0308", "mismatched", "a type"),
    ];
    let errors = ["E0001", "E0308", "E0599"].map(|code| match code {
        "E0308" => error(code, "mismatched types"),
        _ => error(code, "no method"),
    });
    assert_eq!(feedback_on(&course, &errors).id, "types");
}

#[test]
fn the_tokens_of_a_condition_can_come_from_the_message() {
    let mut course = Course::embedded().unwrap();
    let locked = rule("locked", "E0596", r"`self\.(?<field>\w+)`", "{field}");
    course.feedback = vec![FeedbackRule {
        when: When {
            source: Some("{field}: Mutex<".to_owned()),
            ..locked.when
        },
        ..locked
    }];
    course
        .feedback
        .push(rule("other", "E0596", "self", "other"));
    for (field, id) in [("lock", "locked"), ("plain", "other")] {
        let error = error("E0596", &format!("cannot borrow `self.{field}` as mutable"));
        let source = "struct S { lock: Mutex<u8>, plain: u8 }";
        assert_eq!(feedback_with_source(&course, source, &[error]).id, id);
    }
}

#[test]
fn lacks_does_not_hold_for_a_file_without_tokens() {
    let mut course = Course::embedded().unwrap();
    let mut lesson = course.lessons.remove(0);
    lesson.feedback.clear();
    let locked = rule("unlocked", "E0596", r"`self\.(?<field>\w+)`", "{field}");
    course.feedback = vec![FeedbackRule {
        when: When {
            lacks: Some("{field}: Mutex<".to_owned()),
            ..locked.when
        },
        ..locked
    }];
    let observed = Observation {
        outcome: Outcome::CompileError,
        diagnostics: vec![error("E0596", "cannot borrow `self.plain` as mutable")],
        run: None,
    };
    let tokens = Tokens::parse("struct S { plain: u8 }").unwrap();
    let facts = facts(&observed, &tokens);
    let id = |facts: &Facts<'_>| choose(&course, &lesson, facts).map(|given| given.id);
    assert_eq!(id(&facts).as_deref(), Some("unlocked"));
    let unread = Facts {
        tokens: None,
        ..facts
    };
    assert_eq!(id(&unread), None);
}

#[test]
fn a_phrase_stands_for_what_a_group_matched() {
    let mut course = Course::embedded().unwrap();
    course.feedback = vec![
        rule(
            "known",
            "E0599",
            "for `(?<type>\\w+)",
            "{type|a} `{type}` and `{ … }`",
        ),
        rule("other", "E0599", "for `(?<type>\\w+)", "just `{type}`"),
    ];
    course.phrases = vec![phrase(&["Cell", "Mutex"], "a"), phrase(&["RwLock"], "an")];
    for (name, text) in [
        ("Mutex", "a `Mutex` and `{ … }`"),
        ("RwLock", "an `RwLock` and `{ … }`"),
        ("Vec", "just `Vec`"),
    ] {
        let error = error("E0599", &format!("no method for `{name}<u8>`"));
        assert_eq!(feedback_on(&course, &[error]).text, text);
    }
}

#[test]
fn the_course_knows_which_of_its_types_has_a_method() {
    let course = Course::embedded().unwrap();
    for (code, message, part) in [
        (
            "E0599",
            "no method named `borrow_mut` found for struct `Cell<u32>` in the current scope",
            "on a `Cell`, but it's a method of `RefCell`. Through a `&`, a `Cell` never lends",
        ),
        (
            "E0599",
            "no method named `lock` found for reference `&Arc<std::sync::RwLock<u32>>` in the current scope",
            "on an `RwLock`, but it's a method of `Mutex`. You get at the value inside through a guard: `read()`",
        ),
        (
            "E0599",
            "no method named `upgrade` found for struct `Rc<Node>` in the current scope",
            "a strong handle already",
        ),
        (
            "E0599",
            "no method named `recv` found for struct `std::sync::mpsc::Sender<u32>` in the current scope",
            "but it's a method of a `Receiver`",
        ),
        (
            "E0609",
            "no field `name` on type `std::rc::Weak<Node>`",
            "`upgrade()` gives you an `Option`",
        ),
        (
            "E0614",
            "type `AtomicU64` cannot be dereferenced",
            "`load(…)` reads its value",
        ),
        (
            "E0277",
            "the trait bound `Box<dyn Fn(u32)>: Clone` is not satisfied",
            "a `Box` owns its value alone",
        ),
    ] {
        let said = feedback_on(&course, &[error(code, message)]).text;
        assert!(said.contains(part), "{message}: {said}");
    }
}

#[test]
fn a_panic_in_the_block_of_a_match_that_borrows_gets_its_own_feedback() {
    let course = Course::embedded().unwrap();
    let mut lesson = course.lessons[0].clone();
    lesson.feedback.clear();
    let panic = Panic {
        thread: "main".to_owned(),
        panic_kind: PanicKind::AlreadyBorrowed,
        line: Some(3),
        inside_std: false,
        source_panic: None,
        message: "RefCell already borrowed".to_owned(),
    };
    let observed = Observation {
        outcome: Outcome::Panicked(panic.clone()),
        diagnostics: Vec::new(),
        run: Some(RunReport {
            panics: vec![panic],
            ..RunReport::default()
        }),
    };
    for (head, id) in [
        ("match x.borrow().len()", "writer-refused-in-a-block"),
        ("loop", "writer-refused"),
    ] {
        let source = format!("fn f() {{\n    {head} {{\n        x.borrow_mut();\n    }}\n}}");
        let tokens = Tokens::parse(&source).unwrap();
        let facts = Facts {
            first_failure: Some(StageName::Run),
            ..facts(&observed, &tokens)
        };
        let said = choose(&course, &lesson, &facts).unwrap();
        assert_eq!(said.id, id);
        assert_eq!(
            said.text.contains("of the `match` on line 2"),
            head != "loop"
        );
    }
}

#[test]
fn added_output_is_what_is_between_the_expected_lines() {
    let course = Course::embedded().unwrap();
    let mut lesson = course.lessons[0].clone();
    let claim = lesson.expect.as_mut().unwrap();
    claim.stdout = Some("one\ntwo\n".to_owned());
    let two = "fn main() { println!(\"one\"); println!(\"two\"); }";
    lesson.files.starter = Some(two.to_owned());
    lesson.files.solution = lesson.files.starter.clone();
    let three = two.replace('}', "println!(); }");
    let added = |source: &str, stdout: &str| {
        let observed = Observation {
            outcome: Outcome::Finished { code: 0 },
            diagnostics: Vec::new(),
            run: Some(RunReport {
                stdout: stdout.to_owned(),
                ..RunReport::default()
            }),
        };
        let tokens = Tokens::parse(source).unwrap();
        let found = added_output(&lesson, &tokens, &observed);
        found.map(|lines| lines.join(","))
    };
    assert_eq!(added(&three, "0\none\n1\ntwo\n2\n").unwrap(), "0,1,2");
    assert_eq!(added(&three, "one\none\ntwo\n"), None);
    assert_eq!(added(&three, "two\none\n"), None);
    assert_eq!(added(two, "one\none\ntwo\n"), None);
}

/// An exploration of a test in which a thread waits for itself: on line 5, for a guard from line 4.
fn explored() -> Exploration {
    let wait = r#"{"thread":0,"cell":1,"place":{"file":"a.rs","line":5,"column":1},
        "kind":"blocked","action":"lock","has_timeout":false}"#;
    let guard = r#"{"thread":0,"cell":1,"place":{"file":"a.rs","line":4,"column":1},"kind":"acquired","guard":1,
        "access":"exclusive","guards":{"read_guards":0,"write_guard":true}}"#;
    let failing = format!(
        r#"{{"ending":{{"kind":"deadlock"}},"cells":[],"threads":[],"events":[{guard},{wait}],"truncated":false,"schedule":[],
        "stdout":"","explanations":[{{"kind":"deadlock","shape":"self-deadlock","events":[],
        "waits":[{{"event":1,"target":"lock","blockers":[{{"guard":0}}]}}]}}]}}"#
    );
    Exploration {
        failing_trace: Some(serde_json::from_str(&failing).unwrap()),
        ..Exploration::default()
    }
}

#[test]
fn feedback_with_an_explanation_precedes_only_general_feedback_of_a_lesson() {
    let mut course = Course::embedded().unwrap();
    let mut lesson = course.lessons[0].clone();
    let rule = |id: &str, when: When, say: &str| FeedbackRule {
        id: id.to_owned(),
        when,
        say: say.to_owned(),
        line: 0,
    };
    let deadlocked = || When {
        outcome: Some(OutcomeKind::Deadlocked),
        ..When::default()
    };
    let itself = || When {
        explanation: Some(ExplanationKind::WaitsForItself),
        ..When::default()
    };
    course.feedback = vec![
        rule("unknown", itself(), "`{cell}`"),
        rule("itself", itself(), "{guard} and {line}"),
    ];
    let observed = Observation {
        outcome: Outcome::Deadlocked { threads: 1 },
        diagnostics: Vec::new(),
        run: None,
    };
    let tokens = Tokens::parse("fn f() { x.lock() }").unwrap();
    let exploration = explored();
    let facts = Facts {
        first_failure: Some(StageName::Run),
        exploration: Some(&exploration),
        ..facts(&observed, &tokens)
    };
    lesson.feedback = vec![rule("any", deadlocked(), "any")];
    let said = choose(&course, &lesson, &facts).unwrap();
    assert_eq!(
        (said.id.as_str(), said.text.as_str()),
        ("itself", "4 and 5")
    );

    let source = Some("x.lock()".to_owned());
    let locks = When {
        source,
        ..deadlocked()
    };
    lesson.feedback.push(rule("locks", locks, "locks"));
    assert_eq!(choose(&course, &lesson, &facts).unwrap().id, "locks");

    let unexplored = Facts {
        exploration: None,
        ..facts
    };
    assert_eq!(choose(&course, &lesson, &unexplored).unwrap().id, "any");
}

#[test]
fn the_reason_for_ungraded_schedules_is_shown_only_if_nothing_failed() {
    let mut course = Course::embedded().unwrap();
    let mut lesson = course.lessons[0].clone();
    lesson.feedback.clear();
    let unseen = rule("unseen", "", "", "{cause}");
    course.feedback = vec![FeedbackRule {
        when: When {
            ungraded: Some(Shortfall::Untraceable),
            ..When::default()
        },
        ..unseen
    }];
    let observed = Observation {
        outcome: Outcome::Finished { code: 0 },
        diagnostics: Vec::new(),
        run: None,
    };
    let tokens = Tokens::parse("").unwrap();
    let exploration = Exploration {
        shortfall: Some(Shortfall::Untraceable),
        shortfall_cause: Some("`unsafe` (line 3)".to_owned()),
        ..Exploration::default()
    };
    for (is_ungraded, text) in [(true, Some("`unsafe` (line 3)")), (false, None)] {
        let facts = Facts {
            first_failure: None,
            exploration: Some(&exploration),
            is_ungraded,
            ..facts(&observed, &tokens)
        };
        let said = choose(&course, &lesson, &facts).map(|said| said.text);
        assert_eq!(said.as_deref(), text);
    }
}
