//! Where everything is written: standard output, with its width, its colors and its form.
//!
//! A reader that has gone (`| head`) shows as a broken pipe, which ends the command quietly; see [`super::run`].

use super::look::Look;
use super::{Color, Format, Options};
use serde::Serialize;
use std::io::{self, IsTerminal, Write};

/// The version of all JSON that is printed.
const FORMAT: u32 = 1;

/// The output of one command.
pub(super) struct Out {
    sink: io::Stdout,
    /// How it looks there.
    pub(super) look: Look,
    format: Format,
}

impl Out {
    /// Standard output, as the options and the terminal want it.
    pub(super) fn new(options: &Options) -> Self {
        let sink = io::stdout();
        let said_no = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let color = match options.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => sink.is_terminal() && !said_no && !dumb,
        };
        Self {
            look: Look {
                width: columns().clamp(20, 80),
                columns: columns().clamp(20, 160),
                color: color && options.format == Format::Human,
            },
            format: options.format,
            sink,
        }
    }

    /// Whether programs read this, not people.
    pub(super) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Writes a text and ends its last line.
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

    /// Writes one document, with the version of the format at its head, on a line of its own.
    pub(super) fn json(&mut self, body: &impl Serialize) -> anyhow::Result<()> {
        /// What all documents have in common.
        #[derive(Serialize)]
        struct Document<'a, T> {
            format: u32,
            #[serde(flatten)]
            body: &'a T,
        }
        let document = Document {
            format: FORMAT,
            body,
        };
        let text = serde_json::to_string(&document)?;
        self.say(&text)?;
        Ok(self.finish()?)
    }

    /// Makes sure that all of it has arrived.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

/// The width of the terminal, or of what `COLUMNS` says; 80 where nobody knows.
fn columns() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let measured = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    told.filter(|&columns| columns > 0)
        .or_else(measured)
        .unwrap_or(80)
}

/// How far something long has come: on a terminal one line with a bar that is written over and over, elsewhere a
/// plain line now and then, and nothing at all for programs.
pub(super) struct Counter {
    way: Way,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Bar,
    Lines,
    Silence,
}

/// How wide a bar is.
const BAR: usize = 25;

impl Counter {
    /// Standard error shows it, so that it is never part of what is piped.
    pub(super) fn new(out: &Out) -> Self {
        let way = match (out.is_json(), io::stderr().is_terminal()) {
            (true, _) => Way::Silence,
            (false, true) => Way::Bar,
            (false, false) => Way::Lines,
        };
        Self { way }
    }

    /// Says what begins.
    pub(super) fn begin(&self, text: &str) {
        self.write(text);
    }

    /// Says how far it has come: each step on a terminal, a quarter at a time elsewhere.
    pub(super) fn step(&self, done: usize, of: usize) {
        let quarter = |done: usize| done * 4 / of.max(1);
        if self.way == Way::Lines && quarter(done) == quarter(done.saturating_sub(1)) {
            return;
        }
        let full = done * BAR / of.max(1);
        let bar = match self.way {
            Way::Bar => [
                "━".repeat(full),
                "─".repeat(BAR - full.min(BAR)),
                " ".into(),
            ]
            .concat(),
            Way::Lines | Way::Silence => String::new(),
        };
        self.write(&format!("{bar}{done} of {of} graded"));
    }

    /// Says how many there were so far, where nobody knows how many there will be.
    pub(super) fn tick(&self, done: usize, what: &str) {
        if self.way == Way::Bar || done.is_multiple_of(1000) {
            self.write(&format!("{done} {what}"));
        }
    }

    /// Makes room for a line of another kind.
    pub(super) fn clear(&self) {
        if self.way == Way::Bar {
            self.write("");
        }
    }

    fn write(&self, text: &str) {
        // Where standard error is closed, nobody wants to know.
        match self.way {
            Way::Bar => write!(io::stderr(), "\r\x1b[K{text}").ok(),
            Way::Lines => writeln!(io::stderr(), "{text}").ok(),
            Way::Silence => None,
        };
    }
}

impl Drop for Counter {
    /// Leaves the terminal as it was, also when something ends early.
    fn drop(&mut self) {
        self.clear();
    }
}
