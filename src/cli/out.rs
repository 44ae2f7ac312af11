//! Where everything is written: standard output, with its width, its colours and its form.
//!
//! A reader that has gone (`| head`) shows as a broken pipe, which ends the command quietly; see [`super::run`].

use super::look::Look;
use super::{Colour, Format, Options};
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
        let colour = match options.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => sink.is_terminal() && !said_no && !dumb,
        };
        Self {
            look: Look {
                width: columns().clamp(20, 80),
                colour: colour && options.format == Format::Human,
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
        if text.ends_with('\n') {
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

/// One line on the terminal that is written over and over while something long goes on; nothing elsewhere.
pub(super) struct Counter {
    shown: bool,
}

impl Counter {
    /// Shown only where somebody looks at standard error.
    pub(super) fn new(out: &Out) -> Self {
        Self {
            shown: io::stderr().is_terminal() && !out.is_json(),
        }
    }

    /// Writes the line anew.
    pub(super) fn show(&self, text: &str) {
        if self.shown {
            write!(io::stderr(), "\r\x1b[K{text}").ok();
        }
    }
}

impl Drop for Counter {
    /// Leaves the terminal as it was, also when something ends early.
    fn drop(&mut self) {
        self.show("");
    }
}
