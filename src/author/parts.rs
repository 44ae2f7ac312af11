//! Checks the parts of a lesson: each stage has fallback feedback, and rules are valid Rust.

use super::course_finding::{CourseFinding, Mismatch};
use super::toml_texts;
use crate::course::{
    self, COURSE_FILE, ClippyLevel, Course, FeedbackRule, Lesson, Problem, Slot, When,
};
use crate::grader;
use crate::text::list;
use crate::verdict::{OutcomeKind, StageName};
use regex_lite::Regex;

pub(super) fn lesson(lesson: &Lesson) -> Vec<Problem> {
    let mut found = unreadable(lesson);
    found.extend(arranged_already(lesson));
    found.extend(lines_twice(lesson));
    found.extend(unknown_slots(lesson));
    found
}

/// Finds feedback with a name in braces that nothing fills in, outside code.
fn unknown_slots(lesson: &Lesson) -> Vec<Problem> {
    let mut found = Vec::new();
    for feedback in &lesson.feedback {
        let prose = feedback.say.split('`').step_by(2);
        for slot in prose
            .flat_map(Slot::all)
            .filter(|slot| is_unfilled(slot, feedback))
        {
            let (id, name) = (feedback.id.as_str(), slot.group);
            let known = feedback.when.slots();
            let finding = CourseFinding::UnknownSlot { id, name, known };
            found.push(finding.at_line(&lesson.path, &lesson.toml, feedback.line));
        }
    }
    found
}

/// Returns the names in braces that nothing fills in, and that are alone between two backticks.
pub(super) fn braces_in_code(feedback: &FeedbackRule) -> impl Iterator<Item = &str> {
    let code = feedback.say.split('`').skip(1).step_by(2);
    let slots = code.filter_map(|code| {
        let slot = Slot::all(code).next()?;
        (slot.text == code.trim()).then_some(slot)
    });
    let unfilled = slots.filter(|slot| is_unfilled(slot, feedback));
    unfilled.map(|slot| slot.group)
}

/// Whether a name in braces is neither a group of `message` nor anything else that is known.
fn is_unfilled(slot: &Slot<'_>, feedback: &FeedbackRule) -> bool {
    let when = &feedback.when;
    let pattern = when.message.as_deref();
    let pattern = pattern.and_then(|text| Regex::new(text).ok());
    let mut groups = pattern.iter().flat_map(Regex::capture_names).flatten();
    slot.list.is_none()
        && !when.slots().contains(&slot.group)
        && groups.all(|group| group != slot.group)
}

/// Finds stages that can fail without any feedback, and the lesson of each. If several lessons have no feedback
/// for a stage, that is one finding about the course.
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
pub(super) fn at(lesson: &Lesson, key: &str, finding: &CourseFinding<'_>) -> Problem {
    let line = toml_texts::line_of(&lesson.toml, key);
    finding.at_line(&lesson.path, &lesson.toml, line)
}

/// Returns the conditions that are sequences of tokens, with their keys.
pub(super) fn token_conditions(when: &When) -> Vec<(&'static str, &String)> {
    let keys = [
        ("source", &when.source),
        ("added", &when.added),
        ("lacks", &when.lacks),
        ("in_head", &when.in_head),
    ];
    let given = keys.into_iter();
    given
        .filter_map(|(field, text)| Some((field, text.as_ref()?)))
        .collect()
}

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
        let unreadable = token_conditions(&feedback.when)
            .into_iter()
            .filter(|(_, text)| !grader::is_readable(text))
            .map(|(field, text)| CourseFinding::NotTokens { field, text });
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

fn lines_twice(lesson: &Lesson) -> Vec<Problem> {
    let arrange = lesson.arrange.as_ref();
    let distractors = arrange.map_or(&[][..], |arrange| &arrange.distractors);
    let is_line = |text: &&String| {
        let mut lines = arrange.iter().flat_map(|arrange| &arrange.lines);
        lines.any(|line| line.trim() == text.trim())
    };
    let problem = |text: &String| {
        let line = toml_texts::line_of_text(&lesson.toml, "arrange.distractors", text);
        CourseFinding::DistractorIsLine(text).at_line(&lesson.path, &lesson.toml, line)
    };
    distractors.iter().filter(is_line).map(problem).collect()
}

/// Finds a solution whose lines differ from the right order. rustfmt may have wrapped and indented them, and comments
/// may differ.
pub(super) fn other_solution(lesson: &Lesson) -> Option<Problem> {
    let order = course::right_order(lesson)?;
    let solution = lesson.files.solution.as_deref()?;
    let bare = |text: &str| {
        let lines = text.lines().map(str::trim);
        let code = lines.filter(|line| !line.starts_with("//"));
        let letters = code.flat_map(str::chars);
        letters
            .filter(|letter| !letter.is_whitespace() && *letter != ',')
            .collect::<String>()
    };
    let (id, chapter) = (&lesson.id, &lesson.chapter);
    let finding = CourseFinding::SolutionDiffers { toml: &lesson.path };
    (bare(&order) != bare(solution))
        .then(|| finding.of_file(&format!("solutions/{chapter}/{id}.rs")))
}

/// Finds feedback of the course that applies to every program with a certain outcome, and so precedes the fallbacks of
/// stages that only such programs fail.
pub(super) fn hiding_feedback(course: &Course, toml: &str) -> Vec<Problem> {
    let hiding = course.feedback.iter().filter_map(|feedback| {
        let outcome = feedback.when.outcome?;
        let alone = When {
            outcome: Some(outcome),
            ..When::default()
        };
        let (does, stages): (&str, &[StageName]) = match outcome {
            OutcomeKind::Finished => (
                "finishes",
                &[StageName::Output, StageName::Tests, StageName::Rules],
            ),
            OutcomeKind::CompileError => ("does not compile", &[StageName::Compile]),
            OutcomeKind::Panicked
            | OutcomeKind::Deadlocked
            | OutcomeKind::TimedOut
            | OutcomeKind::Killed => return None,
        };
        let hidden = course.feedback.iter().filter(|other| {
            let is_hidden = |stage| stages.contains(&stage);
            other.when.is_fallback() && other.when.stage.is_some_and(is_hidden)
        });
        let hidden: Vec<String> = hidden.map(|other| format!("`{}`", other.id)).collect();
        if feedback.when != alone || hidden.is_empty() {
            return None;
        }
        let (id, stages) = (feedback.id.as_str(), list(&hidden));
        let stages = stages.as_str();
        let finding = CourseFinding::Mismatch(Mismatch::HidesFallbacks { id, stages, does });
        Some(finding.at_line(COURSE_FILE, toml, feedback.line))
    });
    hiding.collect()
}

fn is_silent(course: &Course, lesson: &Lesson, stage: StageName) -> bool {
    let only_stage = When {
        stage: Some(stage),
        ..When::default()
    };
    let mut all = lesson.feedback.iter().chain(&course.feedback);
    can_fail(lesson, stage) && !all.any(|feedback| feedback.when == only_stage)
}

pub(super) fn can_fail(lesson: &Lesson, stage: StageName) -> bool {
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
