//! The programs of a lesson that `verify` runs, and the role of each.

use crate::course::{self, Lesson, Mistake, Prediction, prediction_path};
use crate::grader::{self, Attempt, BatchAttempt, GradedAttempt};
use crate::verdict::OutcomeKind;
use std::borrow::Cow;

const RIGHT_RUNS: u32 = 5;

/// How often a right program with threads runs, if the lesson does not explore its schedules.
const THREADED_RUNS: u32 = 20;

const WRONG_RUNS: u32 = 2;

/// What a program must do.
#[derive(Clone, Copy, Debug)]
pub(super) enum ProgramRole<'a> {
    /// It fails as declared.
    Starter,
    /// It passes.
    Solution,
    /// The lines of an arrange lesson in the right order: it passes.
    RightOrder,
    /// The right order with a distractor in place of the line that it resembles: it fails.
    Distracted(&'a str),
    /// The name of its file. It passes, too.
    Alternative(&'a str),
    /// It is refused as declared.
    Mistake(&'a Mistake),
    /// It does what is claimed.
    Prediction(&'a Prediction),
}

pub(super) struct LessonProgram<'a> {
    pub(super) lesson: &'a Lesson,
    pub(super) role: ProgramRole<'a>,
    text: Cow<'a, str>,
}

pub(super) type GradedProgram<'a> = (&'a LessonProgram<'a>, &'a GradedAttempt);

impl<'a> LessonProgram<'a> {
    fn new(lesson: &'a Lesson, role: ProgramRole<'a>, text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        Self { lesson, role, text }
    }

    pub(super) fn attempt(&self) -> BatchAttempt<'_> {
        let runs = match self.role {
            ProgramRole::Solution | ProgramRole::RightOrder | ProgramRole::Alternative(_)
                if has_threads(self.lesson) =>
            {
                THREADED_RUNS
            }
            ProgramRole::Solution | ProgramRole::RightOrder | ProgramRole::Alternative(_) => {
                RIGHT_RUNS
            }
            ProgramRole::Prediction(prediction)
                if prediction.expect.outcome == OutcomeKind::Finished && may_vary(&self.text) =>
            {
                RIGHT_RUNS
            }
            ProgramRole::Distracted(_) => 1,
            ProgramRole::Starter | ProgramRole::Mistake(_) | ProgramRole::Prediction(_) => {
                WRONG_RUNS
            }
        };
        let attempt = match self.role {
            ProgramRole::Prediction(prediction) => Attempt::predicted(self.lesson, prediction),
            _ => Attempt::new(self.lesson, &self.text),
        };
        BatchAttempt {
            attempt,
            runs,
            is_known_not_to_compile: self.claimed_outcome() == Some(OutcomeKind::CompileError),
        }
    }

    /// Returns the outcome that the lesson claims for it, unless it should pass.
    fn claimed_outcome(&self) -> Option<OutcomeKind> {
        match self.role {
            ProgramRole::Starter => self.lesson.starter.as_ref().map(|claim| claim.outcome),
            ProgramRole::Solution
            | ProgramRole::RightOrder
            | ProgramRole::Distracted(_)
            | ProgramRole::Alternative(_) => None,
            ProgramRole::Mistake(mistake) => Some(mistake.outcome),
            ProgramRole::Prediction(prediction) => Some(prediction.expect.outcome),
        }
    }

    pub(super) fn path(&self) -> String {
        let (id, chapter) = (&self.lesson.id, &self.lesson.chapter);
        match self.role {
            ProgramRole::Starter => self.lesson.exercise_path(),
            ProgramRole::Solution => format!("solutions/{chapter}/{id}.rs"),
            ProgramRole::RightOrder | ProgramRole::Distracted(_) => self.lesson.path.clone(),
            ProgramRole::Alternative(file) => format!("tests/alternatives/{id}/{file}"),
            ProgramRole::Mistake(mistake) => format!("tests/mistakes/{id}/{}", mistake.file),
            ProgramRole::Prediction(prediction) => prediction_path(self.lesson, prediction),
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

pub(super) fn programs_of(lesson: &Lesson) -> Vec<LessonProgram<'_>> {
    let files = &lesson.files;
    let mut programs: Vec<LessonProgram<'_>> = Vec::new();
    if lesson.has_file() {
        let starter = files
            .starter
            .iter()
            .map(|text| LessonProgram::new(lesson, ProgramRole::Starter, text));
        programs.extend(starter);
        programs.extend(
            files
                .solution
                .iter()
                .map(|text| LessonProgram::new(lesson, ProgramRole::Solution, text)),
        );
        // Usually the solution is the right order, and needs no second run.
        let order =
            course::right_order(lesson).filter(|text| files.solution.as_ref() != Some(text));
        programs
            .extend(order.map(|text| LessonProgram::new(lesson, ProgramRole::RightOrder, text)));
        let distractors = lesson.arrange.iter().flat_map(|one| &one.distractors);
        // A distractor that is also a right line has a finding of its own.
        let is_line = |text: &String| {
            let mut lines = lesson.arrange.iter().flat_map(|one| &one.lines);
            lines.any(|line| line.trim() == text.trim())
        };
        programs.extend(
            distractors
                .filter(|line| !is_line(line))
                .filter_map(|line| {
                    let text = course::with_distractor(lesson, line)?;
                    let role = ProgramRole::Distracted(line);
                    Some(LessonProgram::new(lesson, role, text))
                }),
        );
        let alternatives = files.alternatives.iter();
        programs.extend(
            alternatives.map(|(file, text)| {
                LessonProgram::new(lesson, ProgramRole::Alternative(file), text)
            }),
        );
        programs.extend(lesson.mistakes.iter().filter_map(|mistake| {
            let text = files.mistakes.get(&mistake.file)?;
            Some(LessonProgram::new(
                lesson,
                ProgramRole::Mistake(mistake),
                text,
            ))
        }));
    }
    programs.extend(lesson.predictions.iter().map(|prediction| {
        let text = course::prediction_text(lesson, prediction);
        LessonProgram::new(lesson, ProgramRole::Prediction(prediction), text)
    }));
    programs
}

/// Whether a program has threads, or something whose order is random.
fn may_vary(text: &str) -> bool {
    grader::uses_threads(text)
        || ["HashMap", "HashSet"]
            .iter()
            .any(|name| text.contains(name))
}

/// Whether its programs have threads whose schedules the lesson does not explore.
fn has_threads(lesson: &Lesson) -> bool {
    let files = &lesson.files;
    let mut texts = files
        .solution
        .iter()
        .chain(&files.hidden)
        .chain(files.alternatives.values());
    // Exploring schedules says more than running a program again.
    lesson.schedules.is_none() && texts.any(|text| grader::uses_threads(text))
}
