//! The search for a lesson: what was typed, the lessons that match and, if there is room, the text of the selected one.

use super::popup::{self, Popup};
use super::{Scene, draw_line, lessons, lines};
use crate::app::LessonSearch;
use crate::course::Lesson;
use crate::keymap::{Action, Context, key_name};
use crate::sanitize;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

/// How many results are shown at the same time.
const MAX_HITS: u16 = 14;

/// Columns of the popup without a preview.
const MAX_WIDTH: u16 = 76;

/// The minimum number of columns of the screen for a preview of the selected lesson.
const MIN_PREVIEWED: u16 = 120;

const CHAPTER_WIDTH: usize = 18;

/// The minimum number of columns for titles beside the names of chapters.
const MIN_TITLE_WIDTH: usize = 28;

pub(super) fn draw(scene: Scene<'_>, search: &LessonSearch, frame: &mut Frame<'_>, screen: Rect) {
    let model = scene.state.model();
    let found = search.hits(model.course().map(AsRef::as_ref));
    let rows = MAX_HITS.min(screen.height.saturating_sub(6));
    let is_previewed = screen.width >= MIN_PREVIEWED;
    let width = if is_previewed {
        screen.width - 8
    } else {
        MAX_WIDTH.min(screen.width)
    };
    let key = |action| key_name(Context::Find, action);
    let popup = Popup {
        title: "Find a lesson",
        right: format!("{} of {}", found.len(), model.lessons().len()),
        keys: vec![
            (key(Action::OpenSelected), "open"),
            (
                format!("{} {}", key(Action::Up), key(Action::Down)),
                "select",
            ),
            (key(Action::Close), "back"),
        ],
        size: (width, rows + 4),
    };
    let inner = popup::draw(scene, popup, frame, screen);
    let theme = scene.theme;
    let [line, _, body] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Fill(1),
    ])
    .areas(inner);
    let typed = popup::typed_line(
        theme,
        &search.typed,
        usize::from(line.width),
        "type words from its title or topic",
    );
    draw_line(frame, line, &typed);
    let (list, preview) = if is_previewed {
        let parts = [Constraint::Length(MAX_WIDTH - 8), Constraint::Fill(1)];
        let [list, preview] = Layout::horizontal(parts).spacing(3).areas(body);
        (list, Some(preview))
    } else {
        (body, None)
    };
    if found.is_empty() {
        draw_line(
            frame,
            list,
            &lines::styled("no lesson matches", theme.dim()),
        );
        return;
    }
    let first = search
        .at
        .saturating_sub(usize::from(list.height).saturating_sub(1));
    for ((at, lesson), row) in found.iter().enumerate().skip(first).zip(list.rows()) {
        let mut line = hit(scene, search, lesson, usize::from(list.width));
        if at == search.at {
            line = lines::select(theme, line, usize::from(list.width));
        }
        draw_line(frame, row, &line);
    }
    if let (Some(area), Some(lesson)) = (preview, found.get(search.at)) {
        draw_preview(scene, lesson, frame, area);
    }
}

/// A lesson with its state and its chapter; the letters that match stand out.
fn hit(scene: Scene<'_>, search: &LessonSearch, lesson: &Lesson, width: usize) -> Line<'static> {
    let theme = scene.theme;
    let model = scene.state.model();
    let (mark, style) = lessons::status_mark(scene, lesson);
    let mut line = Line::from(vec![Span::styled(format!("{mark} "), style)]);
    let title = sanitize::line(&lesson.head.title).replace('`', "");
    let others = matches_beside_title(lesson, &search.typed).into_iter();
    let others = others.map(|other| format!("  {}", sanitize::line(other).replace('`', "")));
    let others: Vec<String> = others.collect();
    // What matches says more than the chapter does.
    let with_others = title.width() + others.iter().map(|other| other.width()).sum::<usize>();
    let beside_chapter = width.saturating_sub(CHAPTER_WIDTH + 3);
    let is_wide = width >= CHAPTER_WIDTH + MIN_TITLE_WIDTH
        && (others.is_empty() || with_others <= beside_chapter);
    let room = if is_wide {
        beside_chapter
    } else {
        width.saturating_sub(2)
    };
    let marked = theme.key().patch(theme.strong());
    let spans = |text: &str, plain| marked_words(text, &search.typed, plain, marked);
    let title = lines::truncate(&title, room);
    let mut spent = title.width();
    line.spans.extend(spans(&title, theme.text()));
    // If the title lacks a word, the topic or the id that contains it comes after the title.
    for other in others {
        if spent + other.width() <= room {
            spent += other.width();
            line.spans.extend(spans(&other, theme.dim()));
        }
    }
    line.push_span(Span::raw(" ".repeat(room.saturating_sub(spent))));
    if is_wide {
        let chapters = model.course().map(|course| course.chapters.as_slice());
        let chapter = chapters
            .unwrap_or_default()
            .iter()
            .find(|it| it.id == lesson.chapter);
        let chapter = sanitize::line(chapter.map_or("", |chapter| &chapter.title));
        let chapter = lines::truncate(&chapter, CHAPTER_WIDTH);
        line.push_span(Span::styled(format!(" {chapter}"), theme.dim()));
    }
    line
}

/// The topics of a lesson, or else its id, that contain words that its title lacks.
fn matches_beside_title<'a>(lesson: &'a Lesson, typed: &str) -> Vec<&'a str> {
    let title = lesson.head.title.to_lowercase();
    let mut found = Vec::new();
    for word in typed.split_whitespace().map(str::to_lowercase) {
        if title.contains(&word) {
            continue;
        }
        let topics = lesson.head.concepts.iter();
        let mut all = topics.chain([&lesson.id]).map(String::as_str);
        let matching = all.find(|text| text.to_lowercase().contains(&word));
        found.extend(matching.filter(|text| !found.contains(text)));
    }
    found
}

/// A text in which the words that were typed stand out, wherever they are.
fn marked_words(text: &str, typed: &str, plain: Style, marked: Style) -> Vec<Span<'static>> {
    let lower = text.to_lowercase();
    // Lowercase letters may take a different number of bytes; in that case, nothing is marked.
    let mut is_marked = vec![false; text.len()];
    if lower.len() == text.len() {
        for word in typed.split_whitespace().map(str::to_lowercase) {
            for (at, _) in lower.match_indices(&word) {
                is_marked[at..at + word.len()].fill(true);
            }
        }
    }
    let mut spans: Vec<(bool, String)> = Vec::new();
    for (at, letter) in text.char_indices() {
        match spans.last_mut() {
            Some((is_same, part)) if *is_same == is_marked[at] => part.push(letter),
            _ => spans.push((is_marked[at], letter.to_string())),
        }
    }
    let span = |(is_marked, text)| Span::styled(text, if is_marked { marked } else { plain });
    spans.into_iter().map(span).collect()
}

/// The title of a lesson, what it is about, and the beginning of its text.
fn draw_preview(scene: Scene<'_>, lesson: &Lesson, frame: &mut Frame<'_>, area: Rect) {
    let (theme, width) = (scene.theme, usize::from(area.width));
    let title = sanitize::line(&lesson.head.title).replace('`', "");
    let concepts = sanitize::line(&lesson.head.concepts.join(", "));
    let mut shown = vec![lines::styled(lines::truncate(&title, width), theme.title())];
    if concepts.width() > 0 {
        shown.extend(lines::wrap_styled(&concepts, width, theme.dim()));
    }
    shown.push(Line::default());
    shown.extend(lines::prose(theme, &lesson.head.text, width));
    for (row, line) in area.rows().zip(&shown) {
        draw_line(frame, row, &lines::truncate_line(line.clone(), width));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_were_typed_stand_out_in_a_title() {
        let marked = Style::new().add_modifier(ratatui::style::Modifier::BOLD);
        let spans = marked_words("Two Locks, two orders", "lock TWO", Style::new(), marked);
        let shown: Vec<(&str, bool)> = spans
            .iter()
            .map(|span| (&*span.content, span.style == marked))
            .collect();
        let expected = [
            ("Two", true),
            (" ", false),
            ("Lock", true),
            ("s, ", false),
            ("two", true),
            (" orders", false),
        ];
        assert_eq!(shown, expected);
    }
}
