//! Your file as it is on the disk, with line numbers and what rustc or a panic marks.

use super::{Scene, Theme, fit};
use crate::highlight::{self, Highlighter, Lexeme};
use crate::sanitize;
use crate::verdict::{Outcome, Severity};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::collections::BTreeMap;
use std::ops::Range;

pub(super) fn lines(scene: Scene<'_>, width: usize, height: usize) -> Vec<Line<'static>> {
    let state = scene.state;
    if let Some(Err(why)) = state.model.files.get(&state.model.lesson) {
        let words = fit::words(&sanitize::text(&why.to_string()), width.min(100));
        return words
            .into_iter()
            .map(|line| fit::styled(line, scene.theme.bad()))
            .collect();
    }
    let Some(source) = state.source() else {
        return vec![fit::styled(
            "This lesson has no program.",
            scene.theme.dim(),
        )];
    };
    let marks = marks(scene);
    let at = state.extents.verdict.at;
    let lines = numbered(
        scene,
        source,
        &marks,
        width,
        &(at..at.saturating_add(height)),
    );
    let last = lines.len().saturating_sub(height);
    if at <= last {
        return lines;
    }
    // The file has become shorter.
    numbered(scene, source, &marks, width, &(last..last + height))
}

/// What is said about a line.
type LineMarks = BTreeMap<usize, (Style, String)>;

/// All rows of a program.
pub(super) const ALL: Range<usize> = 0..usize::MAX;

/// A program with line numbers, and a sentence below each line that is marked. Of a long one, only the rows that are seen
/// have anything in them.
pub(super) fn numbered(
    scene: Scene<'_>,
    source: &str,
    marks: &LineMarks,
    width: usize,
    seen: &Range<usize>,
) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let mut highlighter = Highlighter::default();
    for (number, text) in (1..).zip(source.lines()) {
        let mark = marks.get(&number);
        if is_one_row(text, width) && mark.is_none() && !seen.contains(&lines.len()) {
            if lines.len() < seen.start {
                highlighter.skip(text);
            }
            lines.push(Line::default());
            continue;
        }
        let (sign, style) = match mark {
            Some((style, _)) => ("▸", *style),
            None => (" ", scene.theme.dim()),
        };
        let mut line = highlighted(scene.theme, highlighter.line(text));
        let margin = format!("{sign}{number:>3} │ ");
        line.spans.insert(0, Span::styled(margin, style));
        lines.extend(fit::wrapped(&line, width, MARGIN));
        if let Some((style, said)) = mark {
            let said = fit::cut(said, width.saturating_sub(MARGIN));
            lines.push(Line::from(vec![
                Span::raw("     ╰ "),
                Span::styled(said, *style),
            ]));
        }
    }
    lines
}

/// How many columns the numbers take.
const MARGIN: usize = 7;

/// Whether a line surely takes one row.
fn is_one_row(text: &str, width: usize) -> bool {
    let plain = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    // The numbers of a very long file are wider.
    plain && text.len() + MARGIN + 3 <= width
}

fn marks(scene: Scene<'_>) -> LineMarks {
    let mut marks = LineMarks::new();
    let Some(graded) = scene.state.model.verdict() else {
        return marks;
    };
    let seen = &graded.verdict.observed;
    if let Outcome::Panicked(panic) = &seen.outcome
        && let Some(at) = panic.line
    {
        let said = panic.message.lines().next().unwrap_or_default();
        mark(&mut marks, at, scene.theme.bad(), &format!("panic: {said}"));
    }
    for found in &seen.diagnostics {
        let style = match found.severity {
            Severity::Error => scene.theme.bad(),
            Severity::Warning => scene.theme.accent(),
        };
        if let Some(at) = found.line {
            mark(&mut marks, at, style, &found.message);
        }
    }
    marks
}

fn mark(marks: &mut LineMarks, at: u32, style: Style, said: &str) {
    let at = usize::try_from(at).unwrap_or(usize::MAX);
    marks
        .entry(at)
        .or_insert_with(|| (style, sanitize::line(said)));
}

/// A line of Rust by itself, in color.
pub(super) fn rust_line(theme: Theme, text: &str) -> Line<'static> {
    highlighted(theme, highlight::line(text))
}

fn highlighted(theme: Theme, lexemes: Vec<Lexeme<'_>>) -> Line<'static> {
    let span = |lexeme: Lexeme<'_>| {
        let text = sanitize::line(&lexeme.text.replace('\t', "    "));
        Span::styled(text, theme.syntax(lexeme.syntax))
    };
    lexemes.into_iter().map(span).collect()
}
