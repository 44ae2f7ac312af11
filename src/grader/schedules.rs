//! The stage `schedules`: the program, or one small hidden test, under many interleavings of its threads.

use super::limits::limits;
use super::plan::{Attempt, Plan};
use super::stages;
use crate::course::{Lesson, Schedules};
use crate::glass::{Analysis, Bounds, Glass, Subject};
use crate::process::Cancel;
use crate::run::Error;
use crate::verdict::{Exploration, Observation, Outcome, RunEnd, RunReport, Shortfall, StageState};
use std::cell::OnceCell;
use std::time::Duration;

/// The schedules of one attempt, tried when they are first asked for.
pub(super) struct Trial<'a> {
    glass: &'a Glass,
    attempt: &'a Attempt<'a>,
    cancel: &'a Cancel,
    found: OnceCell<Option<Exploration>>,
}

impl<'a> Trial<'a> {
    pub(super) fn new(glass: &'a Glass, attempt: &'a Attempt<'a>, cancel: &'a Cancel) -> Self {
        Self {
            glass,
            attempt,
            cancel,
            found: OnceCell::new(),
        }
    }

    /// How the stage went. `well`: so far all is as it should be.
    pub(super) fn state(
        &self,
        seen: &Observation,
        well: bool,
    ) -> Result<(StageState, Option<Exploration>), Error> {
        let Some(schedules) = &self.attempt.lesson.schedules else {
            return Ok((StageState::Absent, None));
        };
        // What rustc refuses, or what has to be ended by force, has no schedules to speak of.
        let can = matches!(
            seen.outcome,
            Outcome::Finished { .. } | Outcome::Panicked(_) | Outcome::Deadlocked { .. }
        );
        if !can {
            return Ok((StageState::Skipped, None));
        }
        let found = if let Some(found) = self.found.get() {
            found.clone()
        } else {
            let found = self.explore(schedules)?;
            self.found.get_or_init(|| found).clone()
        };
        let Some(found) = found else {
            return Ok((StageState::Skipped, None));
        };
        let state = if !found.fails() {
            StageState::Passed
        } else if !well && fails_by_itself(&found) {
            // Whichever way its threads take turns: that is another stage's to say.
            StageState::Skipped
        } else {
            StageState::Failed
        };
        Ok((state, Some(found)))
    }

    fn explore(&self, schedules: &Schedules) -> Result<Option<Exploration>, Error> {
        let lesson = self.attempt.lesson;
        let Some(subject) = subject(lesson, self.attempt.text, &schedules.run) else {
            return Ok(None);
        };
        let bounds = Bounds {
            preemptions: schedules.preemptions,
            random: schedules.random,
            at_most: schedules.at_most,
            time: Duration::from_secs(schedules.seconds.into()),
        };
        let is_test = subject.target.harness;
        let judge = |ending: &RunEnd, stdout: &str| Some(is_right(lesson, is_test, ending, stdout));
        let looked = self
            .glass
            .explore(&subject, &bounds, &judge, &|_| (), self.cancel)?;
        Ok(Some(match looked {
            Analysis::Done(found) => found,
            Analysis::CompileError(_) | Analysis::BuildTimedOut => Exploration {
                short: Some(Shortfall::NotBuilt),
                ..Exploration::default()
            },
        }))
    }
}

/// Whether already the schedule without any choices fails.
fn fails_by_itself(found: &Exploration) -> bool {
    found
        .results
        .iter()
        .any(|way| way.right == Some(false) && way.choices.is_empty())
}

fn is_right(lesson: &Lesson, is_test: bool, ending: &RunEnd, stdout: &str) -> bool {
    let seen = Observation {
        outcome: ending.outcome(),
        diagnostics: Vec::new(),
        run: Some(RunReport {
            stdout: stdout.to_owned(),
            ..RunReport::default()
        }),
    };
    if is_test {
        return seen.outcome == (Outcome::Finished { code: 0 })
            && stdout
                .lines()
                .any(|line| line.starts_with(super::hidden::ALL_PASSED));
    }
    lesson
        .expect
        .as_ref()
        .is_none_or(|claim| stages::agrees(claim, &seen) && stages::prints_as_claimed(claim, &seen))
}

/// The learner's program under glass, or one of its hidden tests.
#[must_use]
pub fn subject(lesson: &Lesson, text: &str, run: &str) -> Option<Subject> {
    let attempt = &Attempt::new(lesson, text);
    let plan = Plan::new(attempt, None);
    let of = |target, arguments| Subject {
        target,
        known_as: lesson.exercise_path(),
        beside: plan.beside.clone().into_iter().collect(),
        edition: attempt.edition().as_str(),
        optimize: lesson.build.optimize,
        arguments,
        limits: limits(lesson),
    };
    if run == "main" {
        return Some(of(plan.program.clone(), Vec::new()));
    }
    let arguments = super::hidden::arguments(run);
    plan.harness
        .clone()
        .map(|harness| of(harness, arguments.to_vec()))
}
