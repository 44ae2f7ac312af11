//! The keys that do something now, or a sentence that should be read first.

use super::{Scene, fit};
use crate::app::{Confirm, Overlay, footer};
use crate::keymap::Binding;
use crate::{report, sanitize};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

pub(super) fn draw(scene: Scene<'_>, frame: &mut Frame<'_>, area: Rect) {
    let width = usize::from(area.width);
    let line = if let Overlay::Confirm(asking) = &scene.state.overlay {
        question(scene, *asking)
    } else if let Some(notice) = &scene.state.notice {
        let notice = fit::cut(
            &format!(" {}", sanitize::line(&report::in_one_line(notice))),
            width,
        );
        fit::styled(notice, scene.theme.accent())
    } else {
        keys(scene, &footer(scene.state), width)
    };
    frame
        .buffer_mut()
        .set_line(area.x, area.y, &line, area.width);
}

/// As many keys as there is room for. The way to all others, and the way out, are never left out.
pub(super) fn keys(scene: Scene<'_>, all: &[&Binding], width: usize) -> Line<'static> {
    let (last, first): (Vec<&Binding>, Vec<&Binding>) = all
        .iter()
        .copied()
        .partition(|b| matches!(b.word, "keys" | "quit"));
    let wide = |b: &Binding| b.shown().width() + b.word.width() + 4;
    let mut room = width.saturating_sub(last.iter().map(|b| wide(b)).sum());
    let mut shown = Vec::new();
    for binding in first {
        if wide(binding) > room {
            break;
        }
        room -= wide(binding);
        shown.push(binding);
    }
    let mut spans = vec![Span::raw(" ")];
    for binding in shown.into_iter().chain(last) {
        spans.push(Span::styled(binding.shown(), scene.theme.accent()));
        spans.push(Span::styled(
            format!(" {}   ", binding.word),
            scene.theme.dim(),
        ));
    }
    Line::from(spans)
}

fn question(scene: Scene<'_>, asking: Confirm) -> Line<'static> {
    let asked = match asking {
        Confirm::Reset => "Reset to the starter? cellmate keeps a copy.",
        Confirm::Spoil => "Show the solution before you have passed?",
    };
    Line::from(vec![
        Span::styled(format!(" {asked}   "), scene.theme.strong()),
        Span::styled("y", scene.theme.accent()),
        Span::raw(" yes   "),
        Span::styled("n", scene.theme.accent()),
        Span::raw(" no"),
    ])
}
