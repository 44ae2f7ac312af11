//! Problems of a course: where, what, and what to do about it.
//!
//! They are laid out like rustc's errors. Excerpts are the file's own text, which the printer has to sanitize.

use crate::text::plural;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;
use toml::Spanned;
use unicode_width::UnicodeWidthChar;

/// The maximum number of characters of a line that an excerpt shows before its mark.
const MAX_BEFORE_MARK: usize = 60;

/// The maximum number of characters of a line that an excerpt shows.
const MAX_EXCERPT: usize = 110;

/// A problem with a file of a course, or a finding of `verify` about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The file, relative to the course.
    pub file: String,
    /// The line, counted from 1; 0 for the file as a whole.
    pub line: usize,
    /// The column, counted in characters from 1; 0 for the file as a whole.
    pub column: usize,
    /// What is wrong, as a fragment.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
    /// The line itself.
    pub excerpt: Option<Excerpt>,
    /// What happened, line by line: a diff, or a rustc message.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<String>,
}

/// A line of a file with a part of it marked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    /// The line without its end, or the part of a very long line that matters.
    pub text: String,
    /// Where the mark begins, counted in characters from 0.
    pub start: usize,
    /// How many characters it marks, at least one.
    pub length: usize,
}

impl Problem {
    /// Returns a problem with a file as a whole, or with a missing file.
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
            details: Vec::new(),
        }
    }

    /// Returns a problem with one line of a file; if the text has no such line, with the file as a whole.
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

    /// Returns it as one line, without the excerpt.
    #[must_use]
    pub fn summary(&self) -> String {
        let line = match self.line {
            0 => String::new(),
            line => format!(":{line}"),
        };
        format!("{}{line}: {}: {}", self.file, self.message, self.remedy)
    }

    /// Returns where it is, and what is wrong.
    #[must_use]
    pub fn title(&self) -> String {
        let place = match self.line {
            0 => self.file.clone(),
            number => format!("{}:{number}:{}", self.file, self.column),
        };
        format!("{place}: {}", self.message)
    }

    /// Whether it is about a file that is named after a lesson, or that is in a folder of this name.
    #[must_use]
    pub fn is_about(&self, lesson: &str) -> bool {
        let mut parts = self.file.rsplit('/');
        let stem = parts.next().and_then(|name| name.rsplit_once('.'));
        stem.is_some_and(|(stem, _)| stem == lesson) || parts.next() == Some(lesson)
    }

    /// Lays it out like a rustc error.
    #[must_use]
    pub fn lines(&self) -> Vec<ProblemLine> {
        let line = |gutter: String, text: String, part| ProblemLine { gutter, text, part };
        let title = self.title();
        let title = title.lines().map(str::to_owned);
        let mut lines: Vec<ProblemLine> = title
            .map(|text| line(String::new(), text, ProblemPart::Title))
            .collect();
        let number = self.line.to_string();
        let space = " ".repeat(number.len());
        if let Some(excerpt) = &self.excerpt {
            // A tab below a tab and two spaces below a wide character align the mark.
            let before: String = excerpt.text.chars().take(excerpt.start).map(pad).collect();
            let mark = "^".repeat(excerpt.length);
            let source = format!(" {}", excerpt.text);
            lines.extend([
                line(format!("{space} |"), String::new(), ProblemPart::Source),
                line(format!("{number} |"), source, ProblemPart::Source),
                line(
                    format!("{space} |"),
                    format!(" {before}{mark}"),
                    ProblemPart::Mark,
                ),
            ]);
        }
        lines.extend(self.details.iter().map(|detail| {
            let text = format!(" {detail}").trim_end().to_owned();
            line(format!("{space} |"), text, ProblemPart::Source)
        }));
        let help = format!(" help: {}", self.remedy);
        let help = help.lines().filter(|_| !self.remedy.is_empty());
        lines.extend(help.enumerate().map(|(at, text)| {
            let gutter = if at == 0 {
                format!("{space} =")
            } else {
                String::new()
            };
            line(gutter, text.to_owned(), ProblemPart::Help)
        }));
        lines
    }

    /// Sets the location to a part (in bytes) of a line.
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
    /// Truncates a long line around the mark.
    fn new(row: &str, start: usize, length: usize) -> Self {
        if row.chars().count() <= MAX_EXCERPT {
            return Self {
                text: row.to_owned(),
                start,
                length,
            };
        }
        let skipped = start.saturating_sub(MAX_BEFORE_MARK);
        let front = if skipped > 0 { "…" } else { "" };
        let shown: String = row.chars().skip(skipped).take(MAX_EXCERPT).collect();
        let back = if skipped + MAX_EXCERPT < row.chars().count() {
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

/// A line of a problem as it is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemLine {
    /// What precedes it: the number of the line, or space, and a rule.
    pub gutter: String,
    pub text: String,
    pub part: ProblemPart,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemPart {
    Title,
    Source,
    /// The mark below it.
    Mark,
    Help,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, line) in self.lines().iter().enumerate() {
            let newline = if at == 0 { "" } else { "\n" };
            write!(out, "{newline}{}{}", line.gutter, line.text)?;
        }
        Ok(())
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

/// Collects the problems of one file.
pub(super) struct Reporter<'a> {
    /// The file, relative to the course.
    pub(super) file: &'a str,
    pub(super) text: &'a str,
    pub(super) problems: Vec<Problem>,
    starts: Vec<usize>,
}

impl<'a> Reporter<'a> {
    pub(super) fn new(file: &'a str, text: &'a str) -> Self {
        let ends = text.match_indices('\n');
        Self {
            file,
            text,
            problems: Vec::new(),
            starts: std::iter::once(0)
                .chain(ends.map(|(at, _)| at + 1))
                .collect(),
        }
    }

    /// Returns the line, counted from 1, of the byte at this offset.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }

    /// Fills in the line on which the table of each item begins.
    pub(super) fn with_lines<T>(
        &self,
        items: Option<Vec<Spanned<T>>>,
        line_of: impl Fn(&mut T) -> &mut usize,
    ) -> Vec<T> {
        let with_line = |item: Spanned<T>| {
            let line = self.line(item.span().start);
            let mut item = item.into_inner();
            *line_of(&mut item) = line;
            item
        };
        items.into_iter().flatten().map(with_line).collect()
    }

    /// Adds a problem with this part (in bytes) of the text.
    pub(super) fn add(
        &mut self,
        span: &Range<usize>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        // The end of the file is shown at the end of the last line, where there is something to see.
        let end = self.text.trim_end_matches(['\n', '\r']).len();
        let offset = span.start.min(end);
        let line = self.line(offset);
        let start = self.starts[line - 1];
        let row = self.text[start..].lines().next().unwrap_or_default();
        let from = floor(row, offset - start);
        let to = floor(row, span.end.max(offset) - start).max(from);
        let problem = Problem::of_file(self.file, message, remedy);
        self.problems.push(problem.marked(line, row, from..to));
    }

    /// Returns the problems, sorted by line.
    pub(super) fn into_problems(mut self) -> Vec<Problem> {
        self.problems
            .sort_by_key(|problem| (problem.file != self.file, problem.line, problem.column));
        self.problems
    }
}

fn floor(text: &str, index: usize) -> usize {
    let index = index.min(text.len());
    (0..=index)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_is_under_the_word_after_tabs_and_wide_characters() {
        let problem = Problem::of_file("a.toml", "odd", "fix it").marked(7, "\t日é x = 1", 7..8);
        assert_eq!(
            problem.to_string(),
            "a.toml:7:5: odd\n  |\n7 | \t日é x = 1\n  | \t    ^\n  = help: fix it"
        );
    }

    #[test]
    fn a_very_long_line_is_cut_around_its_mark() {
        let row = format!("{}here{}", "a".repeat(500), "b".repeat(500));
        let problem = Problem::of_file("a.toml", "odd", "").marked(1, &row, 500..504);
        let shown = problem.to_string();
        let lines: Vec<&str> = shown.lines().collect();
        let at = lines[3].find('^').unwrap();
        assert_eq!(problem.column, 501);
        assert_eq!(lines[2].replace('…', "~").get(at..at + 4), Some("here"));
        assert!(lines[2].chars().count() < 120);
    }

    #[test]
    fn a_problem_on_a_line_that_does_not_exist_names_only_the_file() {
        let problem = Problem::at_line("a.rs", "one\n", 9, "odd", "fix it");
        assert_eq!(problem.to_string(), "a.rs: odd\n  = help: fix it");
    }

    #[test]
    fn all_problems_are_counted_at_the_end() {
        let at = |file: &str| Problem::of_file(file, "odd", "");
        let shown = Problems(vec![at("a"), at("a"), at("b")]).to_string();
        assert!(shown.ends_with("3 problems in 2 files"), "{shown}");
    }

    #[test]
    fn the_end_of_a_file_is_shown_on_its_last_line() {
        let mut report = Reporter::new("a.toml", "one\ntwo\n\n");
        report.add(&(9..9), "odd", "");
        let shown = report.into_problems()[0].to_string();
        assert_eq!(shown, "a.toml:2:4: odd\n  |\n2 | two\n  |    ^");
    }

    #[test]
    fn a_span_over_several_lines_marks_the_first() {
        let mut report = Reporter::new("a.toml", "x = '''é\nmore'''\n");
        report.add(&(4..17), "odd", "");
        let problem = &report.into_problems()[0];
        assert_eq!((problem.line, problem.column), (1, 5));
        assert_eq!(problem.excerpt.as_ref().unwrap().length, 4);
    }
}
