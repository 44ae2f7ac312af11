//! Tries one small hidden test, or a program that the learner cannot change, under many schedules of its threads.
//!
//! An exploration that could not see or follow everything proves nothing, so it says what prevented that.

use super::attempt::{self, Attempt, BuildPlan};
use super::claims::{meets, prints_as_claimed};
use super::hidden_tests;
use super::tokens::Tokens;
use crate::course::Lesson;
use crate::glass::{Analysis, BuildResult, ExploreLimits, Glass, HANDLE_COUNTS, ProgramSpec};
use crate::process::Cancel;
use crate::run::Error;
use crate::verdict::{Exploration, Observation, RunEnd, RunReport, Shortfall, errors};
use std::time::Duration;

/// Tries the schedules that the lesson asks for, if any. Runs `built`, or builds the program first. `on_run` gets the
/// number of schedules that have ended.
pub(super) fn explore(
    glass: &Glass,
    attempt: &Attempt<'_>,
    built: Option<&BuildResult>,
    cancel: &Cancel,
    on_run: &(dyn Fn(u32) + Sync),
) -> Result<Option<Exploration>, Error> {
    let lesson = attempt.lesson;
    let Some(schedules) = &lesson.schedules else {
        return Ok(None);
    };
    let limits = ExploreLimits {
        max_preemptions: schedules.preemptions,
        random_schedules: schedules.random,
        max_schedules: schedules.at_most,
        max_time: Duration::from_secs(schedules.seconds.into()),
        compares: false,
    };
    let check = |ending: &RunEnd, stdout: &str| Some(ended_well(lesson, ending, stdout));
    on_run(0);
    let explored = match (built, explored_program(attempt, None)) {
        (Some(built), _) => glass.explore_built(built, &limits, &check, on_run, cancel)?,
        (None, Some(program)) => glass.explore(&program, &limits, &check, on_run, cancel)?,
        (None, None) => return Ok(None),
    };
    let mut found = match explored {
        Analysis::Done(found) => found,
        Analysis::CompileError(diagnostics) => Exploration {
            shortfall: Some(Shortfall::DoesNotCompile),
            shortfall_cause: errors(&diagnostics)
                .next()
                .map(|error| error.message.clone()),
            ..Exploration::default()
        },
        Analysis::BuildTimedOut => Exploration {
            shortfall: Some(Shortfall::OutOfTime),
            ..Exploration::default()
        },
    };
    if found.is_complete() {
        if let Some(name) = unseen(attempt.text) {
            found.shortfall = Some(Shortfall::Untraceable);
            found.shortfall_cause = Some(name);
        } else if schedules.concurrent && !found.concurrent {
            found.shortfall = Some(Shortfall::OneAtATime);
        } else if found.schedules_run == 1 {
            // There was only one schedule to try.
            found.shortfall = Some(Shortfall::NothingShared);
        }
    }
    Ok(Some(found))
}

/// Names through which threads interact unseen by glass, or through which a program can tell glass from std. The rules
/// forbid the rest.
const UNSEEN: [&str; 4] = ["unsafe", "TypeId", "Backtrace", "SystemTime"];

/// Returns the first use of one of these names, with its line.
fn unseen(text: &str) -> Option<String> {
    let tokens = Tokens::parse(text).ok()?.0;
    let found = tokens.iter().enumerate().find(|(at, token)| {
        let of_io = || {
            let before = at.checked_sub(3).map(|at| tokens[at].text.as_str());
            token.in_use || before == Some("io")
        };
        let text = token.text.as_str();
        UNSEEN.contains(&text) || HANDLE_COUNTS.contains(&text) || (text == "pipe" && of_io())
    });
    found.map(|(_, token)| format!("`{}` (line {})", token.text, token.line))
}

fn ended_well(lesson: &Lesson, ending: &RunEnd, stdout: &str) -> bool {
    let observed = Observation {
        outcome: ending.outcome(),
        diagnostics: Vec::new(),
        run: Some(RunReport {
            stdout: stdout.to_owned(),
            ..RunReport::default()
        }),
    };
    let claim = lesson.expect.as_ref();
    claim.is_none_or(|claim| meets(claim, &observed) && prints_as_claimed(claim, &observed))
}

/// Returns the learner's program for a run under glass, or one of its tests; `run` is `main` or a test's name.
#[must_use]
pub fn traced_program(lesson: &Lesson, text: &str, run: &str) -> Option<ProgramSpec> {
    program_under_glass(&Attempt::new(lesson, text), None, run)
}

/// Returns the program whose schedules the lesson explores, if there is one. `number` tells apart the attempts in one
/// workspace, as in [`BuildPlan`].
pub(super) fn explored_program(
    attempt: &Attempt<'_>,
    number: Option<usize>,
) -> Option<ProgramSpec> {
    let schedules = attempt.lesson.schedules.as_ref();
    let schedules = schedules.filter(|_| attempt.prediction.is_none())?;
    program_under_glass(attempt, number, &schedules.run)
}

fn program_under_glass(
    attempt: &Attempt<'_>,
    number: Option<usize>,
    run: &str,
) -> Option<ProgramSpec> {
    let lesson = attempt.lesson;
    let plan = BuildPlan::under_glass(attempt, number);
    let (target, arguments) = if run == "main" {
        (plan.program, Vec::new())
    } else {
        let own = lesson.tests.iter().any(|test| test.own && test.name == run);
        let test = hidden_tests::path(own, run);
        let mut arguments = hidden_tests::arguments(test).to_vec();
        // What the test prints is shown, and not mixed with what the harness says about it.
        arguments.push("--nocapture".to_owned());
        (plan.harness?, arguments)
    };
    Some(ProgramSpec {
        target,
        display_path: lesson.exercise_path(),
        hidden_tests: plan
            .hidden
            .first()
            .zip(lesson.files.hidden.clone())
            .map(|((path, _), text)| (path.clone(), text)),
        extra_files: plan.hidden,
        edition: attempt.edition(),
        optimize: lesson.build.optimize,
        arguments,
        limits: attempt::limits(lesson),
        shown_from: None,
    })
}
