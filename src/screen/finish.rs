//! A chapter or the whole course is done: what it leaves behind, and where it goes on.

use super::{Scene, fit, prose};
use crate::course::{Course, Lesson};
use crate::sanitize;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

/// What the chapter's lessons leave behind, once more and together.
pub(super) fn chapter(scene: Scene<'_>, id: &str, width: usize) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let Some(course) = &scene.state.model.course else {
        return Vec::new();
    };
    let chapter = course.chapters.iter().find(|chapter| chapter.id == id);
    let title = chapter.map_or(String::new(), |chapter| sanitize::line(&chapter.title));
    let mut lines = vec![fit::styled(format!("✓ {title} is done"), theme.good())];
    if let Some(next) = scene.state.model.next_lesson() {
        let title = sanitize::line(&next.head.title).replace('`', "");
        lines.push(Line::from(vec![
            Span::styled("enter", theme.accent()),
            Span::raw(format!("  next: {title}")),
        ]));
    }
    lines.push(Line::default());
    lines.push(fit::styled("What it leaves you with:", theme.dim()));
    for lesson in course.lessons.iter().filter(|lesson| lesson.chapter == id) {
        if !scene.state.model.progress.is_done(lesson) {
            continue;
        }
        lines.push(Line::default());
        let title = sanitize::line(&lesson.head.title).replace('`', "");
        lines.push(fit::styled(title, theme.strong()));
        let takeaway = prose::lines(theme, &lesson.head.takeaway, width.saturating_sub(2));
        lines.extend(fit::indented(takeaway, 2));
    }
    lines
}

/// The core is done; the rest is there for who likes it.
pub(super) fn core(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let Some(course) = &scene.state.model.course else {
        return Vec::new();
    };
    let (_, of) = scene.state.model.counts(None);
    let title = sanitize::line(&course.title);
    let left = crate::text::plural(course.lessons.len() - of, "lesson");
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

/// All chapters, what was foreseen, and what can be done with it.
pub(super) fn course(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let Some(course) = &scene.state.model.course else {
        return Vec::new();
    };
    let title = sanitize::line(&course.title);
    let mut lines = vec![
        fit::styled(format!("✓ {title}: all of it is done"), theme.good()),
        Line::default(),
    ];
    lines.extend(chapters(scene, course));
    lines.push(Line::default());
    if let Some(words) = foreseen(scene, course) {
        lines.extend(prose::lines(theme, &words, width));
        lines.push(Line::default());
    }
    let words = "Your files stay where they are, and every lesson can be opened again. \
                 `cellmate trace FILE` shows the borrows and locks of any program of your own that stands in one file.";
    lines.extend(prose::lines(theme, words, width));
    lines
}

/// Each chapter with how much of it is done.
fn chapters(scene: Scene<'_>, course: &Course) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let mut lines = Vec::new();
    let counts = scene.state.model.progress.counts(course);
    let names: Vec<String> = course
        .chapters
        .iter()
        .map(|c| sanitize::line(&c.title))
        .collect();
    let widest = names
        .iter()
        .map(|name| name.width())
        .max()
        .unwrap_or(0)
        .min(40);
    for (name, count) in names.iter().zip(&counts) {
        let (mark, style) = if count.done == count.total {
            ("✓", theme.good())
        } else {
            ("·", theme.dim())
        };
        lines.push(Line::from(vec![
            Span::styled(format!("  {mark} "), style),
            Span::raw(fit::padded(name, widest)),
            Span::styled(
                format!("  {:>2} of {}", count.done, count.total),
                theme.dim(),
            ),
        ]));
    }
    if counts.iter().any(|count| count.done < count.total) {
        let words = "    What is left is there if you like it.";
        lines.push(fit::styled(words, theme.dim()));
    }
    lines
}

/// How often the learner knew what a program would do.
fn foreseen(scene: Scene<'_>, course: &Course) -> Option<String> {
    let progress = &scene.state.model.progress;
    let of = |lesson: &Lesson| progress.lesson(&lesson.id).predictions.values();
    let (mut right, mut all) = (0, 0);
    for said in course.lessons.iter().flat_map(of) {
        all += 1;
        right += usize::from(said.right);
    }
    (all > 0)
        .then(|| format!("Of what you said before programs were run, {right} of {all} came true."))
}
