//! The guards of a run beside the code: all at once, or event by event with the state of each cell at that moment.

use super::{Content, Scene, code, fit, prose, threads, unseen};
use crate::app::{self, cells_at, events};
use crate::sanitize;
use crate::timeline::{self, GutterRow, GutterTone};
use crate::verdict::{Guards, Trace};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

pub(super) fn content(scene: Scene<'_>, width: usize, height: usize) -> Content {
    let state = scene.state;
    if let Some(lines) = unseen::lines(scene, width) {
        return lines.into();
    }
    let Some(trace) = state.trace() else {
        return Content::default();
    };
    let now = now(scene, trace);
    let mut content = if timeline::has_threads(trace) {
        threads::content(scene, trace, now, width)
    } else {
        gutter(scene, trace, now, width)
    };
    let below = below(scene, trace, now, width);
    if now.is_some() && height > below.len() + 3 {
        // While it is stepped through, what happens now stands in view.
        let mut head = below;
        head.push(Line::default());
        content.seen = content.seen.map(|seen| seen + head.len());
        head.append(&mut content.lines);
        content.lines = head;
    } else {
        content.lines.push(Line::default());
        content.lines.extend(below);
    }
    content
}

/// The event under the cursor, by its place in the trace.
fn now(scene: Scene<'_>, trace: &Trace) -> Option<usize> {
    let stepping = &scene.state.stepping;
    events(trace, stepping.cell).get(stepping.at?).copied()
}

/// The trace, of one cell where only that is looked at.
fn of_the_cell(trace: &Trace, cell: Option<u32>) -> Trace {
    let mut trace = trace.clone();
    if cell.is_some() {
        trace.events.retain(|event| event.cell == cell);
    }
    trace
}

fn gutter(scene: Scene<'_>, trace: &Trace, now: Option<usize>, width: usize) -> Content {
    let state = scene.state;
    let file = file(scene);
    let source = state.shown().map_or("", |(graded, _)| graded.text.as_str());
    let source = if source.is_empty() {
        state.source().unwrap_or_default()
    } else {
        source
    };
    let rows = timeline::gutter(&of_the_cell(trace, state.stepping.cell), &file, source);
    let at = now
        .and_then(|now| trace.events[now].place.as_ref())
        .map(|place| place.line);
    // Guards stand close to the lines that they are about; other lines may pass below them.
    let (beside, alone): (Vec<&GutterRow>, Vec<&GutterRow>) =
        rows.iter().partition(|row| has_notes(row));
    let widest =
        |rows: &[&GutterRow], of: fn(&GutterRow) -> usize| rows.iter().map(|row| of(row)).max();
    let notes = widest(&beside, |row| row.note.width() + row.bars.width() + 2);
    let room = width.saturating_sub(8 + notes.unwrap_or(0));
    let source = |row: &GutterRow| row.source.width();
    let wanted = widest(&beside, source).or(widest(&alone, source));
    let column = wanted
        .unwrap_or(0)
        .min(room.max(width * 2 / 5))
        .min(width.saturating_sub(8));
    let mut content = Content::default();
    for row in &rows {
        let here = row.line.is_some() && row.line == at;
        if here {
            content.seen = Some(content.lines.len());
        }
        content.lines.push(one(scene, row, (column, width), here));
    }
    content
}

/// The file that the trace is about, as its places name it.
fn file(scene: Scene<'_>) -> String {
    let Some(lesson) = scene.state.current() else {
        return String::new();
    };
    let prediction = scene.state.form.prediction(lesson, scene.state.so_far());
    match prediction
        .or(lesson.predictions.last())
        .and_then(|p| p.file.as_ref())
    {
        Some(file)
            if scene.state.files.is_empty() || !scene.state.files.contains_key(&lesson.id) =>
        {
            format!("exercises/{}/{file}", lesson.chapter)
        }
        _ => lesson.exercise_path(),
    }
}

/// Whether something stands beside the source.
fn has_notes(row: &GutterRow) -> bool {
    !row.note.is_empty() || !row.bars.trim().is_empty()
}

fn one(
    scene: Scene<'_>,
    row: &GutterRow,
    (column, width): (usize, usize),
    here: bool,
) -> Line<'static> {
    let theme = scene.theme;
    let number = row
        .line
        .map_or("    ".to_owned(), |line| format!("{line:>4}"));
    let sign = if here { "▸" } else { " " };
    let source = sanitize::line(&row.source);
    let source = if has_notes(row) {
        fit::padded(&source, column)
    } else {
        fit::cut(&source, width.saturating_sub(8))
    };
    let tone = of_tone(scene, row.tone);
    let mut spans = vec![Span::styled(format!("{sign}{number} │ "), theme.dim())];
    spans.extend(code::rust_line(theme, &source).spans);
    let bars = format!(" {} ", row.bars);
    let room = width.saturating_sub(8 + source.width() + bars.width());
    spans.push(Span::styled(bars, tone));
    spans.push(Span::styled(
        fit::cut(&sanitize::line(&row.note), room),
        tone,
    ));
    let line = Line::from(spans);
    if here {
        line.patch_style(theme.strong())
    } else {
        line
    }
}

pub(super) fn of_tone(scene: Scene<'_>, tone: GutterTone) -> Style {
    match tone {
        GutterTone::Plain => scene.theme.accent(),
        GutterTone::Quiet => scene.theme.dim(),
        GutterTone::Bad => scene.theme.bad(),
    }
}

/// The event under the cursor in a sentence, and the cells at that moment; else what the whole means.
fn below(scene: Scene<'_>, trace: &Trace, now: Option<usize>, width: usize) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let Some(now) = now else {
        return meaning(scene, trace, width);
    };
    let all = events(trace, scene.state.stepping.cell);
    let place = all.iter().position(|at| *at == now).unwrap_or(0) + 1;
    let counted = format!("event {place} of {}   ", all.len());
    let sentence = timeline::sentence(trace, now).unwrap_or_default();
    let sentence = sentence.replace('`', "");
    let mut lines = vec![];
    let told = Line::from(vec![
        Span::styled(counted, theme.dim()),
        Span::styled(sanitize::line(&sentence), theme.strong()),
    ]);
    lines.extend(fit::wrapped(&told, width, 4));
    let of_interest = app::cells(trace);
    let mut cells = Vec::new();
    for (cell, guards) in cells_at(trace, now) {
        if !of_interest.contains(&cell) {
            continue;
        }
        let name = sanitize::line(&timeline::cell_name(trace, cell));
        cells.push(Span::raw(format!("{name}: ")));
        let style = if guards == Guards::default() {
            theme.dim()
        } else {
            theme.accent()
        };
        cells.push(Span::styled(format!("{}   ", state_of(guards)), style));
    }
    lines.extend(fit::wrapped(&Line::from(cells), width, 4));
    lines
}

/// What the whole means.
fn meaning(scene: Scene<'_>, trace: &Trace, width: usize) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let said = trace
        .explanations
        .iter()
        .map(|one| prose::lines(theme, &one.says, width));
    let mut lines = said.collect::<Vec<_>>().join(&Line::default());
    if let Some(why) = unseen::cut_short(trace) {
        lines.extend(prose::lines(theme, why, width));
    }
    if trace.truncated {
        let words = "There was more; the rest is left out.";
        lines.push(fit::styled(words, theme.dim()));
    }
    lines
}

fn state_of(guards: Guards) -> String {
    match (guards.writer, guards.readers) {
        (true, _) => "■ one writer".to_owned(),
        (false, 0) => "○ free".to_owned(),
        (false, 1) => "● 1 reader".to_owned(),
        (false, readers) => format!("● {readers} readers"),
    }
}
