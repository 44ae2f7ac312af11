//! Runs a built program under given schedules, once or in a series.

use super::{BuiltProgram, MAX_STEPS_OF_A_TRACE, RecordedRun, last_panic, panicked, trace};
use crate::glass::explain;
use crate::glass::record::{EndEvent, Record};
use crate::glass::sources::{SourceFiles, SourceFolders};
use crate::process::{Limits, SeriesInput};
use crate::run::{Error, Program, SeriesRun, TestOutput};
use crate::verdict::{Outcome, RunEnd, RunReport, TimeLimit, Trace, Unfollowed};
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use tracing::info_span;

#[derive(Clone, Copy, Debug, Default)]
pub(in crate::glass) struct Schedule<'a> {
    /// Which thread runs, at each point where more than one can.
    pub(in crate::glass) choices: &'a [u32],
    /// Picks the threads after that; without a seed, each thread runs until it has to wait.
    pub(in crate::glass) seed: Option<u64>,
    /// A random choice may switch threads in one of this many steps; otherwise the running thread continues. `None`
    /// means in each step.
    pub(in crate::glass) switches: Option<u32>,
    /// How many steps in a row a thread may take before others go first, if threads should run for as long as they can:
    /// then a sleeping thread wakes up before others run, too.
    pub(in crate::glass) serial: Option<u32>,
    /// Whether borrows and locks are recorded with their lines.
    pub(in crate::glass) lines: bool,
    /// The step limit; [`MAX_STEPS`] if none is given.
    pub(in crate::glass) max_steps: Option<u32>,
    /// How many events pass before the record begins.
    pub(in crate::glass) from: usize,
    /// Whether other schedules have other results. The trace then also gets an explanation that only this difference
    /// makes relevant.
    pub(in crate::glass) differs: bool,
    /// Where call paths are recorded, because of possible races.
    pub(in crate::glass) races: &'a [String],
}

/// The variable for the file that a program under glass writes its record to.
const RECORD: &str = "GLASS_OUT";

/// The variable that asks for lines in the record.
const LINES: &str = "GLASS_LINES";

const STEPS: &str = "GLASS_STEPS";

/// The step limit of a schedule. It is low, so that threads that spin for each other are found soon.
const MAX_STEPS: u32 = 5_000;

/// The limit on a record with lines, in bytes.
const MAX_RECORD: u64 = 256 << 20;

/// How many times longer than usual a traced run may take if it does not use more processor time.
const MAX_SLOWDOWN: u32 = 3;

/// The maximum number of events to show of a long run: its last ones.
const LAST_EVENTS: usize = 1_000;

impl BuiltProgram<'_> {
    /// Runs the program once and traces its lines.
    pub(in crate::glass) fn trace(&self, choices: &[u32]) -> Result<Trace, Error> {
        self.trace_schedule(Schedule {
            choices,
            max_steps: Some(MAX_STEPS_OF_A_TRACE),
            ..Schedule::default()
        })
    }

    pub(in crate::glass) fn trace_schedule(&self, schedule: Schedule<'_>) -> Result<Trace, Error> {
        let schedule = Schedule {
            lines: true,
            ..schedule
        };
        let mut run = self.run(schedule)?;
        // The record of a long run has only what explains its end. A second run records its last events. It also
        // records the calls that led to possible races.
        let hints = std::mem::take(&mut run.record.accesses.hints);
        let is_partial = run.record.omitted_events > 0 || !hints.is_empty();
        if is_partial && run.record.end != Some(EndEvent::Timeout) {
            let seen = run.record.omitted_events + run.record.events.len();
            let again = self.run(Schedule {
                from: match run.record.omitted_events {
                    0 => 0,
                    _ => seen.saturating_sub(LAST_EVENTS),
                },
                races: &hints,
                ..schedule
            })?;
            if again.ending == run.ending
                && (again.record.omitted_events > 0 || run.record.omitted_events == 0)
            {
                run = again;
            }
        }
        let source = match (self.site, &self.spec.shown_from) {
            (Some(site), _) => SourceFiles::found(&run.record, &site.sources, true),
            (None, Some(shown_from)) => {
                let folders = SourceFolders {
                    root: None,
                    shown_from: shown_from.clone(),
                };
                SourceFiles::found(&run.record, &folders, false)
            }
            (None, None) => SourceFiles::built(self.spec, &self.workspace),
        };
        let accesses = schedule.differs.then(|| run.record.accesses.clone());
        let mut trace = trace::from_run(run, &source);
        self.remove_harmless_races(&mut trace)?;
        if let Some(accesses) = accesses {
            let found = explain::explain_difference(&trace, &accesses, &source);
            trace.explanations.extend(found);
        }
        Ok(trace)
    }

    pub(in crate::glass) fn run(&self, schedule: Schedule<'_>) -> Result<RecordedRun, Error> {
        let _span = info_span!("schedule", lines = schedule.lines).entered();
        let folder = self.runner.folder()?;
        let record = folder.path().join("record");
        let mut limits = self.spec.limits.clone();
        if schedule.lines {
            // Looking up lines takes time and memory, too.
            limits.wall += Duration::from_secs(5);
            limits.cpu = limits.cpu.map(|cpu| cpu + Duration::from_secs(5));
            limits.memory = limits.memory.map(|memory| memory + (256 << 20));
            // The record is one of the files that the program writes.
            limits.file_size = limits.file_size.map(|size| size + MAX_RECORD);
        }
        let max_time = limits.cpu.map_or(limits.wall, |cpu| cpu.min(limits.wall)) * 17 / 20;
        if schedule.lines && limits.cpu.is_some() {
            // A busy machine makes a trace slower, but must not end it.
            limits.wall *= MAX_SLOWDOWN;
        }
        let (outcome, report) = self.start(limits, &record, |mut program| {
            let mut env = schedule.env();
            if schedule.lines {
                // This makes the program record what its threads do at that time.
                env.push(("GLASS_MILLIS".to_owned(), max_time.as_millis().to_string()));
            }
            let env = env.into_iter();
            let env = env.map(|(name, value)| (name.into(), value.into()));
            program.environment.extend(env);
            self.runner.run(program)
        })?;
        let record = Record::parse(&fs::read_to_string(&record).unwrap_or_default());
        Ok(self.recorded(outcome, report, record))
    }

    /// Runs the program under each of these schedules until the deadline. A run that had not begun by then has no
    /// result.
    pub(in crate::glass) fn run_each(
        &self,
        schedules: &[Schedule<'_>],
        deadline: Instant,
    ) -> Result<Vec<Option<RecordedRun>>, Error> {
        let mut runs = Vec::new();
        while runs.len() < schedules.len() {
            let rest = &schedules[runs.len()..];
            let time = deadline.saturating_duration_since(Instant::now());
            if time.is_zero() {
                break;
            }
            let ended = match rest {
                [_] => Vec::new(),
                several => self.run_series(several, time)?,
            };
            // A run that did not finish by itself in the series gets its own full time limit.
            let stuck = rest.get(ended.len()).filter(|_| Instant::now() < deadline);
            runs.extend(ended.into_iter().map(Some));
            if let Some(&stuck) = stuck {
                runs.push(Some(self.run(stuck)?));
            }
        }
        runs.resize_with(schedules.len(), || None);
        Ok(runs)
    }

    /// Runs the program under these schedules, one after the other, up to the first run that does not finish by itself.
    fn run_series(
        &self,
        schedules: &[Schedule<'_>],
        time: Duration,
    ) -> Result<Vec<RecordedRun>, Error> {
        let _span = info_span!("schedule", times = schedules.len()).entered();
        let folder = self.runner.folder()?;
        let record = folder.path().join("record");
        let mut limits = self.spec.limits.clone();
        limits.wall = limits.wall.min(time);
        let input = |schedule: &Schedule<'_>| SeriesInput {
            env: schedule.env(),
            ..SeriesInput::default()
        };
        let inputs: Vec<SeriesInput> = schedules.iter().map(input).collect();
        let runs = self.start(limits, &record, |program| {
            self.runner.run_series(program, &inputs)
        })?;
        let recorded = |run: SeriesRun| {
            let record = Record::parse(&String::from_utf8_lossy(&run.written));
            self.recorded(run.outcome, run.report, record)
        };
        Ok(runs
            .into_iter()
            .map_while(|run| run.map(recorded))
            .collect())
    }

    /// Calls `start` with the program, which writes its record to this file.
    fn start<T>(&self, limits: Limits, record: &Path, start: impl FnOnce(Program<'_>) -> T) -> T {
        let arguments = self.spec.arguments_for(&self.executable);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let site = self.site;
        let mut environment = site.map_or_else(Vec::new, |site| site.environment.clone());
        environment.push((RECORD.into(), record.into()));
        start(Program {
            binary: &self.executable.path,
            arguments: &arguments,
            file: &self.spec.target.path,
            limits,
            environment,
            folder: site.map(|site| site.folder.as_path()),
            writes: Some(record),
        })
    }

    fn recorded(&self, mut outcome: Outcome, report: RunReport, record: Record) -> RecordedRun {
        self.executable.leave_out_module(&mut outcome);
        let ending = run_end(outcome, &record);
        if !self.spec.target.harness {
            return RecordedRun {
                ending,
                stdout: report.stdout,
                test_passed: None,
                record,
            };
        }
        let output = TestOutput::parse(&report.stdout);
        let exited = RunEnd::Outcome {
            outcome: Outcome::Finished { code: 0 },
        };
        RecordedRun {
            // Only hidden tests report that they return.
            test_passed: Some(
                output.passed && (record.test_returned || self.site.is_some()) && ending == exited,
            ),
            stdout: output.printed.to_owned(),
            ending,
            record,
        }
    }
}

/// Returns the variables that make a program of a package record a run with its lines, for at most this many steps.
#[must_use]
pub fn recording_environment(record: &Path, max_steps: Option<u32>) -> Vec<(OsString, OsString)> {
    let steps = max_steps.map_or(u64::MAX, u64::from).to_string();
    vec![
        (RECORD.into(), record.into()),
        (LINES.into(), "1".into()),
        (STEPS.into(), steps.into()),
        ("GLASS_WATCH".into(), "1".into()),
    ]
}

impl Schedule<'_> {
    /// Returns the variables that give a program under glass this schedule.
    fn env(&self) -> Vec<(String, String)> {
        let mut env = vec![("GLASS_SCHEDULE".to_owned(), format_choices(self.choices))];
        if let Some(seed) = self.seed {
            env.push(("GLASS_SEED".to_owned(), seed.to_string()));
        }
        if let Some(switches) = self.switches {
            env.push(("GLASS_SWITCHES".to_owned(), switches.to_string()));
        }
        let max_steps = self.max_steps.unwrap_or(MAX_STEPS);
        env.push((STEPS.to_owned(), max_steps.to_string()));
        if !self.races.is_empty() {
            env.push(("GLASS_RACES".to_owned(), self.races.join(";")));
        }
        if self.from > 0 {
            env.push(("GLASS_FROM".to_owned(), self.from.to_string()));
        }
        if let Some(steps) = self.serial {
            env.push(("GLASS_SERIAL".to_owned(), steps.to_string()));
        }
        if self.lines {
            env.push((LINES.to_owned(), "1".to_owned()));
        }
        env
    }
}

/// Formats choices as `0,1,1`, as a program under glass reads them.
fn format_choices(choices: &[u32]) -> String {
    let choices: Vec<String> = choices.iter().map(u32::to_string).collect();
    choices.join(",")
}

/// Combines how the process ended with the end event of its record.
pub(in crate::glass) fn run_end(outcome: Outcome, record: &Record) -> RunEnd {
    if let Some(ending) = aborted_end(record) {
        return ending;
    }
    match outcome {
        Outcome::Deadlocked { .. }
        | Outcome::TimedOut {
            limit: TimeLimit::Idle | TimeLimit::WallClock,
        } => RunEnd::NotFollowed {
            reason: Unfollowed::BlockedInOs,
        },
        outcome => RunEnd::Outcome { outcome },
    }
}

/// Returns how a run ended, if its record says that glass ended it or could not follow it.
fn aborted_end(record: &Record) -> Option<RunEnd> {
    if let Some(why) = record.unfollowed {
        return Some(RunEnd::NotFollowed { reason: why });
    }
    Some(match record.end? {
        EndEvent::Deadlock => RunEnd::Deadlock,
        EndEvent::StepLimit { idle_steps } => RunEnd::StepLimit { idle_steps },
        EndEvent::Diverged => RunEnd::Diverged,
        EndEvent::Timeout => RunEnd::Outcome {
            outcome: Outcome::TimedOut {
                limit: TimeLimit::Cpu,
            },
        },
        EndEvent::End | EndEvent::Exit => return None,
    })
}

/// Returns how a run ended, as far as its record shows it.
pub(in crate::glass) fn recorded_end(record: &Record) -> RunEnd {
    if let Some(ending) = aborted_end(record) {
        return ending;
    }
    let has_panicked = last_panic(record).is_some();
    match record.end {
        Some(EndEvent::Exit) => RunEnd::Outcome {
            outcome: Outcome::Finished { code: 0 },
        },
        _ if has_panicked => RunEnd::Outcome {
            outcome: panicked(),
        },
        Some(EndEvent::End) => RunEnd::Outcome {
            outcome: Outcome::Finished { code: 0 },
        },
        _ => RunEnd::NotFollowed {
            reason: Unfollowed::RecordIncomplete,
        },
    }
}
