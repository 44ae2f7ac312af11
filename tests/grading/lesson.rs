//! Small lessons written in code, for tests that grade texts.

use cellmate::compare::CompareMode;
use cellmate::course::{
    BuildOptions, Claim, Course, Features, Files, Head, HouseStyle, Kind, Lesson, LessonLimits,
    Level, Rules, Test,
};
use cellmate::verdict::OutcomeKind;

/// A course around these lessons.
pub(crate) fn course(lessons: Vec<Lesson>) -> Course {
    Course {
        id: "tests".to_owned(),
        version: "1.0.0".to_owned(),
        title: "Tests".to_owned(),
        language: "en".to_owned(),
        chapters: Vec::new(),
        lessons,
        feedback: Vec::new(),
        phrases: Vec::new(),
        errors: Vec::new(),
        style: HouseStyle::default(),
        features: Features::default(),
    }
}

/// An edit lesson that expects `stdout`.
pub(crate) fn printing(stdout: &str) -> Lesson {
    Lesson {
        id: "rate_limiter".to_owned(),
        chapter: "refcell".to_owned(),
        path: "lessons/refcell/rate_limiter.toml".to_owned(),
        toml: "".into(),
        head: Head {
            title: "A rate limiter".to_owned(),
            kind: Kind::Edit,
            level: Level::Easy,
            core: false,
            optional: false,
            starts_solved: false,
            concepts: Vec::new(),
            aliases: Vec::new(),
            text: "Text.".to_owned(),
            takeaway: "Takeaway.".to_owned(),
        },
        starter: None,
        expect: Some(claim(OutcomeKind::Finished, Some(stdout))),
        build: BuildOptions::default(),
        limits: LessonLimits::default(),
        rules: Rules::default(),
        schedules: None,
        tests: Vec::new(),
        must_reject: Vec::new(),
        predictions: Vec::new(),
        arrange: None,
        questions: Vec::new(),
        feedback: Vec::new(),
        hints: Vec::new(),
        mistakes: Vec::new(),
        files: Files::default(),
    }
}

/// The same with hidden tests.
pub(crate) fn tested(stdout: &str, names: &[&str], hidden: &str) -> Lesson {
    let test = |name: &&str| Test {
        held_back: false,
        own: false,
        name: (*name).to_owned(),
        says: (*name).to_owned(),
        line: 0,
    };
    Lesson {
        tests: names.iter().map(test).collect(),
        files: Files {
            hidden: Some(hidden.to_owned()),
            ..Files::default()
        },
        ..printing(stdout)
    }
}

/// A claim with nothing but an outcome and what is printed.
pub(crate) fn claim(outcome: OutcomeKind, stdout: Option<&str>) -> Claim {
    Claim {
        outcome,
        line: None,
        error: None,
        panic: None,
        stdout: stdout.map(str::to_owned),
        compare: CompareMode::Exact,
    }
}
