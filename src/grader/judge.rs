//! Brings together what every stage says about one attempt.

use super::feedback::{self, Facts};
use super::limits::limits;
use super::plan::Attempt;
use super::schedules::Trial;
use super::tokens::Tokens;
use super::{Error, hidden, rules, stages};
use crate::build::Built;
use crate::course::{Course, Lesson};
use crate::run::{Program, Runner};
use crate::verdict::{Feedback, Observation, Outcome, StageName, StageState, TestReport, Verdict};

/// What was built for one attempt, taken apart.
pub(super) struct Pieces {
    pub(super) file: String,
    pub(super) program: Built,
    /// With the path of the harness in the workspace.
    pub(super) harness: Option<(String, Built)>,
    pub(super) rejects: Vec<Built>,
}

/// Compiled, and run where that is possible.
pub(super) fn observe(
    runner: &Runner<'_>,
    lesson: &Lesson,
    pieces: &Pieces,
) -> Result<Observation, Error> {
    let (outcome, run) = match &pieces.program.executable {
        None => (Outcome::CompileError, None),
        Some(program) => {
            let (outcome, run) = runner.run(Program {
                binary: program,
                arguments: &[],
                file: &pieces.file,
                limits: limits(lesson),
                environment: Vec::new(),
            })?;
            (outcome, Some(run))
        }
    };
    Ok(Observation {
        outcome,
        diagnostics: pieces.program.diagnostics.clone(),
        run,
    })
}

/// The verdict, but for its hash and time, which the grader knows.
pub(super) fn judge(
    runner: &Runner<'_>,
    course: &Course,
    attempt: &Attempt<'_>,
    pieces: &Pieces,
    trial: &Trial<'_>,
) -> Result<Verdict, Error> {
    let lesson = attempt.lesson;
    let seen = observe(runner, lesson, pieces)?;
    let tests = tests(runner, lesson, &seen, pieces)?;
    let tokens = Tokens::read(attempt.text).ok();
    let mut breaches = tokens
        .as_ref()
        .map_or(Vec::new(), |t| rules::breaches(lesson, t));
    let not_rejected = stages::not_rejected(lesson, &seen, pieces);
    let (output, diff) = stages::output(lesson, &seen);
    let compile = stages::compile(lesson, &seen, not_rejected.is_empty());
    let rules = stages::rules_state(lesson, tokens.is_some(), &breaches);
    breaches.extend(not_rejected);
    let run = stages::run_state(lesson, &seen);
    let well = run != StageState::Failed && output != StageState::Failed;
    let (schedules, exploration) = trial.state(&seen, well)?;
    let all = vec![
        (StageName::Compile, compile),
        (StageName::Run, run),
        (StageName::Output, output),
        (StageName::Tests, stages::tests_state(&tests)),
        (StageName::Rules, rules),
        (StageName::Schedules, schedules),
    ];
    let mut verdict = Verdict {
        stages: all,
        diff,
        tests,
        breaches,
        exploration,
        ..only_seen(lesson, seen)
    };
    if !verdict.passed() {
        verdict.feedback = say(course, attempt, &verdict, tokens.as_ref());
    }
    Ok(verdict)
}

/// A verdict that judges nothing.
pub(super) fn only_seen(lesson: &Lesson, seen: Observation) -> Verdict {
    Verdict {
        lesson: lesson.id.clone(),
        hash: String::new(),
        observed: seen,
        stages: StageName::ALL
            .map(|name| (name, StageState::Absent))
            .to_vec(),
        diff: None,
        tests: Vec::new(),
        breaches: Vec::new(),
        feedback: None,
        exploration: None,
        trace: None,
        millis: 0,
    }
}

fn say(
    course: &Course,
    attempt: &Attempt<'_>,
    verdict: &Verdict,
    tokens: Option<&Tokens>,
) -> Option<Feedback> {
    let starter = attempt.lesson.files.starter.as_deref().unwrap_or_default();
    let schedules = verdict.stage(StageName::Schedules) == StageState::Failed;
    // What a program that depends on its schedule did by itself this time was chance.
    let by_chance = |stage| matches!(stage, StageName::Run | StageName::Output);
    let headline = verdict.headline().map(|stage| match stage {
        stage if schedules && by_chance(stage) => StageName::Schedules,
        stage => stage,
    });
    let facts = Facts {
        seen: &verdict.decisive(),
        headline,
        tests: &verdict.tests,
        breaches: &verdict.breaches,
        tokens,
        is_starter: same_text(starter, attempt.text),
        wrong_prediction: None,
    };
    feedback::choose(course, attempt.lesson, &facts)
}

/// Editors differ in line ends and in the last newline; a file that differs in no more is still the starter.
fn same_text(left: &str, right: &str) -> bool {
    left.trim_end().lines().eq(right.trim_end().lines())
}

fn tests(
    runner: &Runner<'_>,
    lesson: &Lesson,
    seen: &Observation,
    pieces: &Pieces,
) -> Result<Vec<TestReport>, Error> {
    let ended = matches!(
        seen.outcome,
        Outcome::Finished { .. } | Outcome::Panicked(_)
    );
    match &pieces.harness {
        Some((file, built)) if ended => match &built.executable {
            Some(harness) => hidden::run(runner, lesson, harness, file),
            None => Ok(hidden::not_built(lesson, &built.diagnostics)),
        },
        _ => Ok(hidden::skipped(lesson)),
    }
}
