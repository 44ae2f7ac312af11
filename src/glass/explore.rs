//! Tries the schedules of a program: first all without preemptions, then all with one, and so on up to the bound;
//! then some at random. It stops at the first that fails, so that is one with the fewest preemptions.
//!
//! A preemption is a switch away from a thread that could have gone on. Schedules that differ only in the order of
//! independent steps lead to the same past (see `std/rt/hashing.rs`), and are followed once. That is safe with a bound on
//! preemptions, too: what is left out has been followed with the same thread at work and no more preemptions spent,
//! or with another thread and at least one fewer, which is what switching to it costs at most.

mod frontier;
mod ways;

use super::run::{BuiltProgram, RecordedRun, Schedule};
use super::{Analysis, Glass, ProgramSpec};
use crate::process::Cancel;
use crate::run::{Error, cores, max_parallel_programs, run_parallel};
use crate::verdict::{Exploration, RunEnd, Shortfall};
use frontier::{Frontier, Lead};
use std::sync::PoisonError;
use std::time::{Duration, Instant};
use ways::Ways;

/// How far to look.
#[derive(Clone, Copy, Debug)]
pub struct ExploreLimits {
    /// The most preemptions in a schedule that is looked for.
    pub max_preemptions: u32,
    /// How many random schedules follow.
    pub random_schedules: u32,
    /// How many schedules at the most.
    pub max_schedules: u32,
    /// How long.
    pub max_time: Duration,
}

/// Whether a run is as it should be; none where nobody can say. Gets how it ended and what it printed.
pub type RunCheck<'a> = dyn Fn(&RunEnd, &str) -> Option<bool> + Sync + 'a;

impl Glass {
    /// Tries the schedules of a spec. `heard` is told how many ran, now and then.
    ///
    /// # Errors
    /// When it was cancelled, or the machine is in the way.
    pub fn explore(
        &self,
        spec: &ProgramSpec,
        bounds: &ExploreLimits,
        judge: &RunCheck<'_>,
        heard: &(dyn Fn(u32) + Sync),
        cancel: &Cancel,
    ) -> Result<Analysis<Exploration>, Error> {
        self.with_built(spec, cancel, |program| {
            let _exploring = self
                .exploring
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let mut search = Search {
                program,
                bounds,
                judge,
                heard,
                until: Instant::now() + bounds.max_time,
                ways: Ways::default(),
                ran: 0,
                random: 0,
                short: None,
            };
            let covered = search.in_order()?;
            search.at_random(covered.every)?;
            search.conclude(covered)
        })
    }
}

/// What the search in order has covered.
#[derive(Clone, Copy, Debug)]
struct Covered {
    preemptions: Option<u32>,
    every: bool,
}

struct Search<'a> {
    program: &'a BuiltProgram<'a>,
    bounds: &'a ExploreLimits,
    judge: &'a RunCheck<'a>,
    heard: &'a (dyn Fn(u32) + Sync),
    until: Instant,
    ways: Ways,
    ran: u32,
    random: u32,
    short: Option<Shortfall>,
}

impl Search<'_> {
    /// All schedules up to the bound, those with fewer preemptions first.
    fn in_order(&mut self) -> Result<Covered, Error> {
        let mut frontier = Frontier::new(self.bounds.max_preemptions);
        let mut covered = Covered {
            preemptions: None,
            every: false,
        };
        for preemptions in 0..=self.bounds.max_preemptions {
            loop {
                let leads = frontier.take(preemptions, self.batch());
                if leads.is_empty() {
                    break;
                }
                let ran = self.follow(&leads)?;
                for (lead, raw) in leads.iter().zip(ran) {
                    let Some(raw) = raw else {
                        self.short = Some(Shortfall::OutOfTime);
                        return Ok(covered);
                    };
                    if !lead.leads_to(&raw) {
                        self.short = Some(Shortfall::NotDeterministic);
                    }
                    frontier.follow(lead, &raw.record.choices);
                    self.note(raw);
                    if self.is_over() {
                        return Ok(covered);
                    }
                }
            }
            covered.preemptions = Some(preemptions);
            covered.every = frontier.is_exhausted();
            if covered.every {
                break;
            }
        }
        Ok(covered)
    }

    /// Runs the schedules that these begin.
    fn follow(&mut self, leads: &[Lead]) -> Result<Vec<Option<RecordedRun>>, Error> {
        if self.ran == 0 {
            return Ok(vec![Some(self.twice()?)]);
        }
        let choices: Vec<Vec<u32>> = leads.iter().map(Lead::choices).collect();
        let schedule = |choices| Schedule {
            choices,
            ..Schedule::default()
        };
        let schedules: Vec<Schedule<'_>> =
            choices.iter().map(|choices| schedule(choices)).collect();
        self.side_by_side(&schedules)
    }

    /// Runs the first schedule once more than needed: a program that does not do the same twice is not judged.
    fn twice(&mut self) -> Result<RecordedRun, Error> {
        let run = || self.program.run(Schedule::default());
        let (first, second) = (run()?, run()?);
        let same = first.ending == second.ending
            && first.stdout == second.stdout
            && first.record.taken() == second.record.taken();
        if !same {
            self.short = Some(Shortfall::NotDeterministic);
        }
        Ok(first)
    }

    /// Random ones, unless there is nothing left to find.
    fn at_random(&mut self, every: bool) -> Result<(), Error> {
        if every || self.is_over() {
            return Ok(());
        }
        let mut seeds = 0..u64::from(self.bounds.random_schedules);
        loop {
            let some: Vec<u64> = seeds.by_ref().take(self.batch()).collect();
            if some.is_empty() || self.is_over() {
                return Ok(());
            }
            let schedule = |&seed: &u64| Schedule {
                seed: Some(seed),
                ..Schedule::default()
            };
            let schedules: Vec<Schedule<'_>> = some.iter().map(schedule).collect();
            for raw in self.side_by_side(&schedules)? {
                let Some(raw) = raw else {
                    self.short = Some(Shortfall::OutOfTime);
                    return Ok(());
                };
                self.random += 1;
                self.note(raw);
            }
        }
    }

    /// How many runs are begun before their results are looked at.
    fn batch(&self) -> usize {
        let left = self.bounds.max_schedules.saturating_sub(self.ran);
        usize::try_from(left)
            .unwrap_or(usize::MAX)
            .min(16 * cores())
    }

    /// Runs them all, and gives them in their order. What is not begun when the time is over has no result.
    fn side_by_side(&self, schedules: &[Schedule<'_>]) -> Result<Vec<Option<RecordedRun>>, Error> {
        let at_a_time = max_parallel_programs();
        let each = schedules.len().div_ceil(at_a_time).max(1);
        let series: Vec<_> = schedules.chunks(each).collect();
        let ran = run_parallel(at_a_time, series.len(), |at| {
            self.program.run_each(series[at], self.until)
        })?;
        Ok(ran.into_iter().flatten().collect())
    }

    fn note(&mut self, raw: RecordedRun) {
        self.ran += 1;
        match raw.ending {
            RunEnd::NotFollowed => self.short = Some(Shortfall::NotFollowed),
            RunEnd::Diverged => self.short = Some(Shortfall::NotDeterministic),
            _ => {
                let right = (self.judge)(&raw.ending, &raw.stdout);
                self.ways.note(raw, right);
            }
        }
        if self.short.is_none() && self.ran >= self.bounds.max_schedules {
            self.short = Some(Shortfall::TooMany);
        }
        if self.short.is_none() && Instant::now() > self.until {
            self.short = Some(Shortfall::OutOfTime);
        }
        (self.heard)(self.ran);
    }

    fn is_over(&self) -> bool {
        self.short.is_some() || self.ways.fail()
    }

    /// Replays what failed, with its lines, and puts all together.
    fn conclude(self, covered: Covered) -> Result<Exploration, Error> {
        let mut short = self.short;
        let mut ways = self.ways.sorted();
        let failing = ways.iter().find(|way| way.right == Some(false));
        let failing = match failing {
            None => None,
            Some(way) => Some((way, self.program.trace(&way.choices, None)?)),
        };
        let mut shown = None;
        if let Some((way, trace)) = failing {
            if way.ending == trace.ending && way.stdout == trace.stdout {
                shown = Some(Box::new(trace));
            } else {
                short = Some(Shortfall::NotDeterministic);
            }
        }
        if short == Some(Shortfall::NotDeterministic) {
            // Nobody knows then whether it was the schedule.
            for way in &mut ways {
                way.right = None;
            }
            shown = None;
        }
        if short.is_none() && counts_handles(&self.program.spec.target.text) {
            short = Some(Shortfall::CountsHandles);
        }
        Ok(Exploration {
            ran: self.ran,
            random: self.random,
            covered: covered.preemptions,
            every: covered.every && short.is_none(),
            short,
            results: ways,
            failing: shown,
        })
    }
}

/// Whether the program asks how many handles an `Arc` has: the answer depends on when other threads drop theirs, and
/// that is no step.
fn counts_handles(source: &str) -> bool {
    let asks = [
        "strong_count",
        "weak_count",
        "try_unwrap",
        "get_mut",
        "into_inner",
        "make_mut",
        "unwrap_or_clone",
    ];
    asks.iter()
        .any(|method| source.contains(&format!("Arc::{method}")))
        || (source.contains("Arc") && source.contains(".upgrade()"))
}
