//! Pages that lie over everything: all keys, what is wrong with the course, what was finished.

use super::{Content, Scene, fit, footer, inset, shown};
use crate::app::{Extent, State, footer as bindings};
use crate::engine::Finish;
use crate::keymap::{Action, BINDINGS, Context};
use crate::report::{self, Block};
use crate::sanitize;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws a page, and the keys that work on it.
pub(super) fn draw(
    scene: Scene<'_>,
    frame: &mut Frame<'_>,
    all: Rect,
    lines: impl FnOnce(usize) -> Vec<Line<'static>>,
) -> Extent {
    let body = inset(Rect::new(all.x, all.y + 1, all.width, all.height - 3), 3);
    let width = usize::from(body.width);
    let lines = lines(width);
    let extent = shown(
        frame,
        body,
        &Content::from(lines),
        scene.state.extents.page.at,
    );
    let goes_on = extent.last > extent.at;
    if goes_on {
        let more = fit::styled("▾", scene.theme.dim());
        let y = body.y + body.height.saturating_sub(1);
        frame
            .buffer_mut()
            .set_line(body.x + body.width, y, &more, 1);
    }
    let mut keys = bindings(scene.state);
    keys.retain(|binding| goes_on || binding.action != Action::PageDown);
    let keys = footer::keys(scene, &keys, usize::from(all.width));
    frame
        .buffer_mut()
        .set_line(all.x, all.y + all.height - 1, &keys, all.width);
    extent
}

/// A chapter, the core lessons or the course is done.
pub(super) fn finished(state: &State, finish: &Finish) -> Vec<Block> {
    let Some(course) = &state.model.course else {
        return Vec::new();
    };
    let progress = &state.model.progress;
    match finish {
        Finish::Chapter(id) => {
            report::finished_chapter(course, progress, id, state.model.next_lesson())
        }
        Finish::Core => {
            let (_, core) = state.model.counts(None);
            report::finished_core(course, progress, course.lessons.len() - core)
        }
        Finish::Course => report::finished_course(course, progress),
    }
}

pub(super) fn help(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let marks =
        "Marks in the list: ✓ done, ✗ not yet, ✎ changed, … grading, ? asks you something, · open";
    let mut lines = vec![fit::styled("Keys", theme.strong()), Line::default()];
    lines.extend(fit::words(marks, width).into_iter().map(Line::from));
    let mut last: Option<Context> = None;
    for binding in BINDINGS.iter().filter(|binding| binding.is_listed()) {
        if last != Some(binding.context) {
            lines.push(Line::default());
            lines.push(fit::styled(binding.context.title(), theme.strong()));
            last = Some(binding.context);
        }
        let keys: Vec<String> = binding.keys.iter().map(ToString::to_string).collect();
        let keys = fit::padded(&keys.join(" "), 18);
        let help = fit::words(binding.help, width.saturating_sub(20).max(20));
        for (at, part) in help.into_iter().enumerate() {
            let keys = if at == 0 {
                keys.clone()
            } else {
                " ".repeat(18)
            };
            lines.push(Line::from(vec![
                Span::styled(format!("  {keys}"), theme.accent()),
                Span::raw(part),
            ]));
        }
    }
    lines
}

/// What is wrong with the course.
pub(super) fn problems(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let problems = &scene.state.model.problems;
    let count = crate::text::plural(problems.len(), "problem");
    let mut lines = vec![
        fit::styled(format!("{count} in the course's own files"), theme.bad()),
        fit::styled(
            "They are read again as soon as they are saved.",
            theme.dim(),
        ),
    ];
    for problem in problems {
        lines.push(Line::default());
        for line in problem.lines() {
            let line = Line::from(sanitize::line(&line.replace('\t', "    ")));
            lines.extend(fit::wrapped(&line, width, 4));
        }
    }
    lines
}
