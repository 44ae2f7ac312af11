//! The parts of a lesson: enough mistakes and alternatives, a fallback for each stage, and rules that are valid Rust.

use super::course_finding::CourseFinding;
use super::toml_texts;
use crate::course::{Course, Kind, Lesson, Problem, When};
use crate::grader;
use crate::verdict::{OutcomeKind, StageName};

/// How many known-wrong files an edit lesson needs.
const MIN_MISTAKES: usize = 2;

/// Checks one lesson.
pub(super) fn lesson(course: &Course, lesson: &Lesson) -> Vec<Problem> {
    let mut found = unreadable(lesson);
    if lesson.head.kind == Kind::Edit {
        found.extend(examples(lesson));
    }
    let edits = matches!(lesson.head.kind, Kind::Edit | Kind::Arrange);
    if edits
        && lesson
            .schedules
            .as_ref()
            .is_some_and(|found| found.run == "main")
    {
        found.push(at(lesson, "schedules", &CourseFinding::ExploresMain));
    }
    found.extend(arranged_already(lesson));
    found.extend(silent_stages(course, lesson));
    found
}

/// Returns the problem at the line of a table, or of a top-level field.
fn at(lesson: &Lesson, key: &str, finding: &CourseFinding<'_>) -> Problem {
    let line = toml_texts::line_of(&lesson.toml, key);
    finding.at_line(&lesson.path, &lesson.toml, line)
}

fn examples(lesson: &Lesson) -> Vec<Problem> {
    let (id, count) = (&lesson.id, lesson.mistakes.len());
    let mut found = Vec::new();
    if count < MIN_MISTAKES {
        found.push(CourseFinding::TooFewMistakes { lesson: id, count });
    }
    if lesson.files.alternatives.is_empty() {
        found.push(CourseFinding::NoAlternative { lesson: id });
    }
    found
        .iter()
        .map(|finding| at(lesson, "kind", finding))
        .collect()
}

/// Finds rules, signatures and patterns that are not Rust.
fn unreadable(lesson: &Lesson) -> Vec<Problem> {
    let rules = &lesson.rules;
    let not_tokens = |field: &'static str, text| {
        (!grader::is_readable(text)).then_some(CourseFinding::NotTokens { field, text })
    };
    let tokens = rules.require.iter().chain(&rules.forbid);
    let tokens = tokens.filter_map(|rule| not_tokens("rule", rule));
    let signatures = rules.signatures.iter();
    let signatures = signatures.filter(|text| !grader::is_signature(text));
    let signatures = signatures.map(|text| CourseFinding::NotASignature(text));
    let rules = tokens
        .chain(signatures)
        .map(|finding| at(lesson, "rules", &finding));
    let sources = lesson.feedback.iter().flat_map(|feedback| {
        let when = &feedback.when;
        let keys = [
            ("source", &when.source),
            ("added", &when.added),
            ("lacks", &when.lacks),
            ("in_head", &when.in_head),
        ];
        let unreadable = keys
            .into_iter()
            .filter_map(|(key, text)| not_tokens(key, text.as_ref()?));
        unreadable.map(|finding| finding.at_line(&lesson.path, &lesson.toml, feedback.line))
    });
    rules.chain(sources).collect()
}

fn arranged_already(lesson: &Lesson) -> Option<Problem> {
    let wanted = &lesson.arrange.as_ref()?.lines;
    let wanted: Vec<&str> = wanted.iter().map(|line| line.trim()).collect();
    let starter = lesson.files.starter.as_deref()?;
    let starter: Vec<&str> = starter.lines().map(str::trim).collect();
    let there = starter.windows(wanted.len()).any(|lines| lines == wanted);
    there.then(|| {
        let starter = lesson.exercise_path();
        at(
            lesson,
            "arrange",
            &CourseFinding::StarterInOrder { starter },
        )
    })
}

/// Finds stages that can fail without any feedback.
fn silent_stages(course: &Course, lesson: &Lesson) -> Vec<Problem> {
    let has_fallback = |stage: StageName| {
        let mut all = lesson.feedback.iter().chain(&course.feedback);
        let only_stage = When {
            stage: Some(stage),
            ..When::default()
        };
        all.any(|feedback| feedback.when == only_stage)
    };
    let silent = StageName::ALL
        .iter()
        .copied()
        .filter(|stage| can_fail(lesson, *stage) && !has_fallback(*stage));
    silent
        .map(|stage| at(lesson, "kind", &CourseFinding::NoFallback(stage)))
        .collect()
}

fn can_fail(lesson: &Lesson, stage: StageName) -> bool {
    if !lesson.has_file() {
        return false;
    }
    let rules = &lesson.rules;
    let expect = lesson.expect.as_ref();
    match stage {
        StageName::Compile => true,
        StageName::Run => expect.is_some_and(|claim| claim.outcome != OutcomeKind::CompileError),
        StageName::Output => expect.is_some_and(|claim| claim.stdout.is_some()),
        StageName::Tests => !lesson.tests.is_empty(),
        // A file that redefines what the tests rely on breaks a rule as well.
        StageName::Rules => {
            !(rules.signatures.is_empty()
                && rules.require.is_empty()
                && rules.forbid.is_empty()
                && lesson.tests.is_empty())
        }
        StageName::Schedules => lesson.schedules.is_some(),
    }
}
