//! Tries the schedules of a program: first all without a preemption, then all with one, and so on up to the limit;
//! then some random ones. The search stops at the first schedule that fails, so no failing schedule has fewer
//! preemptions.
//!
//! A preemption is a switch away from a thread that could have continued. Schedules that differ only in the order of
//! independent steps have the same history hash (see `std/rt/hashing.rs`), and only one of them runs. This pruning is
//! sound under a limit on preemptions: a pruned schedule has the history of one that already ran, either with the same
//! thread running and at most as many preemptions, or with another thread running and at least one preemption fewer,
//! which is the most that switching the thread costs.

mod frontier;
mod handle_counts;

use super::run::{
    BuildResult, BuiltProgram, MAX_STEPS_OF_A_TRACE, RecordedRun, Schedule, ended_alike,
};
use super::{Analysis, Glass, ProgramSpec};
use crate::parallel::{self, cores};
use crate::process::Cancel;
use crate::run::{Error, max_parallel_programs};
use crate::verdict::{
    Cause, Explanation, Exploration, Outcome, RunEnd, ScheduleResult, Shortfall, Trace,
};
pub use handle_counts::HANDLE_COUNTS;

use frontier::{Frontier, SchedulePrefix};
use serde::{Deserialize, Serialize};
use std::sync::PoisonError;
use std::time::{Duration, Instant};

/// The limits of an exploration.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ExploreLimits {
    /// The limit for schedules that are tried systematically.
    pub max_preemptions: u32,
    /// How many random schedules run after those.
    pub random_schedules: u32,
    pub max_schedules: u32,
    pub max_time: Duration,
    /// Whether two schedules with different results are traced, and a run that is too long to be explored.
    pub compares: bool,
}

/// Decides from its end and its stdout whether a run is right; none if that is unknown. A hidden test decides itself.
pub type RunCheck<'a> = dyn Fn(&RunEnd, &str) -> Option<bool> + Sync + 'a;

impl Glass {
    /// Tries the schedules of a program. Calls `on_run` after each run with the number of runs so far.
    ///
    /// # Errors
    /// If it was cancelled, or on a machine error.
    pub fn explore(
        &self,
        spec: &ProgramSpec,
        limits: &ExploreLimits,
        check: &RunCheck<'_>,
        on_run: &(dyn Fn(u32) + Sync),
        cancel: &Cancel,
    ) -> Result<Analysis<Exploration>, Error> {
        self.with_built(spec, cancel, |program| {
            self.explore_alone(program, limits, check, on_run)
        })
    }

    /// Does the same with a program that was built.
    ///
    /// # Errors
    /// If it was cancelled, or on a machine error.
    pub fn explore_built(
        &self,
        result: &BuildResult,
        limits: &ExploreLimits,
        check: &RunCheck<'_>,
        on_run: &(dyn Fn(u32) + Sync),
        cancel: &Cancel,
    ) -> Result<Analysis<Exploration>, Error> {
        self.work_on(result, cancel, |program| {
            self.explore_alone(program, limits, check, on_run)
        })
    }

    fn explore_alone(
        &self,
        program: &BuiltProgram<'_>,
        limits: &ExploreLimits,
        check: &RunCheck<'_>,
        on_run: &(dyn Fn(u32) + Sync),
    ) -> Result<Exploration, Error> {
        let _exploring = self
            .exploring
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        explore(program, limits, check, on_run)
    }
}

/// Tries the schedules of a program that was built.
pub(super) fn explore(
    program: &BuiltProgram<'_>,
    limits: &ExploreLimits,
    check: &RunCheck<'_>,
    on_run: &(dyn Fn(u32) + Sync),
) -> Result<Exploration, Error> {
    let mut search = Search {
        program,
        limits,
        check,
        on_run,
        deadline: Instant::now() + limits.max_time,
        results: ScheduleResults::default(),
        ran: 0,
        random: 0,
        short: None,
    };
    let covered = search.try_in_order()?;
    search.try_at_random(covered.every)?;
    search.finish(covered)
}

/// What the systematic search covered; see [`Exploration`].
#[derive(Clone, Copy, Debug)]
struct Coverage {
    preemptions: Option<u32>,
    every: bool,
}

struct Search<'a> {
    program: &'a BuiltProgram<'a>,
    limits: &'a ExploreLimits,
    check: &'a RunCheck<'a>,
    on_run: &'a (dyn Fn(u32) + Sync),
    deadline: Instant,
    results: ScheduleResults,
    ran: u32,
    random: u32,
    short: Option<Shortfall>,
}

impl Search<'_> {
    /// Runs all schedules up to the limit on preemptions, those with fewer preemptions first.
    fn try_in_order(&mut self) -> Result<Coverage, Error> {
        let mut frontier = Frontier::new(self.limits.max_preemptions);
        let mut covered = Coverage {
            preemptions: None,
            every: false,
        };
        for preemptions in 0..=self.limits.max_preemptions {
            while frontier.has(preemptions) {
                if self.is_at_limit() {
                    return Ok(covered);
                }
                let prefixes = frontier.take(preemptions, self.batch_size());
                let ran = self.run_prefixes(&prefixes)?;
                for (prefix, run) in prefixes.iter().zip(ran) {
                    let Some(run) = run else {
                        self.fall_short(Shortfall::OutOfTime);
                        return Ok(covered);
                    };
                    if !prefix.matches(&run) {
                        self.fall_short(Shortfall::NotDeterministic);
                    }
                    frontier.expand(prefix, &run.record.choices);
                    self.add(run);
                    if self.is_over() {
                        return Ok(covered);
                    }
                }
            }
            covered.preemptions = Some(preemptions);
            covered.every = frontier.is_exhausted();
            if covered.every {
                covered.preemptions = Some(self.limits.max_preemptions);
                break;
            }
        }
        Ok(covered)
    }

    /// Runs one schedule for each of these prefixes.
    fn run_prefixes(
        &mut self,
        prefixes: &[SchedulePrefix],
    ) -> Result<Vec<Option<RecordedRun>>, Error> {
        if self.ran == 0 {
            return Ok(vec![Some(self.run_twice()?)]);
        }
        let choices: Vec<Vec<u32>> = prefixes.iter().map(SchedulePrefix::choices).collect();
        let schedule = |choices| Schedule {
            choices,
            ..Schedule::default()
        };
        let schedules: Vec<Schedule<'_>> =
            choices.iter().map(|choices| schedule(choices)).collect();
        self.run_in_parallel(&schedules)
    }

    /// Runs the first schedule twice to detect a program that is not deterministic.
    fn run_twice(&mut self) -> Result<RecordedRun, Error> {
        let run = || self.program.run(Schedule::default());
        let (first, second) = (run()?, run()?);
        let same = first.ending == second.ending
            && first.stdout == second.stdout
            && first.test_passed == second.test_passed
            && first.record.replay_choices() == second.record.replay_choices();
        if !same {
            self.fall_short(Shortfall::NotDeterministic);
        }
        Ok(first)
    }

    /// Runs random schedules unless all schedules or a failing one have run.
    fn try_at_random(&mut self, every: bool) -> Result<(), Error> {
        if self.short == Some(Shortfall::TooMany) && self.limits.compares {
            return self.try_others_at_random();
        }
        if every || self.is_over() {
            return Ok(());
        }
        let mut seeds = 0..u64::from(self.limits.random_schedules);
        while !seeds.is_empty() && !self.is_over() && !self.is_at_limit() {
            let batch: Vec<u64> = seeds.by_ref().take(self.batch_size()).collect();
            let schedule = |&seed: &u64| Schedule {
                seed: Some(seed),
                ..Schedule::default()
            };
            let schedules: Vec<Schedule<'_>> = batch.iter().map(schedule).collect();
            for run in self.run_in_parallel(&schedules)? {
                let Some(run) = run else {
                    self.fall_short(Shortfall::OutOfTime);
                    return Ok(());
                };
                self.random += 1;
                self.add(run);
            }
        }
        Ok(())
    }

    /// Runs random schedules beyond the limit until one has another result: the first schedules of a thread that checks
    /// something in a loop differ only in how often it does so.
    fn try_others_at_random(&mut self) -> Result<(), Error> {
        let mut seeds = 0..u64::from(self.limits.random_schedules.min(self.limits.max_schedules));
        let short = self.short.take();
        while !seeds.is_empty() && self.results.0.len() == 1 && self.short.is_none() {
            let batch: Vec<u64> = seeds.by_ref().take(16 * cores()).collect();
            let schedule = |&seed: &u64| Schedule {
                seed: Some(seed),
                ..Schedule::default()
            };
            let schedules: Vec<Schedule<'_>> = batch.iter().map(schedule).collect();
            // What is out of time now was not asked for.
            for run in self.run_in_parallel(&schedules)?.into_iter().flatten() {
                self.random += 1;
                self.add(run);
            }
            if Instant::now() > self.deadline {
                break;
            }
        }
        // A random run that could not be followed takes nothing from those that were tried in order.
        if self.short != Some(Shortfall::NotDeterministic) {
            self.short = short;
        }
        Ok(())
    }

    /// Returns how many runs start before the search looks at their results.
    fn batch_size(&self) -> usize {
        let left = self.limits.max_schedules.saturating_sub(self.ran);
        usize::try_from(left)
            .unwrap_or(usize::MAX)
            .min(16 * cores())
    }

    /// Runs these schedules in parallel. Returns the runs in the same order; none for one that had not started by the
    /// deadline.
    fn run_in_parallel(
        &self,
        schedules: &[Schedule<'_>],
    ) -> Result<Vec<Option<RecordedRun>>, Error> {
        let max_parallel = max_parallel_programs();
        let chunk_size = schedules.len().div_ceil(max_parallel).max(1);
        let chunks: Vec<_> = schedules.chunks(chunk_size).collect();
        let ran = parallel::try_map(max_parallel, chunks.len(), |index| {
            self.program.run_each(chunks[index], self.deadline)
        })?;
        Ok(ran.into_iter().flatten().collect())
    }

    fn add(&mut self, run: RecordedRun) {
        self.ran += 1;
        let unsure = match &run.ending {
            // A loop without a step may wait for another thread, which the scheduler does not let run.
            RunEnd::NotFollowed { .. }
            | RunEnd::Outcome {
                outcome: Outcome::TimedOut { .. },
            } => Some(Shortfall::NotFollowed),
            RunEnd::Diverged => Some(Shortfall::NotDeterministic),
            RunEnd::StepLimit { .. } => Some(Shortfall::TooManySteps),
            RunEnd::Outcome { .. } | RunEnd::Deadlock => None,
        };
        if let Some(why) = unsure {
            self.fall_short(why);
        } else {
            let right = match run.test_passed {
                Some(passed) => Some(passed),
                None => (self.check)(&run.ending, &run.stdout),
            };
            self.results.add(run, right);
        }
        (self.on_run)(self.ran);
    }

    /// Returns whether a limit on the whole search is reached, before the next batch.
    fn is_at_limit(&mut self) -> bool {
        if self.ran >= self.limits.max_schedules {
            self.fall_short(Shortfall::TooMany);
        } else if Instant::now() > self.deadline {
            self.fall_short(Shortfall::OutOfTime);
        }
        self.short.is_some()
    }

    /// Notes why the search ends early. A program that is not deterministic stays one: if a schedule does not say what
    /// happens, it does not say why a run went on for too long, either.
    fn fall_short(&mut self, why: Shortfall) {
        if self.short != Some(Shortfall::NotDeterministic) {
            self.short = Some(why);
        }
    }

    fn is_over(&self) -> bool {
        self.short.is_some() || self.results.has_failure()
    }

    /// Replays the failing schedule to trace it, and assembles the result.
    fn finish(mut self, covered: Coverage) -> Result<Exploration, Error> {
        let mut results = std::mem::take(&mut self.results).sorted();
        let failing = results.iter().find(|result| result.right == Some(false));
        let failing = match failing {
            None => None,
            Some(result) => Some((result, self.program.trace(&result.choices, None)?)),
        };
        let mut compared = Vec::new();
        let mut failing_trace = None;
        if let Some((result, trace)) = failing {
            if ended_alike(&result.ending, &trace.ending) && result.stdout == trace.stdout {
                failing_trace = Some(Box::new(trace));
            } else {
                self.fall_short(Shortfall::NotDeterministic);
            }
        }
        let mut short = self.short;
        if short == Some(Shortfall::NotDeterministic) {
            // The schedule may not be what caused a result.
            for result in &mut results {
                result.right = None;
            }
            failing_trace = None;
            if self.limits.compares && self.program.spec.test_name().is_none() {
                compared.extend(self.explained_run(&[])?);
            }
        } else if !self.limits.compares {
            // Only the results are asked for.
        } else if short == Some(Shortfall::TooManySteps) && results.is_empty() {
            (results, compared) = self.compare_long_runs()?;
        } else {
            compared = self.compare(&results)?;
        }
        if short.is_none() && handle_counts::are_read(&self.program.spec.target.text) {
            short = Some(Shortfall::CountsHandles);
        }
        Ok(Exploration {
            test: self.program.spec.test_name().map(str::to_owned),
            max_preemptions: self.limits.max_preemptions,
            ran: self.ran,
            random: self.random,
            covered: covered.preemptions,
            every: covered.every && short.is_none() && self.program.has_all_sources(),
            short,
            cause: None,
            results,
            failing: failing_trace,
            compared,
        })
    }

    /// Traces the simplest schedule that is not wrong, and another one whose result differs: if possible, one that is
    /// explained by a race. If all have one result, a race explains it or nothing is traced.
    fn compare(&self, results: &[ScheduleResult]) -> Result<Vec<Trace>, Error> {
        let Some((first, others)) = to_compare(results) else {
            return Ok(Vec::new());
        };
        let trace = |result: &ScheduleResult| self.program.trace(&result.choices, None);
        if results.len() == 1 {
            return Ok(self.explained_run(&first.choices)?.into_iter().collect());
        }
        let mut simplest = None;
        for other in others.into_iter().take(MAX_COMPARED) {
            let other = trace(other)?;
            if other.explanations.iter().any(is_race) {
                return Ok(vec![trace(first)?, other]);
            }
            simplest.get_or_insert(other);
        }
        match simplest {
            Some(other) => Ok(vec![trace(first)?, other]),
            None => Ok(Vec::new()),
        }
    }

    /// Traces a schedule. None if no race explains the run.
    fn explained_run(&self, choices: &[u32]) -> Result<Option<Trace>, Error> {
        let max_steps = choices.is_empty().then_some(MAX_STEPS_OF_A_TRACE);
        let only = self.program.trace(choices, max_steps)?;
        let has_race = only.explanations.iter().any(is_race);
        Ok(has_race.then_some(only))
    }

    /// Runs a program that is too long to be explored, at first as a trace runs it, then under random schedules, until one
    /// has another result. Counts only those that have ended.
    fn compare_long_runs(&mut self) -> Result<(Vec<ScheduleResult>, Vec<Trace>), Error> {
        let begun = Instant::now();
        let schedule = |seed: Option<u64>| Schedule {
            seed,
            switches: seed.map(|_| STEPS_BETWEEN_SWITCHES),
            max_steps: Some(MAX_STEPS_OF_A_TRACE),
            ..Schedule::default()
        };
        let first = self.program.trace_schedule(schedule(None))?;
        let mut traces = vec![first];
        if !has_ended(&traces[0].ending) {
            return Ok((Vec::new(), traces));
        }
        let mut results = vec![self.result_of(&traces[0])];
        (self.ran, self.random) = (1, 0);
        for seed in 0..MAX_LONG_RUNS {
            if seed > 0 && begun.elapsed() > MAX_TIME_OF_LONG_RUNS {
                break;
            }
            let other = self.program.trace_schedule(schedule(Some(seed)))?;
            if !has_ended(&other.ending) {
                continue;
            }
            self.ran += 1;
            self.random += 1;
            if !is_same_result(&other, &traces[0]) {
                results.push(self.result_of(&other));
                traces.push(other);
                break;
            }
            results[0].times += 1;
        }
        Ok((results, traces))
    }

    /// Returns the result of a traced run. It is not known how to repeat it in few choices.
    fn result_of(&self, trace: &Trace) -> ScheduleResult {
        let exited = RunEnd::Outcome {
            outcome: Outcome::Finished { code: 0 },
        };
        ScheduleResult {
            ending: trace.ending.clone(),
            stdout: trace.stdout.clone(),
            times: 1,
            right: if self.program.spec.target.harness {
                (trace.ending != exited).then_some(false)
            } else {
                (self.check)(&trace.ending, &trace.stdout)
            },
            choices: Vec::new(),
            preemptions: 0,
        }
    }
}

/// How many results are traced to find a race.
const MAX_COMPARED: usize = 4;
/// How many random schedules of a long program run, and for how long at most.
const MAX_LONG_RUNS: u64 = 4;
const MAX_TIME_OF_LONG_RUNS: Duration = Duration::from_secs(10);
/// How many steps a thread of a long program takes on average before another one may run.
const STEPS_BETWEEN_SWITCHES: u32 = 20;

fn is_race(explanation: &Explanation) -> bool {
    matches!(
        explanation.cause,
        Cause::Race(_) | Cause::EarlyAnnouncement(_) | Cause::LockOrder { .. }
    )
}

/// Whether a run came to an end of its own, which may be that no thread could continue.
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

/// Returns the simplest result that is not wrong, and those that differ from it, first those that differ in more than the
/// order of their lines.
fn to_compare(results: &[ScheduleResult]) -> Option<(&ScheduleResult, Vec<&ScheduleResult>)> {
    let first = results.iter().find(|result| result.right != Some(false))?;
    let sorted = |result: &ScheduleResult| {
        let mut lines: Vec<String> = result.stdout.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let mut others: Vec<&ScheduleResult> = results.iter().filter(|other| *other != first).collect();
    others.sort_by_key(|other| {
        let is_wrong = other.right == Some(false);
        !is_wrong && other.ending == first.ending && sorted(other) == sorted(first)
    });
    Some((first, others))
}

/// The different results so far, each with the simplest schedule that leads to it.
#[derive(Debug, Default)]
struct ScheduleResults(Vec<ScheduleResult>);

impl ScheduleResults {
    /// Adds the result of a run.
    fn add(&mut self, run: RecordedRun, right: Option<bool>) {
        let choices = run.record.choices.iter();
        let preempted =
            choices.filter(|choice| choice.running.is_some_and(|thread| thread != choice.chosen));
        let preemptions = u32::try_from(preempted.count()).unwrap_or(u32::MAX);
        let choices = run.record.replay_choices();
        let same = |result: &&mut ScheduleResult| {
            (&result.ending, &result.stdout, result.right) == (&run.ending, &run.stdout, right)
        };
        if let Some(result) = self.0.iter_mut().find(same) {
            result.times += 1;
            if preemptions < result.preemptions {
                (result.preemptions, result.choices) = (preemptions, choices);
            }
            return;
        }
        self.0.push(ScheduleResult {
            ending: run.ending,
            stdout: run.stdout,
            times: 1,
            right,
            choices,
            preemptions,
        });
    }

    fn has_failure(&self) -> bool {
        self.0.iter().any(|result| result.right == Some(false))
    }

    /// Returns the results, those with the simplest schedules first.
    fn sorted(mut self) -> Vec<ScheduleResult> {
        self.0
            .sort_by_key(|result| (result.preemptions, result.choices.len()));
        self.0
    }
}
