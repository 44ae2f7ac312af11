//! Tries a program, or one small hidden test, under many interleavings of its threads.

use super::attempt::{Attempt, BuildPlan, limits};
use super::claims::{meets, prints_as_claimed};
use super::hidden_tests;
use crate::course::Lesson;
use crate::glass::{Analysis, ExploreLimits, Glass, ProgramSpec};
use crate::process::Cancel;
use crate::run::Error;
use crate::verdict::{Exploration, Observation, RunEnd, RunReport, Shortfall};
use std::time::Duration;

/// Tries the schedules that the lesson asks for, if it does. `on_run` is told how many have ended.
pub(super) fn explore(
    glass: &Glass,
    attempt: &Attempt<'_>,
    cancel: &Cancel,
    on_run: &(dyn Fn(u32) + Sync),
) -> Result<Option<Exploration>, Error> {
    let lesson = attempt.lesson;
    let Some(schedules) = &lesson.schedules else {
        return Ok(None);
    };
    let Some(subject) = subject(lesson, attempt.text, &schedules.run) else {
        return Ok(None);
    };
    let bounds = ExploreLimits {
        max_preemptions: schedules.preemptions,
        random_schedules: schedules.random,
        max_schedules: schedules.at_most,
        max_time: Duration::from_secs(schedules.seconds.into()),
    };
    let is_test = subject.target.harness;
    let judge = |ending: &RunEnd, stdout: &str| Some(ended_well(lesson, is_test, ending, stdout));
    on_run(0);
    let explored = glass.explore(&subject, &bounds, &judge, on_run, cancel)?;
    Ok(Some(match explored {
        Analysis::Done(exploration) => exploration,
        Analysis::CompileError(_) | Analysis::BuildTimedOut => Exploration {
            short: Some(Shortfall::NotBuilt),
            ..Exploration::default()
        },
    }))
}

fn ended_well(lesson: &Lesson, is_test: bool, ending: &RunEnd, stdout: &str) -> bool {
    let outcome = ending.outcome();
    if is_test {
        return hidden_tests::passed(&outcome, stdout);
    }
    let observed = Observation {
        outcome,
        diagnostics: Vec::new(),
        run: Some(RunReport {
            stdout: stdout.to_owned(),
            ..RunReport::default()
        }),
    };
    let claim = lesson.expect.as_ref();
    claim.is_none_or(|claim| meets(claim, &observed) && prints_as_claimed(claim, &observed))
}

/// Returns the learner's program for a run under glass, or one of its hidden tests; `run` is `main` or a test's name.
#[must_use]
pub fn subject(lesson: &Lesson, text: &str, run: &str) -> Option<ProgramSpec> {
    let attempt = Attempt::new(lesson, text);
    let plan = BuildPlan::under_glass(&attempt);
    let (target, arguments) = if run == "main" {
        (plan.program, Vec::new())
    } else {
        (plan.harness?, hidden_tests::arguments(run).to_vec())
    };
    Some(ProgramSpec {
        target,
        display_path: lesson.exercise_path(),
        extra_files: plan.hidden,
        edition: attempt.edition().as_str(),
        optimize: lesson.build.optimize,
        arguments,
        limits: limits(lesson),
    })
}
