//! Pages that lie over everything: all keys, what is wrong with the course, what was finished.

use super::{Content, Scene, fit, footer, inset, prose, shown};
use crate::app::{Extent, Finish, Top, footer as bindings};
use crate::inert;
use crate::keymap::{BINDINGS, Context};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

pub(super) fn draw(scene: Scene<'_>, frame: &mut Frame<'_>, all: Rect) -> Extent {
    let body = inset(Rect::new(all.x, all.y + 1, all.width, all.height - 3), 3);
    let width = usize::from(body.width);
    let lines = match &scene.state.top {
        Top::Help => help(scene, width),
        Top::Problems => problems(scene, width),
        Top::Finish(Finish::Chapter(id)) => chapter(scene, id, width),
        Top::Finish(Finish::Core) => core(scene, width),
        Top::Finish(Finish::Course) => course(scene, width),
        _ => Vec::new(),
    };
    let extent = shown(
        frame,
        body,
        &Content::from(lines),
        scene.state.extents.page.at,
    );
    let keys = footer::keys(scene, &bindings(scene.state), usize::from(all.width));
    frame
        .buffer_mut()
        .set_line(all.x, all.y + all.height - 1, &keys, all.width);
    extent
}

fn help(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let marks =
        "Marks in the list: ✓ done, ✗ not yet, ✎ changed, … grading, ? asks you something, · open";
    let mut lines = vec![fit::styled("Keys", theme.strong()), Line::default()];
    lines.extend(fit::words(marks, width).into_iter().map(Line::from));
    let mut last: Option<Context> = None;
    for binding in BINDINGS {
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

fn problems(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let problems = &scene.state.problems;
    let count = crate::words::counted(problems.len(), "problem");
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
            let line = Line::from(inert::line(&line.replace('\t', "    ")));
            lines.extend(fit::wrapped(&line, width, 4));
        }
    }
    lines
}

/// What the chapter's lessons leave behind, once more and together.
fn chapter(scene: Scene<'_>, id: &str, width: usize) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let Some(course) = &scene.state.course else {
        return Vec::new();
    };
    let chapter = course.chapters.iter().find(|chapter| chapter.id == id);
    let title = chapter.map_or(String::new(), |chapter| inert::line(&chapter.title));
    let mut lines = vec![
        fit::styled(format!("✓ {title} is done"), theme.good()),
        Line::default(),
        fit::styled("What it leaves you with:", theme.dim()),
    ];
    for lesson in course.lessons.iter().filter(|lesson| lesson.chapter == id) {
        if !scene.state.progress.done(lesson) {
            continue;
        }
        lines.push(Line::default());
        let title = inert::line(&lesson.head.title).replace('`', "");
        lines.push(fit::styled(title, theme.strong()));
        let takeaway = prose::lines(theme, &lesson.head.takeaway, width.saturating_sub(2));
        lines.extend(fit::indented(takeaway, 2));
    }
    lines
}

fn core(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let Some(course) = &scene.state.course else {
        return Vec::new();
    };
    let (_, of) = scene.state.counts(None);
    let title = inert::line(&course.title);
    let left = crate::words::counted(course.lessons.len() - of, "lesson");
    let words = format!(
        "There are {left} more, which go further, each by itself: `o` shows them in the list again, and `n` goes to the next one."
    );
    let mut lines = vec![
        fit::styled(format!("✓ {title}: the core is done"), theme.good()),
        Line::default(),
    ];
    lines.extend(prose::lines(theme, &words, width));
    lines
}

fn course(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let Some(course) = &scene.state.course else {
        return Vec::new();
    };
    let counts = scene.state.progress.counts(course);
    let title = inert::line(&course.title);
    let mut lines = vec![
        fit::styled(format!("✓ {title}: all of it is done"), theme.good()),
        Line::default(),
    ];
    for (chapter, count) in course.chapters.iter().zip(&counts) {
        let (mark, style) = if count.done == count.of {
            ("✓", theme.good())
        } else {
            ("·", theme.dim())
        };
        lines.push(Line::from(vec![
            Span::styled(format!("  {mark} "), style),
            Span::raw(fit::padded(&inert::line(&chapter.title), 30)),
            Span::styled(format!("{}/{}", count.done, count.of), theme.dim()),
        ]));
    }
    lines.push(Line::default());
    let words = "Your files stay where they are, and every lesson can be opened again. Try `cellmate trace` on a program of your own: it shows the borrows and locks of any file.";
    lines.extend(prose::lines(theme, words, width));
    lines
}
