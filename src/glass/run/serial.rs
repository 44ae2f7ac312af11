//! Compares a run with runs in which each thread runs for as long as it can, to determine whether a race changed its
//! result.

use super::{BuiltProgram, RecordedRun, Schedule, ended_alike};
use crate::run::Error;
use crate::verdict::{Cause, CellKind, Explanation, RaceKind, RunEnd, Trace};
use std::time::{Duration, Instant};

/// How many serial runs there are: which thread comes first is random.
const RUNS: u64 = 6;
/// The step limit of a run.
const MAX_STEPS: usize = 300_000;
/// How many steps a run may take for each event of the run that it is compared with.
const MAX_STEPS_PER_EVENT: usize = 3;
const MAX_TIME: Duration = Duration::from_secs(3);
/// How many steps in a row a thread takes before others go first. A thread that polls under a lock may spend all of
/// them in each turn, so if no run ends, others with fewer follow.
const STEPS_IN_A_ROW: [u32; 2] = [50_000, 500];

/// Whether an explanation is about a race that may be harmless, so that only the result shows whether it is. A lost
/// update of an atomic certainly loses a value.
pub(in crate::glass) fn may_be_harmless(explanation: &Explanation) -> bool {
    match &explanation.cause {
        Cause::Race(race) => {
            race.race_kind != RaceKind::LostUpdate || !matches!(race.cell_type, CellKind::Atomic(_))
        }
        cause => matches!(cause, Cause::EarlyAnnouncement(_)),
    }
}

impl BuiltProgram<'_> {
    /// Removes the explanations of races that did not change the result, as far as that can be seen.
    pub(super) fn remove_harmless_races(&self, trace: &mut Trace) -> Result<(), Error> {
        if !trace.explanations.iter().any(may_be_harmless) {
            return Ok(());
        }
        match self.is_result_of_race(trace)? {
            Some(true) => {}
            Some(false) => trace.explanations.retain(|one| !may_be_harmless(one)),
            // A thread that read old data, and did not read again after the change, has read something wrong.
            None => trace.explanations.retain(|one| {
                !may_be_harmless(one) || matches!(one.cause, Cause::EarlyAnnouncement(_))
            }),
        }
        Ok(())
    }

    /// Returns whether serial runs end differently from this one, apart from the order of the lines that it prints;
    /// `None` if none of them ends in time.
    fn is_result_of_race(&self, trace: &Trace) -> Result<Option<bool>, Error> {
        for steps_in_a_row in STEPS_IN_A_ROW {
            let schedule = |seed| serial_schedule(seed, steps_in_a_row, trace);
            let schedules: Vec<Schedule<'_>> = (0..RUNS).map(schedule).collect();
            let runs = self.run_each(&schedules, Instant::now() + MAX_TIME)?;
            let mut ended = runs
                .iter()
                .flatten()
                .filter(|run| has_result(run))
                .peekable();
            let is_same = |run: &RecordedRun| {
                ended_alike(&run.ending, &trace.ending)
                    && lines(&run.stdout) == lines(&trace.stdout)
            };
            if ended.peek().is_some() {
                return Ok(Some(!ended.any(is_same)));
            }
        }
        Ok(None)
    }

    /// Traces a serial run of the program that made this run. `None` if it does not end.
    pub(in crate::glass) fn trace_serially(&self, run: &Trace) -> Result<Option<Trace>, Error> {
        for steps_in_a_row in STEPS_IN_A_ROW {
            let serial = self.trace_schedule(serial_schedule(0, steps_in_a_row, run))?;
            if is_result(&serial.ending) {
                return Ok(Some(serial));
            }
        }
        Ok(None)
    }
}

/// Returns a schedule in which only a thread that has to wait lets others run, to be compared with this run.
fn serial_schedule(seed: u64, steps_in_a_row: u32, run: &Trace) -> Schedule<'static> {
    let events = run.omitted_events + run.events.len();
    let max_steps = MAX_STEPS.max(events.saturating_mul(MAX_STEPS_PER_EVENT));
    Schedule {
        seed: Some(seed),
        switches: Some(u32::MAX),
        serial: Some(steps_in_a_row),
        max_steps: Some(u32::try_from(max_steps).unwrap_or(u32::MAX)),
        ..Schedule::default()
    }
}

fn has_result(run: &RecordedRun) -> bool {
    is_result(&run.ending)
}

fn is_result(ending: &RunEnd) -> bool {
    matches!(ending, RunEnd::Outcome { .. } | RunEnd::Deadlock)
}

fn lines(stdout: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = stdout.lines().collect();
    lines.sort_unstable();
    lines
}
