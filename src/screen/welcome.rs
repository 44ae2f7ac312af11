//! The first start: what cellmate is, whether this machine is ready, where the files go, and which editor opens them.

use super::overlay::problems;
use super::{Content, Scene, bars, draw_content, draw_last_line, draw_line, draw_more_sign, inset};
use super::{code, lines};
use crate::app::{ScrollState, Welcome, WelcomeField, footer};
use crate::highlight::Syntax;
use crate::keymap::{Action, Context, key_name};
use crate::report;
use crate::rows::Ground;
use crate::sanitize;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns below which the names of the fields are short.
const MIN_LONG_NAMES: usize = 60;

/// Columns for sentences.
const MAX_WIDTH: usize = 60;

/// Columns and rows from which there is a wordmark, and a run is shown beside or below the text.
const MIN_ROOMY: (u16, u16) = (74, 30);

/// Rows from which the description of cellmate comes first, and from which the run follows it.
const MIN_TEXT_ROWS: u16 = 18;
const MIN_RUN_ROWS: u16 = 24;

/// Columns from which that run is beside the text.
const MIN_BESIDE: u16 = 144;

const WORDMARK: [&str; 3] = [
    "╭─╴╭─╴╷  ╷  ╭┬╮╭─╮╶┬╴╭─╴",
    "│  ├─ │  │  │││├─┤ │ ├─ ",
    "╰─╴╰─╴╰─╴╰─╴╵ ╵╵ ╵ ╵ ╰─╴",
];

/// A run in which a write is refused: code, the bar beside it, and what cellmate says about it.
const RUN: [(&str, &str, &str); 4] = [
    ("let reader = values.borrow();", "╭", "reader"),
    ("println!(\"{}\", reader.len());", "│", ""),
    (
        "values.borrow_mut().push(4);",
        "├",
        "✗ refused: reader is still alive",
    ),
    ("}", "╰", "reader is dropped"),
];

/// The step at which it is refused.
const REFUSED: usize = 2;

/// Columns between the text and the run, and rows above that.
const COLUMN_GAP: u16 = 4;
const ROWS_ABOVE_RUN: u16 = 6;

/// Columns of the run: code, bar and words.
const RUN_WIDTH: u16 = 68;

pub(super) fn draw(
    scene: Scene<'_>,
    welcome: &Welcome,
    frame: &mut Frame<'_>,
    screen: Rect,
) -> ScrollState {
    let is_roomy = screen.width >= MIN_ROOMY.0 && screen.height >= MIN_ROOMY.1;
    let is_beside = is_roomy && screen.width >= MIN_BESIDE;
    let body = Rect {
        height: screen.height - 1,
        ..screen
    };
    let mut body = inset(body, if is_roomy { 6 } else { 2 });
    let width = if is_beside {
        body.width - RUN_WIDTH - COLUMN_GAP
    } else {
        body.width
    };
    let parts = Parts {
        wordmark: is_roomy,
        text_first: screen.height >= MIN_TEXT_ROWS,
        run: !is_beside && screen.width >= MIN_ROOMY.0 && screen.height >= MIN_RUN_ROWS,
    };
    let content = content(scene, welcome, usize::from(width), parts);
    if is_roomy {
        let rows = u16::try_from(content.lines.len()).unwrap_or(u16::MAX);
        let above = body.height.saturating_sub(rows) / 3;
        (body.y, body.height) = (body.y + above, body.height - above);
    }
    if is_beside {
        let area = Rect {
            x: body.x + width.min(u16::try_from(MAX_WIDTH).unwrap_or(width)) + COLUMN_GAP,
            width: RUN_WIDTH,
            y: body.y + ROWS_ABOVE_RUN,
            height: body.height.saturating_sub(ROWS_ABOVE_RUN),
        };
        for (row, line) in area.rows().zip(run_lines(scene)) {
            draw_line(frame, row, &line);
        }
    }
    body.width = width;
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
    run: bool,
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
    let what = lines::wrap_styled(report::WHAT_CELLMATE_DOES, prose_width, Style::new());
    if state.model().is_opened() && course.is_none() {
        lines.extend(what);
        lines.push(Line::default());
        lines.extend(problems(scene, width));
        return lines.into();
    }
    if parts.text_first {
        lines.extend(what);
        lines.push(Line::default());
    }
    if parts.run {
        lines.extend(run_lines(scene));
        lines.push(Line::default());
    }
    lines.extend(checks(scene, width));
    lines.push(Line::default());
    let first_field = lines.len();
    lines.extend(fields(scene, welcome, width));
    // If there are few rows, the field with the cursor stays in view.
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
        let notice = sanitize::line(&report::in_one_line(notice));
        let notice = lines::wrap_styled(&notice, prose_width, theme.bad());
        let rows = lines.len();
        lines.splice(first_field..first_field, notice.chain([Line::default()]));
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
        focus: Some(focus),
        ..Content::default()
    }
}

/// The run up to the current step; if nothing moves, up to the refusal.
fn run_lines(scene: Scene<'_>) -> Vec<Line<'static>> {
    /// Columns of the code.
    const CODE_WIDTH: usize = 32;
    let theme = scene.theme;
    let step = scene
        .state
        .welcome_step()
        .unwrap_or(REFUSED)
        .min(RUN.len() - 1);
    let row = |(at, (code, bar, says)): (usize, (&'static str, &'static str, &'static str))| {
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
        line.push_span(Span::styled(format!(" {says}"), says_style));
        let ground = match at == step {
            true if at == REFUSED => Ground::Bad,
            true => Ground::Present,
            false => Ground::Terminal,
        };
        lines::fill(line, usize::from(RUN_WIDTH), theme.ground(ground))
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
    let mut problem = None;
    match model.toolchain() {
        None => check(false, "rustc …"),
        Some(Ok(version)) => {
            check(true, version);
            check(true, "cargo");
        }
        Some(Err(error)) => problem = Some(error.clone()),
    }
    match model.editors().first() {
        Some(editor) => check(true, editor.split_whitespace().next().unwrap_or(editor)),
        None => check(true, "built-in editor"),
    }
    let mut lines = Vec::new();
    if let Some(problem) = problem {
        let problem = sanitize::text(&problem);
        for (at, row) in problem.lines().enumerate() {
            let row = if at == 0 {
                format!("✗ {row}")
            } else {
                row.to_owned()
            };
            let style = if at == 0 { theme.bad() } else { theme.text() };
            lines.extend(lines::wrap_styled(&row, width.min(MAX_WIDTH), style));
        }
    }
    lines.push(lines::truncate_line(line, width));
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
    // The chosen one is in view, even if there are many.
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
