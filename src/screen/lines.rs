//! Turns blocks, Markdown and sentences into ratatui's lines, fitted to a width in columns.

use super::{Content, Scene};
use crate::app::{ClickTarget, Tab};
use crate::keymap::{self, BINDINGS};
use crate::report::{Block, NextStep};
use crate::rows::{self, Ground, Options, Row};
use crate::sanitize;
use crate::text::{self, LongWords};
use crate::theme::Theme;
use crate::verdict::Trace;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

pub(super) use crate::text::{pad, truncate};

/// Columns beyond which sentences are hard to read.
const MAX_PROSE_WIDTH: usize = 80;

/// Lays out blocks; next steps become keys.
pub(super) fn blocks(scene: Scene<'_>, blocks: &[Block], width: usize) -> Vec<Line<'static>> {
    let Content {
        mut head, lines, ..
    } = content(scene, blocks, width, None);
    head.extend(lines);
    head
}

/// Lays out blocks, and finds the row that has to be in view and the events that can be clicked. Rows that cannot be in
/// view together with that one are left blank, because laying out a long run takes too long for a frame.
pub(super) fn content(
    scene: Scene<'_>,
    blocks: &[Block],
    width: usize,
    page: Option<usize>,
) -> Content {
    let options = Options {
        page,
        ..options(width)
    };
    let mut rows = rows::lay_out(blocks, options, &key);
    if scene.state.is_flash_dark() {
        let refused = |row: &&mut Row| row.current && row.ground == Ground::Bad;
        rows.iter_mut()
            .filter(refused)
            .for_each(|row| row.ground = Ground::Present);
    }
    let pinned = rows.iter().take_while(|row| row.pinned).count();
    let head: Vec<Row> = rows.drain(..pinned).collect();
    let drawn = |rows: &[Row]| {
        rows.iter()
            .map(|row| line(scene.theme, row, width))
            .collect()
    };
    let events = rows.iter().enumerate();
    let events = events.filter_map(|(at, row)| Some((at, row.event?)));
    let focus = rows.iter().position(|row| row.current);
    let is_marked = focus.is_some_and(|focus| rows[focus].marked);
    Content {
        focus,
        first_marked: rows.iter().position(|row| row.marked).filter(|_| is_marked),
        targets: events
            .map(|(at, event)| (at..at + 1, ClickTarget::Event(event)))
            .collect(),
        lines: drawn(&rows),
        head: drawn(&head),
        ..Content::default()
    }
}

pub(super) fn prose(theme: Theme, text: &str, width: usize) -> Vec<Line<'static>> {
    let blocks = [Block::Prose(text.to_owned())];
    let rows = rows::lay_out(&blocks, options(width), &|_| None);
    rows.iter().map(|row| line(theme, row, width)).collect()
}

fn options(width: usize) -> Options {
    Options {
        prose: width.clamp(1, MAX_PROSE_WIDTH),
        width: Some(width.max(1)),
        columns: width.max(1),
        page: None,
        pictures: true,
        styled: true,
        typed: 5,
        tints: true,
    }
}

/// Returns the key for a next step; `None` if it has none here.
fn key(step: NextStep) -> Option<String> {
    let action = match step {
        NextStep::Check => keymap::Action::Check,
        NextStep::Compiler => keymap::Action::Tab(Tab::Compiler.number()),
        NextStep::Hint => keymap::Action::Hint,
        NextStep::Answer => keymap::Action::Answer,
        NextStep::Trace => keymap::Action::ShowBorrows,
        NextStep::Solution => keymap::Action::Solution,
        NextStep::NextLesson => keymap::Action::GoOn,
        NextStep::AllLessons => keymap::Action::CoreOnly,
        NextStep::EveryEvent => keymap::Action::StepForward,
    };
    let binding = BINDINGS.iter().find(|binding| binding.action == action);
    Some(binding?.keys[0].to_string())
}

fn line(theme: Theme, row: &Row, width: usize) -> Line<'static> {
    let mut line = Line::default();
    for span in &row.spans {
        line.push_span(Span::styled(span.text.clone(), theme.style(span.style)));
    }
    if row.ground != Ground::Terminal {
        // Code in a sentence has the background of its row.
        for span in &mut line.spans {
            span.style.bg = None;
        }
        // A block of code ends with the column of the text.
        let width = match row.ground {
            Ground::Code => width.min(MAX_PROSE_WIDTH),
            Ground::Terminal | Ground::Selection | Ground::Present | Ground::Good | Ground::Bad => {
                width
            }
        };
        line = fill(line, width, theme.ground(row.ground));
    }
    if row.current {
        line.patch_style(theme.strong())
    } else {
        line
    }
}

/// Marks the row of the cursor across the whole width.
pub(super) fn select(theme: Theme, mut line: Line<'static>, width: usize) -> Line<'static> {
    let selection = theme.ground(Ground::Selection).patch(theme.strong());
    // A reversed color would look like a block.
    if selection.bg.is_none() {
        for span in &mut line.spans {
            span.style = Style::new();
        }
    }
    fill(line, width, selection)
}

/// A sentence in one line, with its code highlighted.
pub(super) fn sentence(theme: Theme, text: &str) -> Line<'static> {
    let mut lines = prose(theme, text, MAX_PROSE_WIDTH).into_iter();
    let mut all = lines.next().unwrap_or_default();
    for line in lines {
        all.push_span(Span::raw(" "));
        all.spans.extend(line.spans);
    }
    all
}

/// A sentence for a row with a background of its own, on which code has none: signs keep the backticks around them, and
/// names get the colors of code.
pub(super) fn sentence_on_ground(theme: Theme, text: &str) -> Line<'static> {
    let mut marked = String::new();
    for (at, part) in text.split('`').enumerate() {
        match at % 2 {
            0 => marked += part,
            _ if part.contains(char::is_alphanumeric) => marked += &format!("`{part}`"),
            _ => {
                for sign in format!("`{part}`").chars() {
                    marked.extend(['\\', sign]);
                }
            }
        }
    }
    sentence(theme, &marked)
}

/// A rustc message for a row with a background of its own: each name and sign keeps the backticks that rustc puts around
/// it, and gets the colors of code.
pub(super) fn message_on_ground(theme: Theme, message: &str) -> Line<'static> {
    let parts = message.split('`').enumerate();
    let marked = parts.map(|(at, part)| match at % 2 {
        0 => part.to_owned(),
        _ => format!("\\``{part}`\\`"),
    });
    sentence(theme, &marked.collect::<String>())
}

/// Gives the names of the guards of a run the colors of their bars. If a cell or a function of the source has the same
/// name, it means a guard only after the word "guard", which may be on the line before.
pub(super) fn color_guards<'a>(
    theme: Theme,
    lines: impl IntoIterator<Item = &'a mut Line<'static>>,
    trace: &Trace,
    source: &str,
) {
    let mut guard = rows::guard_finder(trace, source);
    for span in lines.into_iter().flat_map(|line| &mut line.spans) {
        if let Some(syntax) = guard(&span.content) {
            span.style = span.style.patch(theme.syntax(syntax));
        }
    }
}

pub(super) fn truncate_line(mut line: Line<'static>, width: usize) -> Line<'static> {
    let mut room = width;
    let is_too_wide = line.width() > width;
    for span in &mut line.spans {
        let wide = span.content.width();
        if is_too_wide && wide >= room {
            span.content = truncate(&span.content, room).into();
        }
        room = room.saturating_sub(wide);
    }
    line
}

/// Shortens a line to as many whole words as fit into these columns, and says that there is more.
pub(super) fn whole_words(line: Line<'static>, width: usize) -> Line<'static> {
    if line.width() <= width {
        return line;
    }
    let more = " …";
    let room = width.saturating_sub(more.width());
    let rows = wrap_line(&line, room, 0);
    let mut words = rows.into_iter().next().unwrap_or_default();
    words.push_span(Span::raw(more));
    truncate_line(words, width)
}

/// Leaves out the first columns of a line.
pub(super) fn skip_columns(mut line: Line<'static>, columns: usize) -> Line<'static> {
    let mut left = columns;
    for span in &mut line.spans {
        if left == 0 {
            break;
        }
        let letters = span.content.char_indices();
        let mut rest = letters.skip_while(|(_, letter)| {
            let is_left_out = left > 0;
            left = left.saturating_sub(letter.width().unwrap_or(0));
            is_left_out
        });
        let from = rest.next().map_or(span.content.len(), |(at, _)| at);
        span.content = span.content[from..].to_owned().into();
    }
    line
}

/// Breaks a text between words; a word that is too wide by itself is broken too.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    text::wrap(text, width, LongWords::Break)
}

/// Breaks a text between words into lines of one style.
pub(super) fn wrap_styled(
    text: &str,
    width: usize,
    style: Style,
) -> impl Iterator<Item = Line<'static>> {
    let lines = wrap(text, width).into_iter();
    lines.map(move |line| styled(line, style))
}

/// Breaks a line between words and indents all but the first.
pub(super) fn wrap_line(line: &Line<'_>, width: usize, indent: usize) -> Vec<Line<'static>> {
    let span = |span: &Span<'_>| text::Span {
        text: span.content.clone().into_owned(),
        style: span.style,
    };
    let spans: Vec<text::Span<Style>> = line.spans.iter().map(span).collect();
    let wrapped = text::wrap_spans(&spans, width.max(1), indent, LongWords::Break).into_iter();
    let span = |span: text::Span<Style>| Span::styled(span.text, span.style);
    wrapped
        .map(|spans| {
            spans
                .into_iter()
                .map(span)
                .collect::<Line<'_>>()
                .style(line.style)
        })
        .collect()
}

/// Fills a line up with spaces, so that its style covers the whole width.
pub(super) fn fill(mut line: Line<'static>, width: usize, style: Style) -> Line<'static> {
    let rest = width.saturating_sub(line.width());
    line.push_span(Span::raw(" ".repeat(rest)));
    line.patch_style(style)
}

/// Returns the end of a path, as much as fits: that is where the cursor is.
pub(super) fn end_of(path: &str, width: usize) -> String {
    let path = sanitize::line(path);
    let mut end = path.as_str();
    while end.width() >= width.max(2) {
        let mut letters = end.chars();
        letters.next();
        end = letters.as_str();
    }
    if end.len() == path.len() {
        path
    } else {
        format!("…{end}")
    }
}

pub(super) fn styled(text: impl Into<String>, style: Style) -> Line<'static> {
    Line::from(Span::styled(text.into(), style))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::app::State;
    use crate::highlight::Syntax;
    use crate::theme::Depth;

    /// What the full screen shows of these blocks in a pane of this width.
    pub(crate) fn shown(blocks: &[Block], width: usize) -> String {
        let state = State::default();
        let theme = Theme {
            depth: Depth::None,
            ..Theme::default()
        };
        let clickable = std::cell::RefCell::default();
        let scene = Scene {
            state: &state,
            theme,
            clickable: &clickable,
        };
        let lines = super::blocks(scene, blocks, width);
        let text = |line: &Line<'_>| line.to_string().trim_end().to_owned() + "\n";
        lines.iter().map(text).collect()
    }

    #[test]
    fn a_guard_has_its_color_where_a_cell_with_its_name_has_none() {
        let guards = serde_json::json!({ "read_guards": 0, "write_guard": true });
        let trace = serde_json::json!({
            "file": "a.rs", "ending": { "kind": "deadlock" },
            "cells": [{
                "id": 1, "kind": "RefCell", "content_type": "u8", "created_at": null, "name": "lines",
                "is_static": false, "may_own_cells": false,
            }],
            "threads": [{ "id": 0, "name": "main", "spawned": null }],
            "events": [{
                "thread": 0, "cell": 1, "kind": "acquired", "guard": 1, "access": "exclusive", "name": "lines",
                "guards": guards,
            }],
            "truncated": false, "schedule": [], "stdout": "", "explanations": [],
        });
        let trace: Trace = serde_json::from_value(trace).unwrap();
        let theme = Theme {
            depth: Depth::TrueColor,
            ..Theme::default()
        };
        let says = "cannot borrow `lines`, but the write guard `lines` is alive";
        let mut lines = prose(theme, says, says.find(" `lines` is").unwrap());
        assert!(lines[1].to_string().starts_with("lines"));
        color_guards(theme, &mut lines, &trace, "");
        let names = lines.iter().flat_map(|line| &line.spans);
        let names = names.filter(|span| span.content == "lines");
        let color = theme.syntax(Syntax::WriteGuard).fg;
        let are_colored: Vec<bool> = names.map(|name| name.style.fg == color).collect();
        assert_eq!(are_colored, [false, true]);
    }
}
