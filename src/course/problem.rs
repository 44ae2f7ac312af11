//! What is wrong with a course, so that its author can mend it: where it stands, what it is, what to do.
//!
//! Laid out the way rustc does. The excerpts are the file's own text: who prints them makes them harmless.

use crate::text::plural;
use std::fmt;
use std::ops::Range;
use unicode_width::UnicodeWidthChar;

/// How much of a long line an excerpt shows before its mark, in characters.
const BEFORE: usize = 60;

/// How much of a long line an excerpt shows altogether, in characters.
const AT_MOST: usize = 110;

/// One thing that is wrong with a file of a course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, relative to the course.
    pub file: String,
    /// The line, counted from 1; 0 where the file as a whole is meant.
    pub line: usize,
    /// The column, counted in characters from 1; 0 where the file as a whole is meant.
    pub column: usize,
    /// What is wrong, as a fragment.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
    /// The line itself.
    pub excerpt: Option<Excerpt>,
}

/// A line of a file with a part of it marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The line without its end, or the part of a very long line that matters.
    pub text: String,
    /// Where the mark begins, counted in characters from 0.
    pub start: usize,
    /// How many characters it marks, at least one.
    pub length: usize,
}

impl Problem {
    /// A problem with a file as a whole, or with a file that is not there.
    pub fn of_file(
        file: impl Into<String>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            file: file.into(),
            line: 0,
            column: 0,
            message: message.into(),
            remedy: remedy.into(),
            excerpt: None,
        }
    }

    /// A problem with one line of a file whose text is at hand; a line that is not there names the file alone.
    pub fn at_line(
        file: impl Into<String>,
        text: &str,
        line: usize,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        let problem = Self::of_file(file, message, remedy);
        let Some(row) = line
            .checked_sub(1)
            .and_then(|index| text.lines().nth(index))
        else {
            return problem;
        };
        let indent = row.len() - row.trim_start().len();
        problem.marked(line, row, indent..row.trim_end().len())
    }

    /// The same problem, placed on a part (in bytes) of a line.
    pub(super) fn marked(self, line: usize, row: &str, bytes: Range<usize>) -> Self {
        let start = row.get(..bytes.start).unwrap_or(row).chars().count();
        let length = row.get(bytes).unwrap_or_default().chars().count();
        Self {
            line,
            column: start + 1,
            excerpt: Some(Excerpt::new(row, start, length.max(1))),
            ..self
        }
    }
}

impl Excerpt {
    /// Cuts what does not fit beside the mark out of a long line.
    fn new(row: &str, start: usize, length: usize) -> Self {
        if row.chars().count() <= AT_MOST {
            return Self {
                text: row.to_owned(),
                start,
                length,
            };
        }
        let skipped = start.saturating_sub(BEFORE);
        let front = if skipped > 0 { "…" } else { "" };
        let shown: String = row.chars().skip(skipped).take(AT_MOST).collect();
        let back = if skipped + AT_MOST < row.chars().count() {
            "…"
        } else {
            ""
        };
        let text = format!("{front}{shown}{back}");
        let start = start - skipped + front.chars().count();
        let room = text.chars().count().saturating_sub(start);
        Self {
            length: length.min(room).max(1),
            start,
            text,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.file)?;
        if self.line > 0 {
            write!(out, ":{}:{}", self.line, self.column)?;
        }
        write!(out, ": {}", self.message)?;
        let number = self.line.to_string();
        let gutter = " ".repeat(number.len());
        if let Some(excerpt) = &self.excerpt {
            // Under a tab goes a tab and under a wide character two spaces, so that the mark stands where it should.
            let before: String = excerpt.text.chars().take(excerpt.start).map(pad).collect();
            let mark: String = "^".repeat(excerpt.length);
            write!(out, "\n{gutter} |\n{number} | {}", excerpt.text)?;
            write!(out, "\n{gutter} | {before}{mark}")?;
        }
        if self.remedy.is_empty() {
            return Ok(());
        }
        write!(out, "\n{gutter} = help: {}", self.remedy)
    }
}

fn pad(character: char) -> &'static str {
    match character {
        '\t' => "\t",
        wide if wide.width() == Some(2) => "  ",
        none if none.width() == Some(0) => "",
        _ => " ",
    }
}

/// All that is wrong with a course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.0 {
            write!(out, "{problem}\n\n")?;
        }
        let mut files: Vec<&str> = self.0.iter().map(|problem| &*problem.file).collect();
        files.sort_unstable();
        files.dedup();
        let problems = plural(self.0.len(), "problem");
        write!(out, "{problems} in {}", plural(files.len(), "file"))
    }
}

impl std::error::Error for Problems {}

#[cfg(test)]
mod tests;
