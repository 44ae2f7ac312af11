//! The built-in editor: the file highlighted, with what rustc or a panic marks, and the verdict below.

use super::code::{self, LineMarks};
use super::popup;
use super::{Content, Scene, bars, draw_content, draw_line, frame, lines};
use crate::app::{FileEditor, PaneArea, ScrollState};
use crate::highlight::Highlighter;
use crate::keymap::{Action, Context, key_name};
use crate::sanitize;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};
use ratatui_textarea::DataCursor;
use unicode_width::UnicodeWidthStr;

/// Columns before the text: number and sign.
const MARGIN: u16 = 6;

/// The minimum number of columns and rows for a frame around the text.
const MIN_FRAMED: (u16, u16) = (60, 16);

pub(super) fn draw(
    scene: Scene<'_>,
    editor: &FileEditor,
    frame: &mut Frame<'_>,
    screen: Rect,
) -> ScrollState {
    let parts = [
        Constraint::Fill(1),
        Constraint::Length(1),
        Constraint::Length(1),
    ];
    let [outer, band, footer] = Layout::vertical(parts).areas(screen);
    let is_framed = screen.width >= MIN_FRAMED.0 && screen.height >= MIN_FRAMED.1;
    let title = title(scene, editor, usize::from(outer.width));
    let mut area = PaneArea {
        outer,
        body: outer.inner(Margin::new(2, 1)),
        is_framed,
    };
    if !is_framed {
        draw_line(frame, outer, &title);
        area.body = Rect {
            y: outer.y + 1,
            height: outer.height.saturating_sub(1),
            ..outer
        };
    }
    let extent = draw_text(scene, editor, frame, area.body);
    let edges = frame::Edges {
        title,
        ..frame::Edges::default()
    };
    frame::draw(scene, frame, (area, true), edges, extent);
    bars::draw_band(scene, frame, band);
    bars::draw_footer(scene, frame, footer, band.y);
    if editor.leaving {
        let key = |action| key_name(Context::Unsaved, action);
        let keys = vec![
            (key(Action::Save), "save"),
            (key(Action::Discard), "discard"),
            (key(Action::Close), "keep editing"),
        ];
        let text = "Your changes are not saved.";
        popup::ask(scene, "Leave the editor?", text, keys, frame, screen);
    }
    extent
}

fn title(scene: Scene<'_>, editor: &FileEditor, width: usize) -> Line<'static> {
    let theme = scene.theme;
    let (mark, style) = if editor.is_unsaved() {
        ("✎ not saved", theme.accent())
    } else {
        ("saved", theme.dim())
    };
    let file = scene.state.model().file_shown().unwrap_or_default();
    let file = lines::end_of(&file, width.saturating_sub(24));
    Line::from(vec![
        Span::styled(file, theme.title()),
        Span::styled(format!("   {mark}"), style),
    ])
}

fn draw_text(
    scene: Scene<'_>,
    editor: &FileEditor,
    frame: &mut Frame<'_>,
    body: Rect,
) -> ScrollState {
    let DataCursor(row, column) = editor.area.cursor();
    let room = body.width.saturating_sub(MARGIN + 1);
    let before: String = editor
        .area
        .lines()
        .get(row)
        .map_or(String::new(), |line| line.chars().take(column).collect());
    let x = u16::try_from(shown(&before).width()).unwrap_or(u16::MAX);
    // The beginning of a long line is cut off so that the cursor is in view.
    let skipped = x.saturating_sub(room);
    let content = Content {
        lines: text_lines(scene, editor, usize::from(skipped), usize::from(body.width)),
        focus: Some(row),
        ..Content::default()
    };
    let extent = draw_content(frame, body, &content, scene.state.scroll.page.at);
    let y = u16::try_from(row.saturating_sub(extent.at)).unwrap_or(u16::MAX);
    let (x, y) = (body.x + MARGIN + (x - skipped), body.y.saturating_add(y));
    if let Some(cell) = frame.buffer_mut().cell_mut((x, y)) {
        cell.modifier.toggle(Modifier::REVERSED);
    }
    extent
}

fn shown(text: &str) -> String {
    sanitize::line(&text.replace('\t', "    "))
}

fn text_lines(
    scene: Scene<'_>,
    editor: &FileEditor,
    skipped: usize,
    width: usize,
) -> Vec<Line<'static>> {
    let theme = scene.theme;
    // The marks are about what was saved.
    let marks = if editor.is_unsaved() {
        LineMarks::new()
    } else {
        code::verdict_marks(scene)
    };
    let mut highlighter = Highlighter::default();
    let mut rows = Vec::new();
    for (number, text) in (1..).zip(editor.area.lines()) {
        let code = code::highlighted(theme, highlighter.line(text));
        let mut line = lines::skip_columns(code, skipped);
        let mark = marks.get(&number);
        let (sign, style) = match mark {
            Some((style, _)) if *style == theme.bad() => ("✗", *style),
            Some((style, _)) => ("▌", *style),
            None => (" ", theme.dim()),
        };
        line.spans
            .insert(0, Span::styled(format!("{number:>4}{sign} "), style));
        if let Some((style, says)) = mark {
            // The band says it, too, so it is shown whole here, or not at all.
            let says = format!("   {says}");
            if line.width() + says.width() <= width {
                line.push_span(Span::styled(says, *style));
            }
        }
        rows.push(line);
    }
    rows
}
