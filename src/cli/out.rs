//! Standard output with its format, width and colors, and notes on standard error.
//!
//! If the reader closes the output (`| head`), the broken pipe ends the command silently; see [`super::run`].

use super::writer::{self, OutputStyle};
use super::{Color, Format, Options};
use crate::report::Block;
use crate::{sanitize, text};
use serde::Serialize;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// The version of the JSON output.
const JSON_VERSION: u32 = 2;

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
        let columns = columns();
        Self {
            style: OutputStyle {
                width: columns.clamp(20, 80),
                columns: columns.clamp(20, 160),
                breaks_at: sink.is_terminal().then(|| columns.max(20)),
                color: color && options.format == Format::Human,
            },
            format: options.format,
            sink,
        }
    }

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

    /// Writes a report.
    pub(super) fn report(&mut self, blocks: &[Block]) -> io::Result<()> {
        self.say(&writer::text(self.style, blocks))
    }

    /// Writes a blank line.
    pub(super) fn gap(&mut self) -> io::Result<()> {
        self.sink.write_all(b"\n")
    }

    /// Writes one JSON document on one line, with the version of the format.
    pub(super) fn json(&mut self, body: &impl Serialize) -> anyhow::Result<()> {
        self.say(&json_text(body)?)?;
        Ok(self.finish()?)
    }

    pub(super) fn finish(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

/// Returns a JSON document on one line, with the version of the format.
pub(super) fn json_text(body: &impl Serialize) -> serde_json::Result<String> {
    /// The fields that all documents share.
    #[derive(Serialize)]
    struct Document<'a, T> {
        format: u32,
        #[serde(flatten)]
        body: &'a T,
    }
    serde_json::to_string(&Document {
        format: JSON_VERSION,
        body,
    })
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

/// Returns a path with `~` for the home folder, and without control characters: a folder can have any name.
pub(super) fn path(path: &Path) -> String {
    sanitize::line(&text::path(path, etcetera::home_dir().ok().as_deref()))
}

/// Prints a note on standard error.
pub(super) fn note(text: &str) {
    // If standard error is closed, there is nowhere to report that.
    writeln!(io::stderr(), "note: {}", sanitize::text(text)).ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_messages_of_rustc_broken_between_words_and_a_pipe_whole_ones() {
        let rendered =
            "error[E0596]: cannot borrow `self.hits` as mutable, as it is behind a `&` reference\n";
        let diagnostic = serde_json::json!({
            "severity": "error", "code": null, "line": null, "column": null, "message": "", "rendered": rendered,
        });
        let blocks = [Block::Compiler(serde_json::from_value(diagnostic).unwrap())];
        let piped = OutputStyle {
            width: 72,
            columns: 72,
            breaks_at: None,
            color: false,
        };
        let breaks_at = Some(72);
        let shown = writer::text(OutputStyle { breaks_at, ..piped }, &blocks);
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(
            lines,
            [
                "error[E0596]: cannot borrow `self.hits` as mutable, as it is behind a",
                "    ↪ `&` reference"
            ]
        );
        assert_eq!(writer::text(piped, &blocks), rendered);
    }
}
