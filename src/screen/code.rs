//! The learner's file with line numbers, and the lines that rustc or a panic marks.

use super::frame::{self, Edges};
use super::{Content, Scene, Targets, Theme, add_targets, draw_content, lines};
use crate::app::{ClickTarget, Pane, PaneArea, ScrollState, Tab};
use crate::engine::Refusal;
use crate::engine::form::{Reply, Task};
use crate::highlight::{self, Highlighter, Lexeme};
use crate::report::{
    self,
    trace::{self, ThreadPlace},
};
use crate::rows::Ground;
use crate::sanitize;
use crate::verdict::{Outcome, Severity};
use ratatui::Frame;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::collections::BTreeMap;
use std::ops::Range;
use unicode_width::UnicodeWidthStr;

/// What to show below a line, if anything, and in which style, by line number.
pub(super) type LineMarks = BTreeMap<usize, (Style, String)>;

pub(super) const ALL_ROWS: Range<usize> = 0..usize::MAX;

/// Columns before a line: number and sign.
const MARGIN: usize = 6;

const MAX_ERROR_WIDTH: usize = 100;

/// Draws the file, or the program that is predicted, in its pane.
pub(super) fn draw(scene: Scene<'_>, frame: &mut Frame<'_>, area: PaneArea) -> ScrollState {
    if !area.is_shown() {
        return ScrollState::default();
    }
    let (state, theme) = (scene.state, scene.theme);
    let (width, height) = (usize::from(area.body.width), usize::from(area.body.height));
    let (rows, at) = lines(scene, width, height);
    let is_asked = state.is_form_open()
        && matches!(state.model().task(), Task::Predict(_))
        && state.tab == Tab::Answer;
    let content = Content {
        targets: if is_asked {
            line_targets(&rows)
        } else {
            Targets::new()
        },
        lines: rows,
        ..Content::default()
    };
    let extent = draw_content(frame, area.body, &content, at);
    add_targets(scene, area.body, &content.targets, extent.at);
    let file = state.model().file_shown().unwrap_or_default();
    let file = if file.width() + 4 < width {
        &file
    } else {
        in_its_folder(&file)
    };
    let (title, edit) = if state.model().file_text().is_some() {
        let edit = [("e", theme.key()), (" edit", theme.dim())];
        (
            "Your file",
            edit.map(|(text, style)| Span::styled(text, style))
                .into_iter()
                .collect(),
        )
    } else {
        ("The program", Line::default())
    };
    let edges = Edges {
        title: lines::styled(title, theme.title()),
        right: edit,
        below: lines::styled(lines::end_of(file, width.saturating_sub(2)), theme.dim()),
        ..Edges::default()
    };
    let is_focused = state.pane == Pane::File;
    frame::draw(scene, frame, (area, is_focused), edges, extent);
    extent
}

fn in_its_folder(path: &str) -> &str {
    let slashes = path.rmatch_indices(['/', '\\']);
    slashes
        .map(|(at, _)| &path[at + 1..])
        .nth(1)
        .unwrap_or(path)
}

/// The rows of the file, and the first one that is shown: the marked line is in view until the learner scrolls the file.
fn lines(scene: Scene<'_>, width: usize, height: usize) -> (Vec<Line<'static>>, usize) {
    let (state, theme) = (scene.state, scene.theme);
    if let Some(Err(error)) = state.model().file_text() {
        let error = sanitize::text(&error.to_string());
        let lines = lines::wrap_styled(&error, width.min(MAX_ERROR_WIDTH), theme.bad());
        return (lines.collect(), 0);
    }
    let Some(source) = state.source() else {
        let says = lines::styled(Refusal::NoProgram.sentence(), theme.dim());
        return (vec![says], 0);
    };
    let mut marks = verdict_marks(scene);
    let mut main = mark_threads(scene, &mut marks);
    // While a prediction is being made, the line that was typed is marked.
    if let (Task::Predict(_), Some(line)) = (state.model().task(), state.form.typed_line()) {
        marks.insert(line, (theme.marked(), String::new()));
        main = Some(line);
    }
    // The error that the band names may not be the first one in the file.
    let line_of_verdict = || usize::try_from(state.model().main_line()?).ok();
    let main = main.or_else(line_of_verdict);
    // A prediction before an edit is about the starter, but the file is shown.
    if let Some(Reply::Predicted(id)) = state.session.reply()
        && state.model().file_text().is_none()
        && let Some(result) = state.model().prediction_result(id)
    {
        let style = if result.right {
            theme.good()
        } else {
            theme.bad()
        };
        if let Some(line) = result.observed.main_line() {
            mark(&mut marks, line, style, "");
        }
    }
    let rows_from = |at: usize| {
        let visible = at..at.saturating_add(height);
        numbered(scene, source, &marks, width, &visible)
    };
    let at = state.scroll.file.at;
    let rows = rows_from(at);
    // The file may have become shorter since it was scrolled.
    let last = rows.len().saturating_sub(height);
    let mut shown = at.min(last);
    let row_of = |line: usize| rows.iter().position(|row| number(row) == Some(line));
    let marked = main.and_then(row_of).filter(|at| is_marked(&rows[*at]));
    if let Some(marked) = marked.or_else(|| rows.iter().position(is_marked))
        && !state.file_scrolled
    {
        // The message about the line is below it, and should be in view, too.
        let rest = rows.iter().skip(marked + 1);
        let said = rest.take_while(|row| !row.spans.is_empty() && number(row).is_none());
        let said = said.count().clamp(1, height.saturating_sub(1).max(1));
        let end = marked + 1 + said;
        if marked < shown || end > shown + height {
            let half = marked.saturating_sub(height / 2);
            shown = half.max(end.saturating_sub(height)).min(last);
        }
        // The first row is not the rest of a line, or what is said about one.
        let begins = |at: &usize| rows[*at].spans.is_empty() || number(&rows[*at]).is_some();
        shown = (shown..=last.min(marked)).find(begins).unwrap_or(shown);
    }
    let rows = if shown == at { rows } else { rows_from(shown) };
    (rows, shown)
}

/// Lays out a program with line numbers, and what is marked below its line. Rows outside of `visible` are left blank,
/// because highlighting a long program takes too long for a frame.
pub(super) fn numbered(
    scene: Scene<'_>,
    source: &str,
    marks: &LineMarks,
    width: usize,
    visible: &Range<usize>,
) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let mut rows = Vec::new();
    let mut highlighter = Highlighter::default();
    for (number, text) in (1..).zip(source.lines()) {
        let mark = marks.get(&number);
        if is_one_row(text, width) && mark.is_none() && !visible.contains(&rows.len()) {
            if rows.len() < visible.start {
                highlighter.skip(text);
            }
            rows.push(Line::default());
            continue;
        }
        let (sign, style) = mark.map_or((" ", theme.dim()), |(style, _)| ("▌", *style));
        let mut line = highlighted(theme, highlighter.line(text));
        let margin = format!("{number:>4}{sign} ");
        line.spans.insert(0, Span::styled(margin, style));
        let indent = MARGIN + 2 + text.len() - text.trim_start().len();
        let folded = lines::wrap_line(&line, width, indent.min(width / 2));
        let ground = match mark {
            Some((style, _)) if *style == theme.bad() => theme.ground(Ground::Bad),
            Some((style, _)) if *style == theme.good() => theme.ground(Ground::Good),
            Some(_) => theme.ground(Ground::Code),
            None => Style::new(),
        };
        rows.extend(folded.into_iter().map(|row| match mark {
            Some(_) => lines::fill(row, width, ground),
            None => row,
        }));
        if let Some((style, text)) = mark.filter(|(_, text)| !text.is_empty()) {
            let room = width.saturating_sub(MARGIN);
            let says = text.lines();
            let says = says.flat_map(|says| lines::wrap_styled(says, room, *style));
            rows.extend(says.enumerate().map(|(at, mut line)| {
                let margin = if at == 0 { "    ╰ " } else { "      " };
                line.spans.insert(0, Span::styled(margin, *style));
                line
            }));
        }
    }
    rows
}

/// Returns which line a click on each row chooses.
pub(super) fn line_targets(rows: &[Line<'_>]) -> Targets {
    let mut targets = Targets::new();
    for (at, row) in rows.iter().enumerate() {
        match (number(row), targets.last_mut()) {
            (Some(line), _) => targets.push((at..at + 1, ClickTarget::Line(line))),
            (None, Some((rows, _))) => rows.end = at + 1,
            (None, None) => {}
        }
    }
    targets
}

fn number(row: &Line<'_>) -> Option<usize> {
    let margin = row.spans.first()?.content.as_ref();
    let number = margin.trim_end_matches(['▌', ' ']).trim_start();
    number.parse().ok()
}

/// Whether this is the first row of a marked line.
pub(super) fn is_marked(row: &Line<'_>) -> bool {
    row.spans
        .first()
        .is_some_and(|margin| margin.content.contains('▌'))
}

/// Whether a line certainly takes one row.
fn is_one_row(text: &str, width: usize) -> bool {
    let is_plain = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    // Numbers may have three digits more than there is room for.
    is_plain && text.len() + MARGIN + 3 <= width
}

/// The lines that the panic, a broken rule, the deadlock and rustc's diagnostics name.
pub(super) fn verdict_marks(scene: Scene<'_>) -> LineMarks {
    let mut marks = LineMarks::new();
    let Some(graded) = scene.state.model().verdict() else {
        return marks;
    };
    let observed = &graded.verdict.observed;
    if let Outcome::Panicked(panic) = &observed.outcome
        && let Some(line) = panic.line
    {
        let message = panic.message.lines().next().unwrap_or_default();
        let text = format!("panic: {message}");
        mark(&mut marks, line, scene.theme.bad(), &text);
    }
    if let Some((line, broken)) = graded.verdict.line_of_broken_rule() {
        let says = report::broken_rule(broken);
        mark(&mut marks, line, scene.theme.bad(), &says);
    }
    if let Some(trace) = scene.state.model().trace()
        && matches!(trace.ending.outcome(), Outcome::Deadlocked { .. })
    {
        let last = trace.events.len().saturating_sub(1);
        let places = trace::thread_places(trace, last, &traced_file(scene));
        for place in places.into_iter().filter(|place| place.is_stuck) {
            add_thread(&mut marks, &place, scene.theme.bad());
        }
    }
    for diagnostic in &observed.diagnostics {
        let style = match diagnostic.severity {
            Severity::Error => scene.theme.bad(),
            Severity::Warning => scene.theme.accent(),
        };
        if let Some(line) = diagnostic.line {
            mark(&mut marks, line, style, &diagnostic.message);
        }
    }
    marks
}

/// Marks where each thread of the run is, while the learner steps through it. Returns the line of the step, if it is in
/// this file.
fn mark_threads(scene: Scene<'_>, marks: &mut LineMarks) -> Option<usize> {
    let (state, theme) = (scene.state, scene.theme);
    if state.tab != Tab::Borrows || !state.shows_threads() {
        return None;
    }
    let trace = state.model().trace()?;
    let position = state.session.position;
    let steps = trace::steps(trace, position.cell);
    let event = steps.get(position.step?)?;
    marks.clear();
    let mut current = None;
    let places = trace::thread_places(trace, *event, &traced_file(scene));
    // A line has one color: that of the current thread, or else of those that never continue.
    let is_red = |line: u32| {
        let mut here = places.iter().filter(|place| place.line == line);
        let leads = here.clone().find(|place| place.is_current);
        let leads = leads.or_else(|| here.find(|place| place.is_stuck));
        leads.is_some_and(|place| place.is_stuck)
    };
    for place in places
        .iter()
        .filter(|place| place.is_stuck == is_red(place.line))
    {
        let style = if place.is_stuck {
            theme.bad()
        } else {
            theme.accent()
        };
        if place.is_current {
            current = usize::try_from(place.line).ok();
        }
        add_thread(marks, place, style);
    }
    current
}

/// Adds what a thread does to the mark of its line.
fn add_thread(marks: &mut LineMarks, place: &ThreadPlace, style: Style) {
    let line = usize::try_from(place.line).unwrap_or(usize::MAX);
    let says = sanitize::line(&place.says).replace('`', "");
    let (marked, all) = marks.entry(line).or_insert((style, String::new()));
    if place.is_stuck {
        *marked = style;
    }
    let gap = if all.is_empty() { "" } else { "\n" };
    *all += &format!("{gap}{says}");
}

fn mark(marks: &mut LineMarks, line: u32, style: Style, text: &str) {
    let line = usize::try_from(line).unwrap_or(usize::MAX);
    marks
        .entry(line)
        .or_insert_with(|| (style, sanitize::line(text)));
}

pub(super) fn rust_line(theme: Theme, text: &str) -> Line<'static> {
    highlighted(theme, highlight::line(text))
}

pub(super) fn highlighted(theme: Theme, lexemes: Vec<Lexeme<'_>>) -> Line<'static> {
    let span = |lexeme: Lexeme<'_>| {
        let text = sanitize::line(&lexeme.text.replace('\t', "    "));
        Span::styled(text, theme.syntax(lexeme.syntax))
    };
    lexemes.into_iter().map(span).collect()
}

/// The path of the traced file, as the places in the trace name it.
pub(super) fn traced_file(scene: Scene<'_>) -> String {
    let state = scene.state;
    let Some(lesson) = state.model().current() else {
        return String::new();
    };
    let prediction = state.session.prediction_in_view(lesson);
    let prediction = prediction.or(lesson.predictions.last());
    let own = state.model().file_text().is_some();
    match prediction.and_then(|prediction| prediction.file.as_ref()) {
        Some(file) if !own => format!("exercises/{}/{file}", lesson.chapter),
        _ => lesson.exercise_path(),
    }
}
