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

use super::run::{BuiltProgram, BuiltSubject, RecordedRun, Schedule};
use super::{Analysis, Glass, ProgramSpec};
use crate::process::Cancel;
use crate::run::{Error, cores, max_parallel_programs, run_parallel};
use crate::verdict::{Exploration, Outcome, RunEnd, ScheduleResult, Shortfall};
use frontier::{Frontier, SchedulePrefix};
use std::sync::PoisonError;
use std::time::{Duration, Instant};

/// The limits of an exploration.
#[derive(Clone, Copy, Debug)]
pub struct ExploreLimits {
    /// The limit for schedules that are tried systematically.
    pub max_preemptions: u32,
    /// How many random schedules run after those.
    pub random_schedules: u32,
    pub max_schedules: u32,
    pub max_time: Duration,
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
        subject: &BuiltSubject,
        limits: &ExploreLimits,
        check: &RunCheck<'_>,
        on_run: &(dyn Fn(u32) + Sync),
        cancel: &Cancel,
    ) -> Result<Analysis<Exploration>, Error> {
        self.work_on(subject, cancel, |program| {
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
                        self.short = Some(Shortfall::OutOfTime);
                        return Ok(covered);
                    };
                    if !prefix.matches(&run) {
                        self.short = Some(Shortfall::NotDeterministic);
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
            self.short = Some(Shortfall::NotDeterministic);
        }
        Ok(first)
    }

    /// Runs random schedules unless all schedules or a failing one have run.
    fn try_at_random(&mut self, every: bool) -> Result<(), Error> {
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
                    self.short = Some(Shortfall::OutOfTime);
                    return Ok(());
                };
                self.random += 1;
                self.add(run);
            }
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
        let ran = run_parallel(max_parallel, chunks.len(), |index| {
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
        if unsure.is_some() {
            self.short = unsure;
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
            self.short = Some(Shortfall::TooMany);
        } else if Instant::now() > self.deadline {
            self.short = Some(Shortfall::OutOfTime);
        }
        self.short.is_some()
    }

    fn is_over(&self) -> bool {
        self.short.is_some() || self.results.has_failure()
    }

    /// Replays the failing schedule to trace it, and assembles the result.
    fn finish(self, covered: Coverage) -> Result<Exploration, Error> {
        let mut short = self.short;
        let mut results = self.results.sorted();
        let failing = results.iter().find(|result| result.right == Some(false));
        let failing = match failing {
            None => None,
            Some(result) => Some((result, self.program.trace(&result.choices, None)?)),
        };
        let mut failing_trace = None;
        if let Some((result, trace)) = failing {
            if result.ending == trace.ending && result.stdout == trace.stdout {
                failing_trace = Some(Box::new(trace));
            } else {
                short = Some(Shortfall::NotDeterministic);
            }
        }
        if short == Some(Shortfall::NotDeterministic) {
            // The schedule may not be what caused a result.
            for result in &mut results {
                result.right = None;
            }
            failing_trace = None;
        }
        if short.is_none() && counts_handles(&self.program.spec.target.text) {
            short = Some(Shortfall::CountsHandles);
        }
        Ok(Exploration {
            test: self.program.spec.test_name().map(str::to_owned),
            max_preemptions: self.limits.max_preemptions,
            ran: self.ran,
            random: self.random,
            covered: covered.preemptions,
            every: covered.every && short.is_none(),
            short,
            cause: None,
            results,
            failing: failing_trace,
        })
    }
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

/// Returns whether a program reads how many handles an `Arc` has. The answer depends on when other threads drop their
/// handles, and dropping one is not a step.
fn counts_handles(source: &str) -> bool {
    let methods = [
        "strong_count",
        "weak_count",
        "try_unwrap",
        "get_mut",
        "into_inner",
        "make_mut",
        "unwrap_or_clone",
    ];
    methods
        .iter()
        .any(|method| source.contains(&format!("Arc::{method}")))
        || (source.contains("Arc") && source.contains(".upgrade()"))
}
