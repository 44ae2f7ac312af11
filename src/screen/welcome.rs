//! The first start: what cellmate is, whether this machine is ready, where the files go, and which editor opens them.

use super::overlay::problems;
use super::{Content, Scene, bars, draw_content, draw_last_line, draw_more_sign, inset};
use super::{code, lines};
use crate::app::{ScrollState, Welcome, WelcomeField, footer};
use crate::highlight::Syntax;
use crate::keymap::{Action, Context, key_name};
use crate::report;
use crate::rows::Ground;
use crate::sanitize;
use crate::theme::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// The minimum number of columns for the fields' long names.
const MIN_LONG_NAMES: usize = 60;

/// Columns for sentences, and for what is wrong with this machine.
const MAX_WIDTH: usize = 60;
const MAX_PROBLEM_WIDTH: usize = 80;

/// The minimum number of columns and rows for a wordmark, and for a run with the text.
const MIN_ROOMY: (u16, u16) = (74, 30);

/// The minimum numbers of rows for the description of cellmate at the top, and for the run.
const MIN_TEXT_ROWS: u16 = 18;
const MIN_RUN_ROWS: u16 = 24;

/// The minimum number of columns for the run beside the text, not below it.
const MIN_BESIDE: u16 = 100;

const WORDMARK: [&str; 3] = [
    "╭─╴╭─╴╷  ╷  ╭┬╮╭─╮╶┬╴╭─╴",
    "│  ├─ │  │  │││├─┤ │ ├─ ",
    "╰─╴╰─╴╰─╴╰─╴╵ ╵╵ ╵ ╵ ╰─╴",
];

/// A line of a run: code, the bar beside it, what cellmate says about it, and the same in fewer words.
type RunLine = (&'static str, &'static str, &'static str, &'static str);

/// A run in which a write is refused.
const RUN: [RunLine; 4] = [
    ("let reader = values.borrow();", "╭", "reader", "reader"),
    ("println!(\"{}\", reader.len());", "│", "", ""),
    (
        "values.borrow_mut().push(4);",
        "├",
        "✗ refused: reader is still alive",
        "✗ refused",
    ),
    ("}", "╰", "reader is dropped", "dropped"),
];

const REFUSED: usize = 2;

const COLUMN_GAP: usize = 4;

/// Columns of the run: its code and the bar; the words after them; and the short form of the words.
const RUN_CODE_WIDTH: usize = 35;
const RUN_WORDS_WIDTH: usize = 33;
const SHORT_RUN_WORDS_WIDTH: usize = 18;

/// The minimum number of columns for the text beside the run.
const MIN_TEXT_WIDTH: usize = 40;

pub(super) fn draw(
    scene: Scene<'_>,
    welcome: &Welcome,
    frame: &mut Frame<'_>,
    screen: Rect,
) -> ScrollState {
    let is_roomy = screen.width >= MIN_ROOMY.0 && screen.height >= MIN_ROOMY.1;
    let body = Rect {
        height: screen.height - 1,
        ..screen
    };
    let text_first = screen.height >= MIN_TEXT_ROWS;
    let run = if text_first && screen.width >= MIN_BESIDE {
        Some(RunPlace::Beside)
    } else if screen.width >= MIN_ROOMY.0 && screen.height >= MIN_RUN_ROWS {
        Some(RunPlace::Below)
    } else {
        None
    };
    let mut body = inset(body, if is_roomy { 6 } else { 2 });
    let parts = Parts {
        wordmark: is_roomy,
        text_first,
        run,
    };
    let content = content(scene, welcome, usize::from(body.width), parts);
    if is_roomy {
        let rows = u16::try_from(content.lines.len()).unwrap_or(u16::MAX);
        let above = body.height.saturating_sub(rows) / 3;
        (body.y, body.height) = (body.y + above, body.height - above);
    }
    let extent = draw_content(frame, body, &content, 0);
    draw_more_sign(scene, frame, body, extent);
    let keys = bars::keys(scene, footer(scene.state), usize::from(screen.width));
    draw_last_line(frame, screen, &keys);
    ScrollState { last: 0, ..extent }
}

/// What there is room for.
#[derive(Clone, Copy)]
struct Parts {
    wordmark: bool,
    /// Whether the description of cellmate comes first, and not last.
    text_first: bool,
    run: Option<RunPlace>,
}

/// Where the run is, seen from the description.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RunPlace {
    Beside,
    Below,
}

fn content(scene: Scene<'_>, welcome: &Welcome, width: usize, parts: Parts) -> Content {
    let (theme, state) = (scene.theme, scene.state);
    let course = state.model().course();
    let title = course.map(|course| sanitize::line(&course.title));
    let prose_width = width.min(MAX_WIDTH);
    let mut lines = Vec::new();
    if parts.wordmark {
        lines.extend(WORDMARK.map(|row| lines::styled(row, theme.accent())));
        lines.push(Line::default());
        lines.push(lines::styled(title.unwrap_or_default(), theme.title()));
    } else {
        let title = title.map_or(String::new(), |title| format!(" · {title}"));
        lines.push(lines::styled(format!("cellmate{title}"), theme.title()));
    }
    lines.push(Line::default());
    let what = |width| lines::wrap_styled(report::WHAT_CELLMATE_DOES, width, Style::new());
    if state.model().is_opened() && course.is_none() {
        lines.extend(what(prose_width));
        lines.push(Line::default());
        lines.extend(problems(scene, width));
        return lines.into();
    }
    if parts.run == Some(RunPlace::Beside) {
        lines.extend(text_beside_run(scene, width));
        lines.push(Line::default());
    } else {
        if parts.text_first {
            lines.extend(what(prose_width));
            lines.push(Line::default());
        }
        if parts.run == Some(RunPlace::Below) {
            lines.extend(run_lines(scene, RUN_WORDS_WIDTH));
            lines.push(Line::default());
        }
    }
    lines.extend(checks(scene, width));
    lines.push(Line::default());
    let first_field = lines.len();
    lines.extend(fields(scene, welcome, width));
    // If there are few rows, the field with the cursor stays in view, and so does what is new. At first, the top does.
    let is_untouched = welcome.field == WelcomeField::Begin && state.notice.is_none();
    let begins_at_top = is_untouched && !state.model().is_making_desk();
    let at = match welcome.field {
        WelcomeField::Begin => 0,
        WelcomeField::Dir => 1,
        WelcomeField::Editor => 2,
    };
    let mut focus = first_field + at;
    lines.push(Line::default());
    let key = |action| key_name(Context::Welcome, action);
    let words = format!(
        "For a screen reader, or to work line by line, press {} or start with --plain. \
         cellmate writes nothing until you press {}.",
        key(Action::Plain),
        key(Action::Commit)
    );
    lines.extend(lines::wrap_styled(&words, prose_width, theme.dim()));
    if state.model().is_making_desk() {
        lines.push(lines::styled("… creating your desk", theme.accent()));
    }
    if let Some(notice) = &state.notice {
        let mut notice = problem(theme, notice, width);
        notice.push(Line::default());
        let rows = lines.len();
        lines.splice(first_field..first_field, notice);
        focus += lines.len() - rows;
    }
    if !parts.text_first {
        lines.push(Line::default());
        lines.extend(lines::wrap_styled(
            report::WHAT_CELLMATE_DOES,
            prose_width,
            theme.dim(),
        ));
    }
    Content {
        lines,
        focus: Some(focus).filter(|_| !begins_at_top),
        ..Content::default()
    }
}

/// The description of cellmate, and the run beside it.
fn text_beside_run(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let left = |words: usize| width.saturating_sub(COLUMN_GAP + RUN_CODE_WIDTH + words);
    let words = if left(RUN_WORDS_WIDTH) >= MIN_TEXT_WIDTH {
        RUN_WORDS_WIDTH
    } else {
        SHORT_RUN_WORDS_WIDTH
    };
    let text_width = left(words).clamp(1, MAX_WIDTH);
    let what = lines::wrap_styled(report::WHAT_CELLMATE_DOES, text_width, Style::new());
    let (mut what, run) = (what.collect::<Vec<Line<'_>>>(), run_lines(scene, words));
    what.resize(what.len().max(run.len()), Line::default());
    for (line, run) in what.iter_mut().zip(run) {
        let gap = text_width + COLUMN_GAP - line.width();
        line.push_span(Span::raw(" ".repeat(gap)));
        line.spans.extend(
            run.spans
                .into_iter()
                .map(|span| span.patch_style(run.style)),
        );
    }
    what
}

/// The run up to the current step; if nothing moves, up to the refusal.
fn run_lines(scene: Scene<'_>, words_width: usize) -> Vec<Line<'static>> {
    /// Columns of the code.
    const CODE_WIDTH: usize = 32;
    let theme = scene.theme;
    let step = scene
        .state
        .welcome_step()
        .unwrap_or(REFUSED)
        .min(RUN.len() - 1);
    let row = |(at, (code, bar, says, short)): (usize, RunLine)| {
        let is_future = at > step;
        let mut line = if is_future {
            lines::styled(code, theme.future())
        } else {
            code::rust_line(theme, code)
        };
        line = lines::fill(line, CODE_WIDTH, Style::new());
        line.spans.insert(0, Span::raw(" "));
        let (bar_style, says_style) = match at {
            _ if is_future => (theme.future(), theme.future()),
            REFUSED => (theme.syntax(Syntax::ReadGuard), theme.bad()),
            _ => (
                theme.syntax(Syntax::ReadGuard),
                theme.syntax(Syntax::ReadGuard),
            ),
        };
        line.push_span(Span::styled(bar, bar_style));
        let says = if says.chars().count() < words_width {
            says
        } else {
            short
        };
        line.push_span(Span::styled(format!(" {says}"), says_style));
        let ground = match at == step {
            true if at == REFUSED => Ground::Bad,
            true => Ground::Present,
            false => Ground::Terminal,
        };
        lines::fill(line, RUN_CODE_WIDTH + words_width, theme.ground(ground))
    };
    RUN.into_iter().enumerate().map(row).collect()
}

/// What was found on this machine.
fn checks(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let (theme, model) = (scene.theme, scene.state.model());
    let mut line = Line::default();
    let mut check = |is_there: bool, name: &str| {
        let (sign, style) = if is_there {
            ("✓ ", theme.good())
        } else {
            ("· ", theme.dim())
        };
        line.push_span(Span::styled(sign, style));
        line.push_span(Span::styled(
            format!("{}   ", sanitize::line(name)),
            theme.text(),
        ));
    };
    let mut error = None;
    match model.toolchain() {
        None => check(false, "rustc …"),
        Some(Ok(version)) => {
            check(true, version);
            check(true, "cargo");
        }
        Some(Err(found)) => error = Some(found.clone()),
    }
    match model.editors().first() {
        Some(editor) => check(true, editor.split_whitespace().next().unwrap_or(editor)),
        None => check(true, "built-in editor"),
    }
    let mut lines = Vec::new();
    if let Some(what) = error {
        lines.extend(problem(theme, &what, width.min(MAX_PROBLEM_WIDTH)));
    }
    lines.push(lines::truncate_line(line, width));
    lines
}

/// Returns what went wrong, with what to do about it below.
fn problem(theme: Theme, text: &str, width: usize) -> Vec<Line<'static>> {
    let text = sanitize::text(text);
    let mut rows = text.lines();
    let what = format!("✗ {}", rows.next().unwrap_or_default()).replace('`', "");
    let mut lines: Vec<_> = lines::wrap_styled(&what, width, theme.bad()).collect();
    lines.extend(rows.flat_map(|row| lines::prose(theme, row, width)));
    lines
}

fn fields(scene: Scene<'_>, welcome: &Welcome, width: usize) -> Vec<Line<'static>> {
    let (theme, state) = (scene.theme, scene.state);
    let (dir_name, name_width) = if width < MIN_LONG_NAMES {
        ("Folder", 8)
    } else {
        ("Your files will live in", 24)
    };
    let name = |line: WelcomeField, name: &str| {
        let (sign, style) = if welcome.field == line {
            ("▸ ", theme.marked())
        } else {
            ("  ", theme.dim())
        };
        Span::styled(format!("{sign}{name:<name_width$}"), style)
    };
    let begin = Line::from(vec![
        name(WelcomeField::Begin, "Begin"),
        Span::styled(key_name(Context::Welcome, Action::Commit), theme.key()),
    ]);
    let in_dir = welcome.field == WelcomeField::Dir;
    let room = width.saturating_sub(name_width + 5);
    let field = if in_dir {
        theme.ground(Ground::Selection)
    } else {
        theme.ground(Ground::Code)
    };
    let typed = lines::end_of(&welcome.dir, room);
    let cursor = if in_dir { "▏" } else { " " };
    let dir = Line::from(vec![
        name(WelcomeField::Dir, dir_name),
        Span::styled(format!(" {typed}"), field.patch(theme.title())),
        Span::styled(cursor, field.patch(theme.accent())),
    ]);
    let mut editor = Line::from(name(WelcomeField::Editor, "Editor"));
    let editors = state.model().editors().iter().map(String::as_str);
    let chips = editors.chain(["built-in"]).enumerate();
    for (at, chip) in chips {
        let chip = sanitize::line(chip);
        let (chip, style) = if at == welcome.editor {
            (format!("‹{chip}›"), theme.marked())
        } else {
            (format!(" {chip} "), theme.dim())
        };
        editor.push_span(Span::styled(chip, style));
        editor.push_span(Span::raw(" "));
    }
    // The chosen editor is in view, even if there are many.
    let chosen: usize = editor
        .spans
        .iter()
        .take(2 * welcome.editor + 2)
        .map(Span::width)
        .sum();
    if let Some(over) = chosen.checked_sub(width).filter(|over| *over > 0) {
        let head = editor.spans.remove(0);
        let rest = lines::skip_columns(editor, over + 1);
        editor = Line::from(head);
        editor.push_span(Span::styled("…", theme.dim()));
        editor.spans.extend(rest.spans);
    }
    vec![begin, dir, lines::truncate_line(editor, width)]
}
