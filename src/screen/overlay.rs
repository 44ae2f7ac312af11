//! Draws what covers the panes: pages, the search for a lesson, the first start, and the built-in editor.

use super::lines;
use super::{Content, Scene, bars, draw_content, draw_last_line, draw_line, draw_more_sign, inset};
use crate::app::{FileEditor, LessonSearch, Page, ScrollState, Welcome, WelcomeField, footer};
use crate::course::Lesson;
use crate::keymap::{Action, BINDINGS, Context, key_name};
use crate::report;
use crate::sanitize;
use crate::text::plural;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};
use unicode_width::UnicodeWidthStr;

/// Results of a search that are shown at the same time.
const MAX_HITS: usize = 12;

const MAX_SEARCH_WIDTH: u16 = 72;

/// Columns for the keys on the help page.
const KEYS_WIDTH: usize = 18;

/// Columns below which the names on the first start are short.
const MIN_WELCOME_WIDTH: usize = 60;

/// Columns for sentences on the first start.
const MAX_WELCOME_WIDTH: usize = 76;

const WHAT_CELLMATE_IS: &str = "You will change small Rust programs in your own editor. Each time you save, cellmate compiles and \
                    runs your file, says what happened and why, and shows every borrow and lock of the run.";

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
        Page::Help => help(scene, width),
        Page::Problems => problems(scene, width),
        Page::Finish(finish) => {
            let blocks = report::finish(scene.state.model(), finish);
            lines::blocks(scene, &blocks, width)
        }
    });
    let extent = draw_content(frame, body, &content, scene.state.scroll.page.at);
    draw_more_sign(scene, frame, body, extent);
    let mut keys = footer(scene.state);
    let has_more = extent.last > extent.at;
    keys.retain(|hint| has_more || hint.action != Action::PageDown);
    let keys = bars::keys(scene, keys, usize::from(screen.width));
    draw_last_line(frame, screen, &keys);
    extent
}

/// All keys, by context.
fn help(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let marks = "Marks in the list: ✓ done, ✗ not yet, ✎ changed, … grading, ? to answer, · open";
    let mut lines = vec![lines::styled("Keys", theme.strong()), Line::default()];
    lines.extend(lines::wrap(marks, width).into_iter().map(Line::from));
    let mut last: Option<Context> = None;
    for binding in BINDINGS.iter().filter(|binding| binding.is_listed()) {
        if last != Some(binding.context) {
            lines.push(Line::default());
            lines.push(lines::styled(binding.context.title(), theme.strong()));
            last = Some(binding.context);
        }
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
    lines
}

/// The problems in the course's own files.
fn problems(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let problems = scene.state.model().problems();
    let count = plural(problems.len(), "problem");
    let mut lines = vec![
        lines::styled(format!("{count} in the course's own files"), theme.bad()),
        lines::styled(
            "They are read again as soon as they are saved.",
            theme.dim(),
        ),
    ];
    for problem in problems {
        lines.push(Line::default());
        for line in problem.to_string().lines() {
            let line = Line::from(sanitize::line(&line.replace('\t', "    ")));
            lines.extend(lines::fold(&line, width, 4));
        }
    }
    lines
}

/// Draws the search for a lesson: what was typed, and the lessons that match.
pub(super) fn draw_find(
    scene: Scene<'_>,
    search: &LessonSearch,
    frame: &mut Frame<'_>,
    screen: Rect,
) {
    let found = search.hits(scene.state.model().course().map(AsRef::as_ref));
    let room = usize::from(screen.height).saturating_sub(6).min(MAX_HITS);
    let width = screen.width.min(MAX_SEARCH_WIDTH);
    let height = u16::try_from(room + 4).unwrap_or(6);
    let area = Rect::new((screen.width - width) / 2, 1, width, height).intersection(screen);
    Clear.render(area, frame.buffer_mut());
    let inner = inset(area, 2);
    let lines = search_lines(scene, search, &found, (usize::from(inner.width), room));
    for (row, line) in inner.rows().zip(&lines) {
        draw_line(frame, row, line);
    }
}

/// The text that was typed, and as many hits as there is room for, the selected one among them.
fn search_lines(
    scene: Scene<'_>,
    search: &LessonSearch,
    found: &[&Lesson],
    (width, room): (usize, usize),
) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let typed = lines::truncate(&search.typed, width.saturating_sub(8));
    let rule = lines::styled("─".repeat(width), theme.dim());
    let mut lines = vec![
        rule.clone(),
        Line::from(vec![
            Span::styled("Find: ", theme.accent()),
            Span::raw(sanitize::line(&typed)),
            Span::styled("▏", theme.accent()),
        ]),
    ];
    let first = search.at.saturating_sub(room.saturating_sub(1));
    for (at, lesson) in found.iter().enumerate().skip(first).take(room) {
        lines.push(hit(scene, lesson, at == search.at, width));
    }
    if found.is_empty() {
        lines.push(lines::styled(" no lesson matches", theme.dim()));
    }
    lines.resize(room + 2, Line::default());
    lines.push(rule);
    lines
}

fn hit(scene: Scene<'_>, lesson: &Lesson, selected: bool, width: usize) -> Line<'static> {
    let theme = scene.theme;
    let title = sanitize::line(&lesson.head.title).replace('`', "");
    let title = lines::truncate(&title, width.saturating_sub(20));
    let concepts = sanitize::line(&lesson.head.concepts.join(", "));
    let concepts = lines::truncate(&concepts, width.saturating_sub(title.width() + 4));
    let line = Line::from(vec![
        Span::raw(format!(" {title}  ")),
        Span::styled(concepts, theme.dim()),
    ]);
    if selected {
        lines::select(theme, line, width)
    } else {
        line
    }
}

/// Draws the first start: what cellmate is, where the files go, and which editor opens them.
pub(super) fn draw_welcome(
    scene: Scene<'_>,
    welcome: &Welcome,
    frame: &mut Frame<'_>,
    screen: Rect,
) -> ScrollState {
    let body = inset(Rect::new(0, 1, screen.width, screen.height - 2), 4);
    let content = welcome_content(scene, welcome, usize::from(body.width));
    let extent = draw_content(frame, body, &content, 0);
    let keys = bars::keys(scene, footer(scene.state), usize::from(screen.width));
    draw_last_line(frame, screen, &keys);
    ScrollState { last: 0, ..extent }
}

fn welcome_content(scene: Scene<'_>, welcome: &Welcome, width: usize) -> Content {
    let theme = scene.theme;
    let state = scene.state;
    let course = state.model().course();
    let title = course.map_or("cellmate".to_owned(), |course| {
        format!("cellmate · {}", sanitize::line(&course.title))
    });
    let prose_width = width.min(MAX_WELCOME_WIDTH);
    let mut lines = vec![lines::styled(title, theme.strong()), Line::default()];
    lines.extend(lines::wrap_styled(
        WHAT_CELLMATE_IS,
        prose_width,
        Style::new(),
    ));
    lines.push(Line::default());
    if state.model().is_opened() && course.is_none() {
        lines.extend(problems(scene, width));
        return lines.into();
    }
    lines.extend(welcome_fields(scene, welcome, width));
    // Where there are few rows, the fields stay in view, and what is above them does not.
    let focus = Some(lines.len() - 1);
    lines.push(Line::default());
    let key = |action| key_name(Context::Welcome, action);
    let words = format!(
        "For a screen reader, or to work line by line, press {} or start with --plain. \
         Nothing is written before you press {}.",
        key(Action::Plain),
        key(Action::Commit)
    );
    lines.extend(lines::wrap_styled(&words, prose_width, theme.dim()));
    if state.model().is_making_desk() {
        lines.push(lines::styled("… creating your desk", theme.accent()));
    }
    if let Some(notice) = &state.notice {
        lines.push(Line::default());
        let notice = sanitize::line(&report::in_one_line(notice));
        lines.extend(lines::wrap_styled(&notice, prose_width, theme.bad()));
    }
    Content {
        lines,
        focus,
        ..Content::default()
    }
}

fn welcome_fields(scene: Scene<'_>, welcome: &Welcome, width: usize) -> Vec<Line<'static>> {
    let (theme, state) = (scene.theme, scene.state);
    let (dir_name, name_width) = if width < MIN_WELCOME_WIDTH {
        ("Folder", 8)
    } else {
        ("Your files will live in", 24)
    };
    let field = |line: WelcomeField, name: &str, value: String| {
        let here = welcome.field == line;
        let sign = if here { "▸ " } else { "  " };
        let cursor = if here && line == WelcomeField::Dir {
            "▏"
        } else {
            ""
        };
        let style = if here { theme.marked() } else { theme.strong() };
        Line::from(vec![
            Span::styled(format!("{sign}{name:<name_width$}"), theme.accent()),
            Span::styled(value, style),
            Span::styled(cursor, theme.accent()),
        ])
    };
    let begin = field(WelcomeField::Begin, "Begin", "enter".to_owned());
    let room = width.saturating_sub(name_width + 3);
    let dir = field(
        WelcomeField::Dir,
        dir_name,
        lines::end_of(&welcome.dir, room),
    );
    let editor = match state.model().editors().get(welcome.editor) {
        Some(editor) => sanitize::line(editor),
        None => "the built-in one".to_owned(),
    };
    let others = if state.model().editors().is_empty() {
        "   none was found on this machine".to_owned()
    } else {
        let [left, right] =
            [Action::PreviousTab, Action::NextTab].map(|action| key_name(Context::Welcome, action));
        format!("   {left} {right} for others")
    };
    let mut editor = field(WelcomeField::Editor, "Editor", editor);
    editor.push_span(Span::styled(others, theme.dim()));
    vec![begin, dir, editor]
}

/// Draws the built-in editor: the file's name above the text, and the keys below.
pub(super) fn draw_editor(
    scene: Scene<'_>,
    editor: &FileEditor,
    frame: &mut Frame<'_>,
    screen: Rect,
) {
    let theme = scene.theme;
    let file = scene.state.model().file_shown().unwrap_or_default();
    let mark = if editor.is_unsaved() {
        "✎ not saved"
    } else {
        "saved"
    };
    let head = Line::from(vec![
        Span::styled(format!(" {}", sanitize::line(&file)), theme.strong()),
        Span::styled(format!("   {mark}"), theme.accent()),
    ]);
    draw_line(frame, screen, &head);
    let body = Rect::new(0, 1, screen.width, screen.height - 2);
    (&editor.area).render(body, frame.buffer_mut());
    let line = if editor.leaving {
        let key = |action| key_name(Context::Unsaved, action);
        let words = format!(
            " Not saved: {} saves and goes back, {} discards your changes, {} stays here.",
            key(Action::Save),
            key(Action::Discard),
            key(Action::Close)
        );
        lines::styled(words, theme.strong())
    } else if let Some(notice) = &editor.notice {
        let notice = sanitize::line(&report::in_one_line(notice));
        lines::styled(format!(" {notice}"), theme.accent())
    } else {
        bars::keys(scene, footer(scene.state), usize::from(screen.width))
    };
    draw_last_line(frame, screen, &line);
}
