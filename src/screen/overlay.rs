//! Draws the pages that cover the panes.

use super::lines;
use super::popup::{self, Popup};
use super::{Content, Scene, bars, draw_content, draw_last_line, draw_line, draw_more_sign, inset};
use crate::app::{KeyHelp, Page, ScrollState, footer_on_page};
use crate::engine::Finish;
use crate::keymap::{Action, Binding, Context, key_name};
use crate::report::{self, Block};
use crate::sanitize;
use crate::text::plural;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

const KEYS_WIDTH: usize = 14;

/// The minimum width for two columns of keys, and the gap between the two.
const MIN_TWO_COLUMNS: usize = 96;
const COLUMN_GAP: usize = 3;

/// Columns for the lessons of a chapter beside what to keep of them.
const CHAPTER_COLUMN: usize = 44;

/// Draws a page, and the keys that work on it.
pub(super) fn draw_page(
    scene: Scene<'_>,
    page: &Page,
    frame: &mut Frame<'_>,
    screen: Rect,
) -> ScrollState {
    let body = Rect::new(0, 1, screen.width, screen.height - 3);
    let body = inset(body, 3);
    let width = usize::from(body.width);
    let content = Content::from(match page {
        Page::Problems => problems(scene, width),
        Page::Finish(finish) => finish_page(scene, finish, width),
    });
    let extent = draw_content(frame, body, &content, scene.state.scroll.page.at);
    draw_more_sign(scene, frame, body, extent);
    let keys = footer_on_page(scene.state, extent);
    let keys = bars::keys(scene, keys, usize::from(screen.width));
    draw_last_line(frame, screen, &keys);
    extent
}

/// What the learner has finished, the progress so far, and what comes next; if there is room, what to keep is beside it.
fn finish_page(scene: Scene<'_>, finish: &Finish, width: usize) -> Vec<Line<'static>> {
    let mut blocks = report::finish(scene.state.model(), finish);
    // The bars show the progress already.
    blocks.retain(|block| !matches!(block, Block::Lines(_)));
    let mut rest = blocks.split_off(blocks.len().min(1));
    let is_chapter = matches!(finish, Finish::Chapter(_));
    let mut all = lines::blocks(scene, &blocks, width);
    all.push(Line::default());
    if !is_chapter || width < MIN_TWO_COLUMNS {
        // The lessons whose takeaways follow are done.
        for block in &mut rest {
            if let Block::Heading(title) = block {
                title.insert_str(0, "✓ ");
            }
        }
        all.extend(done_so_far(scene, finish, false, width));
        all.push(Line::default());
        all.extend(lines::blocks(scene, &rest, width));
        return all;
    }
    let is_step = |block: &Block| matches!(block, Block::NextStep(_));
    let (steps, takeaways): (Vec<Block>, Vec<Block>) = rest.into_iter().partition(is_step);
    let mut left = done_so_far(scene, finish, true, CHAPTER_COLUMN);
    left.push(Line::default());
    left.extend(lines::blocks(scene, &steps, CHAPTER_COLUMN));
    let right = width - CHAPTER_COLUMN - COLUMN_GAP;
    let right = lines::blocks(scene, &takeaways, right);
    all.extend(beside(left, right, CHAPTER_COLUMN));
    all
}

/// Draws all keys, in two columns if there is room.
pub(super) fn draw_help(
    scene: Scene<'_>,
    help: &KeyHelp,
    frame: &mut Frame<'_>,
    screen: Rect,
) -> ScrollState {
    let mut sections = help.sections();
    if !scene.state.offers_borrows() {
        sections.retain(|(context, _)| *context != Context::Borrows);
        for (_, bindings) in &mut sections {
            bindings.retain(|binding| binding.action != Action::ShowBorrows);
        }
    }
    let count: usize = sections.iter().map(|(_, bindings)| bindings.len()).sum();
    let key = |action| key_name(Context::Help, action);
    let scroll = format!("{} {}", key(Action::Up), key(Action::Down));
    let mut keys = vec![(key(Action::Close), "back")];
    if scene.state.scroll.page.last > 0 {
        keys.push((scroll, "scroll"));
    }
    let popup = Popup {
        title: "Keys",
        right: plural(count, "key"),
        keys,
        size: (screen.width, screen.height),
    };
    let inner = popup::draw(scene, popup, frame, screen);
    let rows = [1, 1].map(Constraint::Length);
    let [filter, _, body] = Layout::vertical([rows[0], rows[1], Constraint::Fill(1)]).areas(inner);
    let width = usize::from(body.width);
    let line = popup::typed_line(scene.theme, &help.typed, width, "type to filter");
    draw_line(frame, filter, &line);
    let has_two = width >= MIN_TWO_COLUMNS;
    let column = if has_two {
        (width - COLUMN_GAP) / 2
    } else {
        width
    };
    let sections: Vec<Vec<Line<'static>>> = sections
        .into_iter()
        .map(|(context, bindings)| section(scene, context, &bindings, column))
        .collect();
    let lines = if sections.is_empty() {
        let typed = sanitize::line(&help.typed);
        let says = format!("No key matches \"{typed}\". Backspace deletes a letter.");
        lines::wrap_styled(&says, usize::from(body.width), scene.theme.dim()).collect()
    } else if has_two {
        two_columns(sections, column)
    } else {
        sections.concat()
    };
    let extent = draw_content(frame, body, &lines.into(), scene.state.scroll.page.at);
    draw_more_sign(scene, frame, body, extent);
    extent
}

fn section(
    scene: Scene<'_>,
    context: Context,
    bindings: &[&Binding],
    width: usize,
) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let mut lines = vec![lines::styled(context.title(), theme.title())];
    for binding in bindings {
        let keys: Vec<String> = binding.keys.iter().map(ToString::to_string).collect();
        let mut keys = lines::pad(&keys.join(" "), KEYS_WIDTH);
        for part in lines::wrap(binding.help, width.saturating_sub(KEYS_WIDTH + 2).max(20)) {
            lines.push(Line::from(vec![
                Span::styled(format!("  {keys}"), theme.key()),
                Span::raw(part),
            ]));
            keys = " ".repeat(KEYS_WIDTH);
        }
    }
    lines.push(Line::default());
    lines
}

/// Puts sections into two columns of about the same height, in their order.
fn two_columns(sections: Vec<Vec<Line<'static>>>, width: usize) -> Vec<Line<'static>> {
    let total: usize = sections.iter().map(Vec::len).sum();
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for section in sections {
        if right.is_empty() && left.len() + section.len() / 2 <= total / 2 {
            left.extend(section);
        } else {
            right.extend(section);
        }
    }
    beside(left, right, width)
}

fn beside(
    mut left: Vec<Line<'static>>,
    mut right: Vec<Line<'static>>,
    width: usize,
) -> Vec<Line<'static>> {
    let rows = left.len().max(right.len());
    left.resize(rows, Line::default());
    right.resize(rows, Line::default());
    let row = |(left, right): (Line<'static>, Line<'static>)| {
        let mut line = lines::fill(left, width + COLUMN_GAP, Style::new());
        line.spans.extend(right.spans);
        line
    };
    left.into_iter().zip(right).map(row).collect()
}

/// The progress in a chapter or in the course, drawn; the lessons of a chapter are listed with their titles or marked in a row.
fn done_so_far(
    scene: Scene<'_>,
    finish: &Finish,
    with_titles: bool,
    width: usize,
) -> Vec<Line<'static>> {
    /// Columns for the name of a chapter or of the course, and for the bar.
    const NAME_WIDTH: usize = 30;
    const BAR_WIDTH: usize = 24;
    /// Columns around the two: a margin, and the numbers.
    const MARGIN: usize = 2;
    const NUMBERS_WIDTH: usize = 12;
    let room = width.saturating_sub(MARGIN + NUMBERS_WIDTH);
    // Beside the titles, there is only room for the bar.
    let name_width = if with_titles {
        0
    } else {
        NAME_WIDTH.min(room * 2 / 3)
    };
    let bar_width = BAR_WIDTH.min(room - name_width);
    let (theme, model) = (scene.theme, scene.state.model());
    let Some(course) = model.course() else {
        return Vec::new();
    };
    let bar = |name: &str, (done, all): (usize, usize)| {
        let full = (done * bar_width).checked_div(all).unwrap_or(0);
        Line::from(vec![
            Span::raw(format!("  {}", lines::pad(name, name_width))),
            Span::styled("█".repeat(full), theme.good()),
            Span::styled("─".repeat(bar_width - full), theme.rule()),
            Span::styled(format!("  {done} of {all}"), theme.dim()),
        ])
    };
    let Finish::Chapter(id) = finish else {
        let chapters = course.chapters.iter();
        let counts = chapters.map(|chapter| (chapter, model.counts(Some(&chapter.id))));
        return counts
            .filter(|(_, (_, all))| *all > 0)
            .map(|(chapter, counts)| bar(&sanitize::line(&chapter.title), counts))
            .collect();
    };
    let lessons = course.lessons.iter().filter(|lesson| lesson.chapter == *id);
    let mut marks = Line::raw("  ");
    let mut titles = Vec::new();
    let (mut predicted, mut right, mut hints) = (0, 0, 0);
    for lesson in lessons {
        let is_done = model.progress().is_done(lesson);
        let (mark, style) = if is_done {
            ("✓", theme.good())
        } else {
            ("·", theme.dim())
        };
        marks.push_span(Span::styled(mark, style));
        let title = sanitize::line(&lesson.head.title).replace('`', "");
        titles.push(Line::from(vec![
            Span::styled(format!("  {mark} "), style),
            Span::styled(title, theme.text()),
        ]));
        let so_far = model.progress().lesson(&lesson.id);
        hints += so_far.hints.len();
        predicted += so_far.predictions.len();
        right += so_far
            .predictions
            .values()
            .filter(|said| said.right)
            .count();
    }
    let mut counts = Vec::new();
    if predicted > 0 {
        let says = format!("{right} of {} right   ", plural(predicted, "prediction"));
        counts.push(Span::styled(says, theme.text()));
    }
    counts.push(Span::styled(plural(hints, "hint"), theme.dim()));
    let course = bar(&sanitize::line(&course.title), model.counts(None));
    if with_titles {
        counts.insert(0, Span::raw("  "));
        titles.extend([Line::default(), Line::from(counts), Line::default(), course]);
        return titles;
    }
    counts.insert(0, Span::raw("   "));
    let counts = Line::from(counts);
    let mut lines = lines::wrap_line(&marks, width, MARGIN);
    let marks = lines
        .last_mut()
        .filter(|marks| marks.width() + counts.width() <= width);
    match marks {
        Some(marks) => marks.spans.extend(counts.spans),
        None => lines.push(counts),
    }
    lines.extend([Line::default(), course]);
    lines
}

pub(super) fn problems(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let problems = scene.state.model().problems();
    let count = plural(problems.len(), "problem");
    let mut lines = vec![
        lines::styled(format!("{count} in the course's own files"), theme.bad()),
        lines::styled(
            "cellmate reads the files again each time you save one.",
            theme.dim(),
        ),
    ];
    for problem in problems {
        lines.push(Line::default());
        for line in problem.to_string().lines() {
            let line = Line::from(sanitize::line(&line.replace('\t', "    ")));
            lines.extend(lines::wrap_line(&line, width, 4));
        }
    }
    lines
}
