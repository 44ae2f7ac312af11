//! Tries the schedules of a program: first all without a preemption, then all with one, and so on up to the limit; then
//! some random ones. The search stops at the first schedule that fails, so no failing schedule has fewer preemptions. A
//! comparison of results has a time limit, and there may be infinitely many schedules in which threads yield: so it
//! soon tries schedules with one more preemption alongside the others, and leaves time for random ones.
//!
//! A preemption is a switch away from a thread that could have continued. Schedules that differ only in the order of
//! independent steps have the same history hash (see `std/rt/hashing.rs`), and only one of them runs. This pruning is
//! sound under a limit on preemptions: a pruned schedule has the history of one that already ran, either with the same
//! thread running and at most as many preemptions, or with another thread running and at least one preemption fewer,
//! which is the most that switching the thread costs.

mod compare;
mod frontier;
mod handle_counts;

use super::record::ScheduleChoice;
use super::run::{BuildResult, BuiltProgram, RecordedRun, Schedule, ended_alike};
use super::tokens::SourceTokens;
use super::{Analysis, Glass, ProgramSpec};
use crate::parallel::{self, cores};
use crate::process::Cancel;
use crate::run::{Error, max_parallel_programs};
use crate::verdict::{Exploration, Outcome, RunEnd, ScheduleResult, Shortfall};
pub use handle_counts::HANDLE_COUNTS;

use frontier::{Frontier, SchedulePrefix};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::ops::Range;
use std::time::{Duration, Instant};

/// How many schedules run in order before some with one more preemption run alongside them.
const MIN_SCHEDULES_IN_ORDER: u32 = 64;
/// A comparison leaves one part in this many of its time to random schedules, if all results so far are the same.
const PARTS_OF_THE_TIME: u32 = 3;

/// How many steps a thread takes on average, in half of the random schedules of a comparison, before another one may
/// run.
const STEPS_IN_A_ROW: u32 = 4;

/// The limits of an exploration.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ExploreLimits {
    /// The limit for schedules that are tried systematically.
    pub max_preemptions: u32,
    /// How many random schedules run after those.
    pub random_schedules: u32,
    pub max_schedules: u32,
    pub max_time: Duration,
    /// Whether to trace two schedules with different results, or a run that is too long to be explored.
    pub compares: bool,
}

/// Decides from the end and the stdout of a run whether it is right; `None` if that is unknown. A hidden test decides
/// that for itself.
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
            self.explore_alone(program, limits, check, on_run, cancel)
        })
    }

    /// Tries the schedules of a program that was built.
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
            self.explore_alone(program, limits, check, on_run, cancel)
        })
    }

    fn explore_alone(
        &self,
        program: &BuiltProgram<'_>,
        limits: &ExploreLimits,
        check: &RunCheck<'_>,
        on_run: &(dyn Fn(u32) + Sync),
        cancel: &Cancel,
    ) -> Result<Exploration, Error> {
        let _alone = self.exploring.enter(cancel).ok_or(Error::Cancelled)?;
        explore(program, limits, check, on_run)
    }
}

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
        concurrent: false,
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
    concurrent: bool,
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
                if self.is_stuck_on_one_result() {
                    self.fall_short(Shortfall::OutOfTime);
                    return Ok(covered);
                }
                let prefixes = self.next_prefixes(&mut frontier, preemptions);
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

    /// Returns the next prefixes with this number of preemptions; after [`MIN_SCHEDULES_IN_ORDER`], a comparison also
    /// gets some with one more.
    fn next_prefixes(&self, frontier: &mut Frontier, preemptions: u32) -> Vec<SchedulePrefix> {
        let size = self.batch_size();
        let more = preemptions + 1;
        if !self.limits.compares
            || self.ran < MIN_SCHEDULES_IN_ORDER
            || more > self.limits.max_preemptions
        {
            return frontier.take(preemptions, size);
        }
        let mut prefixes = frontier.take(preemptions, size.div_ceil(2));
        prefixes.extend(frontier.take(more, size - prefixes.len()));
        prefixes
    }

    /// Whether to leave the rest of the time to random schedules, because all schedules so far have one result.
    fn is_stuck_on_one_result(&self) -> bool {
        let for_random = self.limits.max_time / PARTS_OF_THE_TIME;
        let is_late = Instant::now() + for_random > self.deadline;
        self.limits.compares && is_late && self.results.0.len() == 1
    }

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

    /// Runs random schedules, unless all schedules have run or one has failed.
    fn try_at_random(&mut self, every: bool) -> Result<(), Error> {
        let is_limited = matches!(self.short, Some(Shortfall::TooMany | Shortfall::OutOfTime));
        if is_limited && self.limits.compares {
            return self.try_others_at_random();
        }
        if every || self.is_over() {
            return Ok(());
        }
        let mut seeds = 0..u64::from(self.limits.random_schedules);
        while !seeds.is_empty() && !self.is_over() && !self.is_at_limit() {
            for run in self.run_seeds(&mut seeds, self.batch_size())? {
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

    /// Runs at most `most` random schedules in parallel, with the next of these seeds.
    fn run_seeds(
        &self,
        seeds: &mut Range<u64>,
        most: usize,
    ) -> Result<Vec<Option<RecordedRun>>, Error> {
        let schedule = |seed: u64| Schedule {
            seed: Some(seed),
            // Some races need a thread to run for a while.
            switches: (self.limits.compares && seed % 2 == 1).then_some(STEPS_IN_A_ROW),
            ..Schedule::default()
        };
        let schedules: Vec<Schedule<'_>> = seeds.by_ref().take(most).map(schedule).collect();
        self.run_in_parallel(&schedules)
    }

    fn batch_size(&self) -> usize {
        let remaining = self.limits.max_schedules.saturating_sub(self.ran);
        usize::try_from(remaining)
            .unwrap_or(usize::MAX)
            .min(16 * cores())
    }

    /// Runs these schedules in parallel. Returns the runs in the same order; `None` for one that had not started by the
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
        self.concurrent |= starts_concurrently(&run.record.choices);
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

    /// Checks the limits on the whole search, before each batch.
    fn is_at_limit(&mut self) -> bool {
        if self.ran >= self.limits.max_schedules {
            self.fall_short(Shortfall::TooMany);
        } else if Instant::now() > self.deadline {
            self.fall_short(Shortfall::OutOfTime);
        }
        self.short.is_some()
    }

    /// Notes why the search ends early. Once the program has turned out not to be deterministic, that reason stays: a
    /// schedule then explains nothing, not even why a run took too long.
    fn fall_short(&mut self, why: Shortfall) {
        if self.short != Some(Shortfall::NotDeterministic) {
            self.short = Some(why);
        }
    }

    fn is_over(&self) -> bool {
        self.short.is_some() || self.results.has_failure()
    }

    /// Replays the failing schedule to trace it, compares results if the limits ask for it, and assembles the result.
    fn finish(mut self, covered: Coverage) -> Result<Exploration, Error> {
        let mut results = std::mem::take(&mut self.results).sorted();
        let mut failing = None;
        if let Some(result) = results.iter().find(|result| result.right == Some(false)) {
            let trace = self.program.trace(&result.schedule)?;
            if ended_alike(&result.ending, &trace.ending) && result.stdout == trace.stdout {
                failing = Some(Box::new(trace));
            } else {
                self.fall_short(Shortfall::NotDeterministic);
            }
        }
        if self.short == Some(Shortfall::NotDeterministic) {
            // The schedule may not be what caused a result.
            for result in &mut results {
                result.right = None;
            }
            failing = None;
        }
        let compared = if self.limits.compares {
            self.compare(&mut results)?
        } else {
            Vec::new()
        };
        let mut short = self.short;
        let text = &self.program.spec.target.text;
        if short.is_none() && handle_counts::are_read(text) {
            short = Some(Shortfall::ReadsArcCount);
        }
        Ok(Exploration {
            test: self.program.spec.test_name().map(str::to_owned),
            max_preemptions: self.limits.max_preemptions,
            schedules_run: self.ran,
            random_schedules: self.random,
            covered_preemptions: covered.preemptions,
            is_exhaustive: covered.every && short.is_none() && self.program.has_all_sources(),
            concurrent: self.concurrent,
            shortfall: short,
            weak_orderings: self.limits.compares && has_weak_orderings(text),
            shortfall_cause: None,
            results,
            failing_trace: failing,
            compared,
        })
    }
}

/// Whether at one of these choices, two threads other than the first could take their first step.
fn starts_concurrently(choices: &[ScheduleChoice]) -> bool {
    let mut started = HashSet::from([0]);
    choices.iter().any(|choice| {
        started.extend(choice.running);
        let able = choice.candidates.iter().map(|(thread, _)| thread);
        let waiting = able.filter(|thread| !started.contains(thread)).count();
        started.insert(choice.chosen);
        waiting > 1
    })
}

fn has_weak_orderings(source: &str) -> bool {
    const WEAK: [&str; 4] = ["Relaxed", "Acquire", "Release", "AcqRel"];
    let tokens = SourceTokens::parse(source);
    tokens.is_some_and(|tokens| {
        let mut words = (0..tokens.len()).map(|at| tokens.text(at));
        let is_atomic = (0..tokens.len()).any(|at| tokens.text(at) == "atomic");
        is_atomic && words.any(|word| WEAK.contains(&word))
    })
}

/// The different results so far, each with the simplest schedule that leads to it.
#[derive(Debug, Default)]
struct ScheduleResults(Vec<ScheduleResult>);

impl ScheduleResults {
    fn add(&mut self, run: RecordedRun, right: Option<bool>) {
        let preemptions = run.record.preemptions();
        let choices = run.record.replay_choices();
        let same = |result: &&mut ScheduleResult| {
            (&result.ending, &result.stdout, result.right) == (&run.ending, &run.stdout, right)
        };
        if let Some(result) = self.0.iter_mut().find(same) {
            result.count += 1;
            if preemptions < result.preemptions {
                (result.preemptions, result.schedule) = (preemptions, choices);
            }
            return;
        }
        self.0.push(ScheduleResult {
            ending: run.ending,
            stdout: run.stdout,
            count: 1,
            right,
            schedule: choices,
            preemptions,
        });
    }

    fn has_failure(&self) -> bool {
        self.0.iter().any(|result| result.right == Some(false))
    }

    /// Returns the results, those with the simplest schedules first.
    fn sorted(mut self) -> Vec<ScheduleResult> {
        self.0
            .sort_by_key(|result| (result.preemptions, result.schedule.len()));
        self.0
    }
}
