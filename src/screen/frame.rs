//! The frame of a pane: rounded, with its title, and with the scrollbar in the right edge.

use super::{Scene, draw_line, lines};
use crate::app::{PaneArea, ScrollState};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Widget};

/// What is drawn in the edges of a frame.
#[derive(Default)]
pub(super) struct Edges {
    pub(super) title: Line<'static>,
    /// At the right end of the upper edge.
    pub(super) right: Line<'static>,
    /// In the lower edge.
    pub(super) below: Line<'static>,
    /// The style of the lines, if they say something by themselves.
    pub(super) style: Option<Style>,
}

/// Draws the frame of a pane if it has one; without one, a sign says that there is more below.
pub(super) fn draw(
    scene: Scene<'_>,
    frame: &mut Frame<'_>,
    (area, is_focused): (PaneArea, bool),
    edges: Edges,
    extent: ScrollState,
) {
    let theme = scene.theme;
    if !area.is_framed {
        if extent.last > extent.at {
            let beside = Rect::new(area.body.right(), area.body.bottom() - 1, 1, 1);
            draw_line(frame, beside, &lines::styled("▾", theme.dim()));
        }
        return;
    }
    let style = match edges.style {
        Some(style) => style,
        None if is_focused => theme.accent(),
        None => theme.rule(),
    };
    // Without colors, heavy lines show which pane has the focus.
    let borders = match style.fg {
        None if is_focused => BorderType::Thick,
        None | Some(_) => BorderType::Rounded,
    };
    let is_heavy = borders == BorderType::Thick;
    let mut block = Block::bordered().border_type(borders).border_style(style);
    for (line, is_top) in [(edges.title, true), (edges.below, false)] {
        if line.width() > 0 {
            let line = in_edge(line, style, is_heavy).left_aligned();
            block = if is_top {
                block.title_top(line)
            } else {
                block.title_bottom(line)
            };
        }
    }
    if edges.right.width() > 0 {
        block = block.title_top(in_edge(edges.right, style, is_heavy).right_aligned());
    }
    block.render(area.outer, frame.buffer_mut());
    // A heavy thumb would not be visible in a heavy line.
    let thumb = if is_heavy { "█" } else { "┃" };
    draw_scrollbar(frame, area.outer, extent, (thumb, style));
}

/// Puts a bit of the edge and a space at each side of a text.
fn in_edge(mut line: Line<'static>, edge: Style, is_heavy: bool) -> Line<'static> {
    // The edge may be dim, and what is in it would be dim, too.
    for span in &mut line.spans {
        if !span.style.add_modifier.contains(Modifier::DIM) {
            span.style = span.style.remove_modifier(Modifier::DIM);
        } else if span.style.fg.is_none() && edge.fg.is_some() {
            // Dim text in the color of the edge would be hard to read.
            span.style.fg = Some(Color::Reset);
        }
    }
    let piece = |text| Span::styled(text, edge);
    let (before, after) = if is_heavy {
        ("━ ", " ━")
    } else {
        ("─ ", " ─")
    };
    line.spans.insert(0, piece(before));
    line.push_span(piece(after));
    line
}

fn draw_scrollbar(
    frame: &mut Frame<'_>,
    outer: Rect,
    extent: ScrollState,
    (sign, style): (&str, Style),
) {
    let track = usize::from(outer.height.saturating_sub(2));
    if extent.last == 0 || track < 2 {
        return;
    }
    let thumb = (track * extent.page / (extent.page + extent.last)).clamp(1, track - 1);
    let from = (track - thumb) * extent.at.min(extent.last) / extent.last;
    for row in from..from + thumb {
        let y = outer.y + 1 + u16::try_from(row).unwrap_or(0);
        frame
            .buffer_mut()
            .set_string(outer.right() - 1, y, sign, style);
    }
}
