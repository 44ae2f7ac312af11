//! The parts of a lesson: a fallback for each stage, and rules that are valid Rust.

use super::course_finding::CourseFinding;
use super::new::COURSE_FILE;
use super::toml_texts;
use crate::course::{ClippyLevel, Course, Kind, Lesson, Problem, Slot, When};
use crate::grader;
use crate::verdict::{OutcomeKind, StageName};
use regex_lite::Regex;

/// Checks one lesson.
pub(super) fn lesson(lesson: &Lesson) -> Vec<Problem> {
    let mut found = unreadable(lesson);
    let edits = matches!(lesson.head.kind, Kind::Edit | Kind::Arrange);
    if edits
        && lesson
            .schedules
            .as_ref()
            .is_some_and(|found| found.run == "main")
    {
        found.push(at(lesson, "schedules", &CourseFinding::ExploresMain));
    }
    found.extend(limits(lesson));
    found.extend(arranged_already(lesson));
    found.extend(unknown_slots(lesson));
    found
}

/// Finds feedback with a name in braces that is no group of `message` and nothing else that is known, except in code.
fn unknown_slots(lesson: &Lesson) -> Vec<Problem> {
    let mut found = Vec::new();
    for feedback in &lesson.feedback {
        let when = &feedback.when;
        let pattern = when
            .message
            .as_deref()
            .and_then(|text| Regex::new(text).ok());
        let groups = pattern.iter().flat_map(Regex::capture_names).flatten();
        let known: Vec<&str> = groups.chain(when.slots().iter().copied()).collect();
        let prose = feedback.say.split('`').step_by(2);
        let slots = prose.flat_map(Slot::all);
        for slot in slots.filter(|slot| slot.list.is_none() && !known.contains(&slot.group)) {
            let (id, name) = (feedback.id.as_str(), slot.group);
            let finding = CourseFinding::UnknownSlot { id, name };
            found.push(finding.at_line(&lesson.path, &lesson.toml, feedback.line));
        }
    }
    found
}

/// Finds stages that can fail without any feedback, with the id of the lesson. What several lessons lack is a finding of
/// the course.
pub(super) fn silent_stages<'a>(
    course: &Course,
    lessons: &[&'a Lesson],
) -> Vec<(Option<&'a str>, Problem)> {
    let mut found = Vec::new();
    for stage in StageName::ALL {
        let lack = |lesson: &&&Lesson| is_silent(course, lesson, *stage);
        let lacking: Vec<&&Lesson> = lessons.iter().filter(lack).collect();
        let finding = CourseFinding::NoFallback {
            stage: *stage,
            lessons: lacking.len(),
        };
        match lacking[..] {
            [] => {}
            [lesson] => found.push((Some(lesson.id.as_str()), at(lesson, "kind", &finding))),
            _ => found.push((None, finding.of_file(COURSE_FILE))),
        }
    }
    found
}

/// Returns the problem at the line of a table, or of a top-level field.
fn at(lesson: &Lesson, key: &str, finding: &CourseFinding<'_>) -> Problem {
    let line = toml_texts::line_of(&lesson.toml, key);
    finding.at_line(&lesson.path, &lesson.toml, line)
}

/// Finds rules, signatures and patterns that are not Rust.
fn unreadable(lesson: &Lesson) -> Vec<Problem> {
    let rules = &lesson.rules;
    let required = rules.require.iter().map(|rule| {
        let is_readable = grader::alternatives(rule).all(grader::is_readable);
        ("require", rule, is_readable)
    });
    let forbidden = rules.forbid.iter();
    let forbidden = forbidden.map(|rule| ("forbid", rule, grader::is_readable(rule)));
    let tokens = required.chain(forbidden);
    let tokens = tokens.filter_map(|(key, text, is_readable)| {
        let field = "rule";
        (!is_readable).then_some((key, text, CourseFinding::NotTokens { field, text }))
    });
    let signatures = rules.signatures.iter();
    let signatures = signatures.filter(|text| !grader::is_signature(text));
    let signatures =
        signatures.map(|text| ("signatures", text, CourseFinding::NotASignature(text)));
    let rules = tokens.chain(signatures).map(|(key, text, finding)| {
        let line = toml_texts::line_of_text(&lesson.toml, &format!("rules.{key}"), text);
        finding.at_line(&lesson.path, &lesson.toml, line)
    });
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
            .filter_map(|(field, text)| Some((field, text.as_ref()?)))
            .filter(|(_, text)| !grader::is_readable(text))
            .map(|(field, text)| CourseFinding::NotTokens { field, text });
        unreadable.map(|finding| finding.at_line(&lesson.path, &lesson.toml, feedback.line))
    });
    rules.chain(sources).collect()
}

/// Finds limits that no program can meet, or that nobody would wait for.
pub(super) fn limits(lesson: &Lesson) -> Vec<Problem> {
    let own = &lesson.limits;
    let checked = [
        ("run_ms", own.run_ms, (100, 600_000, 5_000)),
        ("cpu_ms", own.cpu_ms, (100, 600_000, 3_000)),
        ("memory_mib", own.memory_mib, (16, 8_192, 256)),
        ("output_kib", own.output_kib, (1, 16_384, 64)),
        ("compile_ms", own.compile_ms, (2_000, 600_000, 20_000)),
    ];
    let absurd = checked.into_iter().filter_map(|(key, given, sensible)| {
        let (least, most, _) = sensible;
        let given = given.filter(|given| !(least..=most).contains(given))?;
        let finding = CourseFinding::AbsurdLimit {
            key,
            given,
            sensible,
        };
        let line = toml_texts::line_of_key(&lesson.toml, "limits", key);
        Some(finding.at_line(&lesson.path, &lesson.toml, line))
    });
    absurd.collect()
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

fn is_silent(course: &Course, lesson: &Lesson, stage: StageName) -> bool {
    let only_stage = When {
        stage: Some(stage),
        ..When::default()
    };
    let mut all = lesson.feedback.iter().chain(&course.feedback);
    can_fail(lesson, stage) && !all.any(|feedback| feedback.when == only_stage)
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
                && lesson.build.clippy == ClippyLevel::Advice
                && !lesson.has_hidden_tests())
        }
        StageName::Schedules => lesson.schedules.is_some(),
    }
}
