//! One file of a course while it is read: its text, where its lines begin, and what is wrong with it so far.

use super::problem::Problem;
use std::ops::Range;
use toml::Spanned;

/// A file and what was found in it.
pub(super) struct Report<'a> {
    /// The file, relative to the course.
    pub(super) file: &'a str,
    /// Its text.
    pub(super) text: &'a str,
    /// What is wrong with it.
    pub(super) problems: Vec<Problem>,
    starts: Vec<usize>,
}

impl<'a> Report<'a> {
    pub(super) fn new(file: &'a str, text: &'a str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self {
            file,
            text,
            problems: Vec::new(),
            starts: std::iter::once(0)
                .chain(ends.map(|(at, _)| at + 1))
                .collect(),
        }
    }

    /// The line, counted from 1, in which this byte stands.
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
        // What stands behind the last newline is put at the end of the last line: there is something to see there.
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

    /// What is wrong, from top to bottom.
    pub(super) fn into_problems(mut self) -> Vec<Problem> {
        self.problems
            .sort_by_key(|problem| (problem.file != self.file, problem.line, problem.column));
        self.problems
    }
}

/// The nearest place not behind `index` where a character begins.
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
    fn the_end_of_a_file_is_shown_on_its_last_line() {
        let mut report = Report::new("a.toml", "one\ntwo\n\n");
        report.add(&(9..9), "it just ends", "");
        let shown = report.into_problems()[0].to_string();
        assert_eq!(shown, "a.toml:2:4: it just ends\n  |\n2 | two\n  |    ^");
    }

    #[test]
    fn a_span_over_several_lines_marks_the_first() {
        let mut report = Report::new("a.toml", "x = '''é\nmore'''\n");
        report.add(&(4..17), "odd", "");
        let problem = &report.into_problems()[0];
        assert_eq!((problem.line, problem.column), (1, 5));
        assert_eq!(problem.excerpt.as_ref().unwrap().length, 4);
    }
}
