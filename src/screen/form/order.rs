//! Lines to put into order: the learner's order above, the lines that are left below.

use crate::course::{self, Lesson};
use crate::screen::{Content, Scene, code, fit};
use ratatui::text::{Line, Span};

pub(super) fn form(scene: Scene<'_>, lesson: &Lesson, width: usize) -> Content {
    let theme = scene.theme;
    let state = scene.state;
    let shown = course::shown(lesson);
    let (order, left) = (state.order(lesson), state.left(lesson));
    let mut content = Content::default();
    let mut row = 0;
    let titles = [
        (&order, "Your order   enter writes it down, and checks it"),
        (
            &left,
            "The lines   space takes one; some do not belong there",
        ),
    ];
    for (at, (lines, title)) in titles.into_iter().enumerate() {
        content.lines.push(fit::styled(title, theme.dim()));
        if lines.is_empty() {
            let words = if at == 0 {
                "  nothing yet"
            } else {
                "  none is left"
            };
            content.lines.push(fit::styled(words, theme.dim()));
        }
        for (number, line) in lines.iter().enumerate() {
            let here = row == state.form.cursor && state.is_answering();
            if here {
                content.seen = Some(content.lines.len());
            }
            let number = (at == 0).then_some(number + 1);
            let text = shown.get(*line).copied().unwrap_or_default();
            content.lines.push(one(scene, number, text, here, width));
            row += 1;
        }
        content.lines.push(Line::default());
    }
    content
}

fn one(
    scene: Scene<'_>,
    number: Option<usize>,
    text: &str,
    here: bool,
    width: usize,
) -> Line<'static> {
    let theme = scene.theme;
    let number = number.map_or("   ".to_owned(), |number| format!("{number:>3}"));
    let sign = if here { "▸" } else { " " };
    let cut = fit::cut(text, width.saturating_sub(8));
    let mut line = code::rust_line(theme, &cut);
    line.spans
        .insert(0, Span::styled(format!("{sign}{number}  "), theme.accent()));
    if here {
        line.patch_style(theme.marked())
    } else {
        line
    }
}
