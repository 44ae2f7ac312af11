//! The progress of long jobs on standard error.

use super::out::Output;
use crate::engine::{Command, Event, JobKind};
use crate::report::{self, Band};
use crate::text::plural;
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// The progress of a long job on standard error: on a terminal a line that is updated in place, otherwise a line from
/// time to time, and nothing if the output is JSON.
pub(super) struct ProgressLine {
    mode: ProgressMode,
    /// Whether there is something to clear.
    shown: AtomicBool,
    /// What happened to the file whose run is being traced: a verdict does not wait for that.
    happened: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ProgressMode {
    InPlace,
    Lines,
    Off,
}

/// The width of the progress bar in columns.
const BAR_WIDTH: usize = 25;

impl ProgressLine {
    pub(super) fn new(out: &Output) -> Self {
        let mode = match (out.is_json(), io::stderr().is_terminal()) {
            (true, _) => ProgressMode::Off,
            (false, true) => ProgressMode::InPlace,
            (false, false) => ProgressMode::Lines,
        };
        Self {
            mode,
            shown: AtomicBool::new(false),
            happened: String::new(),
        }
    }

    /// Prints what starts.
    pub(super) fn begin(&self, text: &str) {
        self.write(text);
    }

    /// Prints the progress of an engine job. For a single lesson, prints nothing unless it can update a line in place.
    pub(super) fn show(&mut self, event: &Event) {
        if let Event::GradedSoFar { graded, total, .. } = event {
            return match graded {
                0 => self.begin(&format!("compiling {}", plural(*total, "lesson"))),
                _ => self.step(*graded, *total),
            };
        }
        let line = self.line(event);
        self.update(line);
    }

    /// What an event says about the progress of one lesson.
    pub(super) fn line(&mut self, event: &Event) -> Option<String> {
        let step = if let Event::GradingAdvanced { step, .. } = event {
            report::grading_step(*step)
        } else if let Event::Started { command, .. } = event {
            self.happened = verdict_before(command);
            started(command.kind())?.to_owned()
        } else {
            return None;
        };
        Some(format!("{}{step}", self.happened))
    }

    /// Shows this line in place of the last one, on a terminal.
    pub(super) fn update(&self, line: Option<String>) {
        match line {
            Some(line) if self.mode == ProgressMode::InPlace => self.write(&line),
            // The result may follow.
            Some(_) | None => self.clear(),
        }
    }

    /// Prints how many lessons are graded: on a terminal after each one, otherwise after each quarter.
    pub(super) fn step(&self, done: usize, total: usize) {
        self.step_with(done, total, "");
    }

    /// Prints what [`Self::step`] prints, and about how long the other lessons will take.
    pub(super) fn step_since(&self, done: usize, total: usize, started: Instant) {
        let remaining = u32::try_from(total.saturating_sub(done)).unwrap_or(u32::MAX);
        let each = started.elapsed() / u32::try_from(done.max(1)).unwrap_or(u32::MAX);
        let seconds = each.saturating_mul(remaining).as_secs();
        let estimate = match seconds {
            0 => String::new(),
            1..120 => format!(", about {seconds} s left"),
            _ => format!(", about {} min left", seconds.div_ceil(60)),
        };
        self.step_with(done, total, &estimate);
    }

    fn step_with(&self, done: usize, total: usize, estimate: &str) {
        let quarter = |done: usize| done * 4 / total.max(1);
        if self.mode == ProgressMode::Lines && quarter(done) == quarter(done.saturating_sub(1)) {
            return;
        }
        let full = done * BAR_WIDTH / total.max(1);
        let bar = match self.mode {
            ProgressMode::InPlace => [
                "━".repeat(full),
                "─".repeat(BAR_WIDTH - full.min(BAR_WIDTH)),
                " ".into(),
            ]
            .concat(),
            ProgressMode::Lines | ProgressMode::Off => String::new(),
        };
        self.write(&format!("{bar}{done} of {total} graded{estimate}"));
    }

    /// Prints on a terminal how many are done, if the total is unknown.
    pub(super) fn tick(&self, done: usize, what: &str) {
        if self.mode == ProgressMode::InPlace {
            self.write(&format!("{done} {what}"));
        }
    }

    /// Clears the line, so that something else can be printed.
    pub(super) fn clear(&self) {
        if self.mode == ProgressMode::InPlace && self.shown.swap(false, Ordering::Relaxed) {
            write!(io::stderr(), "\r\x1b[K").ok();
        }
    }

    fn write(&self, text: &str) {
        self.shown.store(true, Ordering::Relaxed);
        // If standard error is closed, there is nowhere to report that.
        match self.mode {
            ProgressMode::InPlace => write!(io::stderr(), "\r\x1b[K{text}").ok(),
            ProgressMode::Lines => writeln!(io::stderr(), "{text}").ok(),
            ProgressMode::Off => None,
        };
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Returns what the verdict says whose run a command traces: `✗ Panicked on line 21   `.
fn verdict_before(command: &Command) -> String {
    let Command::Trace { verdict, .. } = command else {
        return String::new();
    };
    let band = Band::new(verdict, None);
    format!("{} {}   ", band.sign(), band.happened)
}

/// Returns what to show for a job that reports no steps, if it takes a while.
fn started(job: JobKind<'_>) -> Option<&'static str> {
    match job {
        JobKind::Predicting { .. } => Some("Compiling and running …"),
        JobKind::Tracing { .. } => Some("Tracing the run …"),
        JobKind::Grading { .. }
        | JobKind::Explaining { .. }
        | JobKind::Writing
        | JobKind::GradingAll
        | JobKind::Opening
        | JobKind::Background
        | JobKind::Cancelling => None,
    }
}
