//! Runs what is ready: once, or many times one after the other, and turns records into traces.

use super::{Raw, Ready, trace};
use crate::glass::record::{LastWord, Record};
use crate::process::{ExtraEnv, Limits};
use crate::run::{Error, Program, SeriesRun};
use crate::verdict::{Outcome, RunEnd, RunReport, TimeLimit, Trace};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use tracing::info_span;

/// How one run goes.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::glass) struct Course<'a> {
    /// Which threads go on, wherever more than one can.
    pub(in crate::glass) choices: &'a [u32],
    /// Afterwards they are picked by this seed; without one, threads go on until they have to wait.
    pub(in crate::glass) seed: Option<u64>,
    /// Whether borrows and locks are recorded with their lines.
    pub(in crate::glass) lines: bool,
    /// How many steps are let pass; what schedules get, if nothing is said.
    pub(in crate::glass) steps: Option<u32>,
}

/// What each schedule gets: those who wait for each other by looking are found out soon.
const STEPS_OF_A_SCHEDULE: u32 = 5_000;

impl Ready<'_> {
    /// Runs it with lines.
    pub(in crate::glass) fn trace(
        &self,
        choices: &[u32],
        steps: Option<u32>,
    ) -> Result<Trace, Error> {
        let raw = self.run(Course {
            choices,
            lines: true,
            steps,
            ..Course::default()
        })?;
        Ok(trace::from_run(raw, self.subject, &self.workspace))
    }

    /// Runs it once.
    pub(in crate::glass) fn run(&self, course: Course<'_>) -> Result<Raw, Error> {
        let _span = info_span!("schedule", lines = course.lines).entered();
        let folder = self.runner.folder()?;
        let record = folder.path().join("record");
        let mut limits = self.subject.limits.clone();
        if course.lines {
            // Looking up lines takes time of its own.
            limits.wall += Duration::from_secs(5);
            limits.cpu = limits.cpu.map(|cpu| cpu + Duration::from_secs(5));
            limits.memory = limits.memory.map(|memory| memory + (256 << 20));
        }
        let (outcome, report) = self.start(limits, &record, |mut program| {
            let told = course.told().into_iter();
            let told = told.map(|(name, value)| (name.into(), value.into()));
            program.environment.extend(told);
            self.runner.run(program)
        })?;
        let record = Record::read(&fs::read_to_string(&record).unwrap_or_default());
        Ok(self.raw(outcome, report, record))
    }

    /// Runs it once on each of these courses, until the time is over: what was not begun by then has no result.
    pub(in crate::glass) fn run_each(
        &self,
        courses: &[Course<'_>],
        until: Instant,
    ) -> Result<Vec<Option<Raw>>, Error> {
        let mut ran = Vec::new();
        while ran.len() < courses.len() {
            let rest = &courses[ran.len()..];
            let time = until.saturating_duration_since(Instant::now());
            if time.is_zero() {
                break;
            }
            let ended = match rest {
                [_] => Vec::new(),
                several => self.run_series(several, time)?,
            };
            // One that did not come to its end among the others gets all the time that it needs.
            let stuck = rest.get(ended.len()).filter(|_| Instant::now() < until);
            ran.extend(ended.into_iter().map(Some));
            if let Some(&stuck) = stuck {
                ran.push(Some(self.run(stuck)?));
            }
        }
        ran.resize_with(courses.len(), || None);
        Ok(ran)
    }

    /// Runs it on these courses, one after the other, up to the first that does not come to its end by itself.
    fn run_series(&self, courses: &[Course<'_>], time: Duration) -> Result<Vec<Raw>, Error> {
        let _span = info_span!("schedule", times = courses.len()).entered();
        let folder = self.runner.folder()?;
        let record = folder.path().join("record");
        let mut limits = self.subject.limits.clone();
        limits.wall = limits.wall.min(time);
        let runs: Vec<ExtraEnv> = courses.iter().map(Course::told).collect();
        let laps = self.start(limits, &record, |program| {
            self.runner.run_series(program, &runs, &record)
        })?;
        let raw = |lap: SeriesRun| {
            let record = Record::read(&String::from_utf8_lossy(&lap.written));
            self.raw(lap.outcome, lap.report, record)
        };
        Ok(laps.into_iter().map_while(|lap| lap.map(raw)).collect())
    }

    /// Starts the program in some way; its record goes into this file.
    fn start<T>(&self, limits: Limits, record: &Path, start: impl FnOnce(Program<'_>) -> T) -> T {
        let arguments: Vec<&str> = self.subject.arguments.iter().map(String::as_str).collect();
        start(Program {
            binary: &self.binary,
            arguments: &arguments,
            file: &self.subject.target.path,
            limits,
            environment: vec![("GLASS_OUT".into(), record.into())],
        })
    }

    fn raw(&self, outcome: Outcome, report: RunReport, record: Record) -> Raw {
        Raw {
            ending: ending(outcome, record.last),
            stdout: if self.subject.target.harness {
                results(&report.stdout)
            } else {
                report.stdout
            },
            record,
        }
    }
}

impl Course<'_> {
    /// How a program under glass is told of it.
    fn told(&self) -> ExtraEnv {
        let mut told = vec![("GLASS_CHOICES".to_owned(), listed(self.choices))];
        if let Some(seed) = self.seed {
            told.push(("GLASS_SEED".to_owned(), seed.to_string()));
        }
        let steps = self.steps.unwrap_or(STEPS_OF_A_SCHEDULE);
        told.push(("GLASS_STEPS".to_owned(), steps.to_string()));
        if self.lines {
            told.push(("GLASS_LINES".to_owned(), "1".to_owned()));
        }
        told
    }
}

/// What a test harness says of its tests; not how long they took, nor the numbers that the system gives to threads.
fn results(stdout: &str) -> String {
    let line = |line: &str| {
        line.split("; finished in ")
            .next()
            .unwrap_or(line)
            .to_owned()
            + "\n"
    };
    let of_tests = stdout.lines().filter(|line| line.starts_with("test "));
    of_tests.map(line).collect()
}

/// `0,1,1`: choices as a program under glass reads them, and as people type them.
pub(in crate::glass) fn listed(choices: &[u32]) -> String {
    let choices: Vec<String> = choices.iter().map(u32::to_string).collect();
    choices.join(",")
}

fn ending(outcome: Outcome, last: Option<LastWord>) -> RunEnd {
    match (last, &outcome) {
        (Some(LastWord::Deadlock), _) => RunEnd::Deadlock,
        (Some(LastWord::Endless { idle }), _) => RunEnd::StepLimit { spins: idle > 1000 },
        (Some(LastWord::Diverged), _) => RunEnd::Diverged,
        (
            _,
            Outcome::Deadlocked { .. }
            | Outcome::TimedOut {
                limit: TimeLimit::Asleep | TimeLimit::StoodStill,
            },
        ) => RunEnd::NotFollowed,
        _ => RunEnd::Outcome { outcome },
    }
}
