//! Compares results, for `trace --schedules`: traces two schedules that end differently, or print different output. If a
//! program has too many schedules or too many steps, random schedules may find another result. Grading does none of that.

use super::{Schedule, Search};
use crate::glass::run::MAX_STEPS_OF_A_TRACE;
use crate::parallel::{self, cores};
use crate::run::Error;
use crate::verdict::{Cause, Explanation, Outcome, RunEnd, ScheduleResult, Shortfall, Trace};
use std::collections::HashSet;
use std::time::{Duration, Instant};

/// The maximum number of results to trace in search of a race; after `MAX_TIME_OF_TRACES`, only `MIN_COMPARED`.
const MAX_COMPARED: usize = 24;
const MAX_TIME_OF_TRACES: Duration = Duration::from_secs(6);
const MIN_COMPARED: usize = 4;
/// The maximum number of random schedules of a long program, and the maximum time for them.
const MAX_LONG_RUNS: u64 = 4;
const MAX_TIME_OF_LONG_RUNS: Duration = Duration::from_secs(10);
/// How many steps a thread of a long program takes on average before another one may run.
const STEPS_BETWEEN_SWITCHES: u32 = 20;

impl Search<'_> {
    /// Traces what a comparison of the results needs: two schedules with different results, or a run that is too long
    /// to be explored, whose results then replace these.
    pub(super) fn compare(
        &mut self,
        results: &mut Vec<ScheduleResult>,
    ) -> Result<Vec<Trace>, Error> {
        match self.short {
            Some(Shortfall::NotDeterministic) if self.program.spec.test_name().is_some() => {
                Ok(Vec::new())
            }
            Some(Shortfall::NotDeterministic) => Ok(self.explained_run(&[])?.into_iter().collect()),
            Some(Shortfall::TooManySteps) if results.is_empty() => {
                let (found, compared) = self.compare_long_runs()?;
                *results = found;
                Ok(compared)
            }
            _ => self.compare_results(results),
        }
    }

    /// Runs random schedules beyond the limit until one has another result: the first schedules of a thread that checks
    /// something in a loop differ only in how often it does so.
    pub(super) fn try_others_at_random(&mut self) -> Result<(), Error> {
        let mut seeds = 0..u64::from(self.limits.random_schedules.min(self.limits.max_schedules));
        let short = self.short.take();
        while !seeds.is_empty() && self.results.0.len() == 1 && self.short.is_none() {
            // Running out of time does not count here, because these runs are extra.
            let runs = self.run_seeds(&mut seeds, 16 * cores())?;
            for run in runs.into_iter().flatten() {
                self.random += 1;
                self.add(run);
            }
            if Instant::now() > self.deadline {
                break;
            }
        }
        // A random run that could not be followed does not affect those that were tried in order.
        if self.short != Some(Shortfall::NotDeterministic) {
            self.short = short;
        }
        Ok(())
    }

    /// Traces the simplest schedule that is not wrong, and another one whose result differs: if possible, one that is
    /// explained by a race, whose result then follows the other one's. If all have one result, its schedule is traced
    /// only if it has a race or a leak.
    fn compare_results(&self, results: &mut Vec<ScheduleResult>) -> Result<Vec<Trace>, Error> {
        let Some((first, others)) = to_compare(results) else {
            return Ok(Vec::new());
        };
        let trace = |at: usize| {
            self.program.trace_schedule(Schedule {
                choices: &results[at].schedule,
                max_steps: Some(MAX_STEPS_OF_A_TRACE),
                differs: results.len() > 1,
                ..Schedule::default()
            })
        };
        if results.len() == 1 {
            let only = self.explained_run(&results[first].schedule)?;
            return Ok(only.into_iter().collect());
        }
        let begun = Instant::now();
        let (mut simplest, mut raced) = (None, None);
        let mut others = others.into_iter().take(MAX_COMPARED).enumerate().peekable();
        while raced.is_none() && others.peek().is_some() {
            let batch: Vec<(usize, usize)> = others.by_ref().take(cores()).collect();
            let traces = parallel::try_map(batch.len(), batch.len(), |at| trace(batch[at].1))?;
            for ((number, at), other) in batch.into_iter().zip(traces) {
                if other.explanations.iter().any(is_race) {
                    raced.get_or_insert((at, other));
                } else {
                    simplest.get_or_insert(other);
                }
                if number >= MIN_COMPARED && begun.elapsed() > MAX_TIME_OF_TRACES {
                    others.by_ref().for_each(drop);
                }
            }
        }
        let Some(other) = raced.as_ref().map(|(_, other)| other).or(simplest.as_ref()) else {
            return Ok(Vec::new());
        };
        let compared = vec![trace(first)?, other.clone()];
        if let Some((at, _)) = raced {
            let result = results.remove(at);
            results.insert(if at < first { first } else { first + 1 }, result);
        }
        Ok(compared)
    }

    /// Traces a schedule. `None` if it has neither a race nor a leak.
    fn explained_run(&self, choices: &[u32]) -> Result<Option<Trace>, Error> {
        let only = self.program.trace(choices)?;
        let is_found = |one: &Explanation| {
            is_race(one) || matches!(one.cause, Cause::Leak(_) | Cause::UnorderedStores(_))
        };
        let is_explained = only.explanations.iter().any(is_found);
        Ok(is_explained.then_some(only))
    }

    /// Runs a program that is too long to be explored, at first as a trace runs it, then so that each thread runs for
    /// as long as it can, then under random schedules, until a race explains why a run has another result. Counts only
    /// runs that have ended.
    fn compare_long_runs(&mut self) -> Result<(Vec<ScheduleResult>, Vec<Trace>), Error> {
        let begun = Instant::now();
        let schedule = |seed: Option<u64>| Schedule {
            seed,
            switches: seed.map(|_| STEPS_BETWEEN_SWITCHES),
            max_steps: Some(MAX_STEPS_OF_A_TRACE),
            differs: true,
            ..Schedule::default()
        };
        let first = self.program.trace_schedule(schedule(None))?;
        if !has_ended(&first.ending) {
            return Ok((Vec::new(), vec![first]));
        }
        (self.ran, self.random) = (0, 0);
        let mut results = Vec::new();
        self.count(&mut results, &first);
        let serial = self.program.trace_serially(&first)?;
        let expected = serial.as_ref().unwrap_or(&first);
        if let Some(serial) = &serial {
            self.count(&mut results, serial);
        }
        let explains = |trace: &Trace| {
            !is_same_result(trace, expected) && trace.explanations.iter().any(is_race)
        };
        let mut other = Some(first.clone()).filter(|first| !is_same_result(first, expected));
        for seed in 0..MAX_LONG_RUNS {
            let is_late = seed > 0 && begun.elapsed() > MAX_TIME_OF_LONG_RUNS;
            if is_late || other.as_ref().is_some_and(explains) {
                break;
            }
            let random = self.program.trace_schedule(schedule(Some(seed)))?;
            if !has_ended(&random.ending) {
                continue;
            }
            self.count(&mut results, &random);
            if explains(&random) || other.is_none() && !is_same_result(&random, expected) {
                other = Some(random);
            }
        }
        self.random = self.ran - 1;
        let compared = if let Some(other) = other {
            put_first(&mut results, [expected, &other]);
            vec![expected.clone(), other]
        } else {
            let mut only = first;
            // It explains nothing if no result differs.
            only.explanations
                .retain(|one| !matches!(one.cause, Cause::TornPair(_)));
            vec![only]
        };
        Ok((results, compared))
    }

    fn count(&mut self, results: &mut Vec<ScheduleResult>, trace: &Trace) {
        self.ran += 1;
        let has_it = |result: &&mut ScheduleResult| is_result_of(result, trace);
        match results.iter_mut().find(has_it) {
            Some(result) => result.count += 1,
            None => results.push(self.result_of(trace)),
        }
    }

    /// Returns the result of a traced run. No short list of choices that repeats it is known.
    fn result_of(&self, trace: &Trace) -> ScheduleResult {
        let exited = RunEnd::Outcome {
            outcome: Outcome::Finished { code: 0 },
        };
        ScheduleResult {
            ending: trace.ending.clone(),
            stdout: trace.stdout.clone(),
            count: 1,
            right: if self.program.spec.target.harness {
                (trace.ending != exited).then_some(false)
            } else {
                (self.check)(&trace.ending, &trace.stdout)
            },
            schedule: Vec::new(),
            preemptions: trace.preemptions,
        }
    }
}

fn is_race(explanation: &Explanation) -> bool {
    matches!(
        explanation.cause,
        Cause::Race(_) | Cause::EarlyAnnouncement(_) | Cause::TornPair(_) | Cause::LockOrder { .. }
    )
}

/// Whether a run ended by itself, if only because no thread could continue.
fn has_ended(ending: &RunEnd) -> bool {
    match ending {
        RunEnd::Deadlock => true,
        RunEnd::Outcome { outcome } => !matches!(outcome, Outcome::TimedOut { .. }),
        RunEnd::StepLimit { .. } | RunEnd::NotFollowed { .. } | RunEnd::Diverged => false,
    }
}

fn is_same_result(one: &Trace, other: &Trace) -> bool {
    (&one.ending, &one.stdout) == (&other.ending, &other.stdout)
}

fn is_result_of(result: &ScheduleResult, trace: &Trace) -> bool {
    (&result.ending, &result.stdout) == (&trace.ending, &trace.stdout)
}

fn put_first(results: &mut [ScheduleResult], traces: [&Trace; 2]) {
    results.sort_by_key(|result| {
        let mut traces = traces.iter();
        traces
            .position(|trace| is_result_of(result, trace))
            .unwrap_or(2)
    });
}

/// Returns the index of the simplest result that is not wrong, and the indices of the others: first those that end
/// differently or are wrong, then those with a line that no schedule without preemption prints, then those with other
/// lines. The rest differ only in the order of their lines.
fn to_compare(results: &[ScheduleResult]) -> Option<(usize, Vec<usize>)> {
    let first = results
        .iter()
        .position(|result| result.right != Some(false))?;
    let without_preemption = results.iter().filter(|result| result.preemptions == 0);
    let usual: HashSet<&str> = without_preemption
        .flat_map(|result| result.stdout.lines())
        .collect();
    let sorted = |result: &ScheduleResult| {
        let mut lines: Vec<String> = result.stdout.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let expected = sorted(&results[first]);
    let rank = |result: &ScheduleResult| {
        if result.right == Some(false) || result.ending != results[first].ending {
            0
        } else if result.stdout.lines().any(|line| !usual.contains(line)) {
            1
        } else if sorted(result) != expected {
            2
        } else {
            3
        }
    };
    let mut others: Vec<usize> = (0..results.len()).filter(|at| *at != first).collect();
    others.sort_by_cached_key(|at| rank(&results[*at]));
    Some((first, others))
}
