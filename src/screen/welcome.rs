//! The first start: what this is, where the files will live, which editor opens them.

use super::{Scene, fit, footer, inset, page, shown};
use crate::app::{Extent, Welcome, footer as bindings};
use crate::{report, sanitize};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

const WHAT: &str = "You will change small Rust programs in your own editor. Each time you save, cellmate compiles and \
                    runs your file, says what happened and why, and shows every borrow and lock of the run.";

pub(super) fn draw(scene: Scene<'_>, chosen: &Welcome, frame: &mut Frame<'_>, all: Rect) -> Extent {
    let body = inset(Rect::new(all.x, all.y + 1, all.width, all.height - 2), 4);
    let width = usize::from(body.width);
    let extent = shown(frame, body, &lines(scene, chosen, width).into(), 0);
    let keys = footer::keys(scene, &bindings(scene.state), usize::from(all.width));
    frame
        .buffer_mut()
        .set_line(all.x, all.y + all.height - 1, &keys, all.width);
    Extent { last: 0, ..extent }
}

fn lines(scene: Scene<'_>, chosen: &Welcome, width: usize) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let state = scene.state;
    let title = state
        .model
        .course
        .as_ref()
        .map_or("cellmate".to_owned(), |course| {
            format!("cellmate · {}", sanitize::line(&course.title))
        });
    let mut lines = vec![fit::styled(title, theme.strong()), Line::default()];
    lines.extend(fit::words(WHAT, width.min(76)).into_iter().map(Line::from));
    lines.push(Line::default());
    if state.model.opened && state.model.course.is_none() {
        lines.extend(page::problems(scene, width));
        return lines;
    }
    lines.extend(fields(scene, chosen));
    lines.push(Line::default());
    let words = "With a screen reader, or if you like it line by line: press p, or start with --plain. \
                 Nothing is written before you press enter.";
    let words = fit::words(words, width.min(76)).into_iter();
    lines.extend(words.map(|line| fit::styled(line, theme.dim())));
    if scene.state.model.is_making_desk() {
        lines.push(fit::styled("… your desk is made", theme.accent()));
    }
    if let Some(notice) = &state.notice {
        lines.push(Line::default());
        let words =
            fit::words(&sanitize::line(&report::in_one_line(notice)), width.min(76)).into_iter();
        lines.extend(words.map(|line| fit::styled(line, theme.bad())));
    }
    lines
}

/// What can be chosen.
fn fields(scene: Scene<'_>, chosen: &Welcome) -> Vec<Line<'static>> {
    let (theme, state) = (scene.theme, scene.state);
    let field = |line: usize, name: &str, value: String| {
        let here = chosen.line == line;
        let sign = if here { "▸ " } else { "  " };
        let cursor = if here && line == 1 { "▏" } else { "" };
        let style = if here { theme.marked() } else { theme.strong() };
        Line::from(vec![
            Span::styled(format!("{sign}{name:<24}"), theme.accent()),
            Span::styled(value, style),
            Span::styled(cursor, theme.accent()),
        ])
    };
    let begin = field(0, "Begin", "enter".to_owned());
    let place = field(1, "Your files will live in", sanitize::line(&chosen.dir));
    let editor = match state.model.editors.get(chosen.editor) {
        Some(editor) => sanitize::line(editor),
        None => "the built-in one".to_owned(),
    };
    let others = if state.model.editors.is_empty() {
        "   none was found on this machine"
    } else {
        "   ← → for others"
    };
    let mut line = field(2, "Editor", editor);
    line.push_span(Span::styled(others, theme.dim()));
    vec![begin, place, line]
}
