//! Standard output with its format, width and colors, and the progress of long jobs on standard error.
//!
//! If the reader closes the output (`| head`), the broken pipe ends the command silently; see [`super::run`].

use super::style::OutputStyle;
use super::{Color, Format, Options};
use serde::Serialize;
use std::io::{self, IsTerminal, Write};

/// The version of the JSON output.
const JSON_VERSION: u32 = 1;

/// The output of one command.
pub(super) struct Output {
    sink: io::Stdout,
    /// Its width and colors.
    pub(super) style: OutputStyle,
    format: Format,
}

impl Output {
    /// Opens standard output with the format and colors that the options and the terminal ask for.
    pub(super) fn new(options: &Options) -> Self {
        let sink = io::stdout();
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let color = match options.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => sink.is_terminal() && !no_color && !dumb,
        };
        Self {
            style: OutputStyle {
                width: columns().clamp(20, 80),
                columns: columns().clamp(20, 160),
                color: color && options.format == Format::Human,
            },
            format: options.format,
            sink,
        }
    }

    /// Whether the output is JSON.
    pub(super) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Writes a text, with a newline at its end.
    pub(super) fn say(&mut self, text: &str) -> io::Result<()> {
        self.sink.write_all(text.as_bytes())?;
        if text.is_empty() || text.ends_with('\n') {
            return Ok(());
        }
        self.sink.write_all(b"\n")
    }

    /// Writes a blank line.
    pub(super) fn gap(&mut self) -> io::Result<()> {
        self.sink.write_all(b"\n")
    }

    /// Writes one JSON document on one line, with the version of the format.
    pub(super) fn json(&mut self, body: &impl Serialize) -> anyhow::Result<()> {
        /// The fields that all documents share.
        #[derive(Serialize)]
        struct Document<'a, T> {
            format: u32,
            #[serde(flatten)]
            body: &'a T,
        }
        let document = Document {
            format: JSON_VERSION,
            body,
        };
        let text = serde_json::to_string(&document)?;
        self.say(&text)?;
        Ok(self.finish()?)
    }

    /// Flushes the output.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

/// Returns the width from `COLUMNS`, or else of the terminal, or else 80.
fn columns() -> usize {
    let requested = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let measured = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    requested
        .filter(|&columns| columns > 0)
        .or_else(measured)
        .unwrap_or(80)
}

/// The progress of a long job on standard error: on a terminal a line that is updated in place, otherwise a line from
/// time to time, and nothing if the output is JSON.
pub(super) struct ProgressLine {
    mode: ProgressMode,
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
        Self { mode }
    }

    /// Prints what starts.
    pub(super) fn begin(&self, text: &str) {
        self.write(text);
    }

    /// Prints how many lessons are graded: each step on a terminal, otherwise each quarter.
    pub(super) fn step(&self, done: usize, total: usize) {
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
        self.write(&format!("{bar}{done} of {total} graded"));
    }

    /// Prints how many are done, if the total is unknown.
    pub(super) fn tick(&self, done: usize, what: &str) {
        if self.mode == ProgressMode::InPlace || done.is_multiple_of(1000) {
            self.write(&format!("{done} {what}"));
        }
    }

    /// Clears the line, so that something else can be printed.
    pub(super) fn clear(&self) {
        if self.mode == ProgressMode::InPlace {
            self.write("");
        }
    }

    fn write(&self, text: &str) {
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
