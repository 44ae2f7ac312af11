//! Lays out each kind of block.

use super::{Ground, Options, Role, Row, RowStyle, Wording, code_indent, compiler, diff};
use crate::course::{Problem, ProblemLine, ProblemPart};
use crate::highlight::Syntax;
use crate::markdown;
use crate::report::trace::Timeline;
use crate::report::{
    Block, Check, CheckState, CodeLine, Fact, Headline, NumberedChoice, Offer, OutputExcerpt,
    Table, Tone, seconds,
};
use crate::sanitize;
use crate::text::{self, pad};
use unicode_width::UnicodeWidthStr;

/// The columns before a line of a program: its number and a bar.
const MARGIN: usize = 7;

/// The columns before a choice: a mark and its number.
const CHOICE_MARGIN: usize = 6;

/// Columns of the sign before a note of a figure: `<- ` or `|  `.
const NOTE_SIGN: usize = 3;

/// The maximum number of characters of a line that are shown if the terminal wraps long lines itself.
const MAX_LINE: usize = 200;

pub(super) fn rows(block: &Block, options: Options, wording: Wording<'_>) -> Vec<Row> {
    match block {
        Block::Headline(headline) => self::headline(headline).wrapped(room(options), 2),
        Block::Heading(title) => Row::single(sanitize::line(title).replace('`', ""), Role::Heading)
            .wrapped(room(options), 2),
        Block::Prose(text) => prose(text, options),
        Block::Note(tone, text) => note(*tone, text, options),
        Block::Lines(lines) => indented(lines, options),
        Block::Code(lines) => lines.iter().flat_map(|line| code(line, options)).collect(),
        Block::Excerpt(excerpt) => self::excerpt(excerpt, options),
        Block::Compiler(diagnostic) => compiler::rows(diagnostic, options),
        Block::Diff(comparison) => diff::rows(comparison, options),
        Block::Facts(facts) => self::facts(facts, options),
        Block::Table(table) => self::table(table, options),
        Block::Timeline(timeline) => self::timeline(timeline, options, wording),
        Block::Finding(problem) => finding(problem, options),
        Block::Choices(choices) => choices
            .iter()
            .flat_map(|one| choice(one, options))
            .collect(),
        Block::Checks(checks) => checks.iter().flat_map(|one| check(one, options)).collect(),
        Block::NextStep(offer) => next_step(offer, options, wording).into_iter().collect(),
    }
}

fn timeline(timeline: &Timeline, options: Options, wording: Wording<'_>) -> Vec<Row> {
    let (mut rows, is_picture) = super::timeline::rows(timeline, options);
    let offer = timeline.every_event(is_picture);
    // There is only one step, so no column has to be kept free for commands.
    let options = Options {
        typed: 0,
        ..options
    };
    if let Some(row) = offer.and_then(|offer| next_step(&offer, options, wording)) {
        rows.extend([Row::default(), row]);
    }
    rows
}

fn sign(tone: Tone) -> &'static str {
    match tone {
        Tone::Neutral | Tone::Quiet => "",
        Tone::Good => "✓ ",
        Tone::Bad => "✗ ",
        Tone::Notice => "⚠ ",
    }
}

fn headline(headline: &Headline) -> Row {
    let status = sanitize::line(&headline.status);
    let mut row = Row::single(
        format!("{}{status}", sign(headline.tone)),
        Role::from(headline.tone),
    );
    if let Some(detail) = &headline.detail {
        row.push(
            format!("   {}", sanitize::line(detail)),
            Role::from(headline.tone),
        );
    }
    if let Some(millis) = headline.millis {
        row.push("   ", Role::Text);
        row.push(seconds(millis), Role::Dim);
    }
    row
}

fn note(tone: Tone, text: &str, options: Options) -> Vec<Row> {
    let text = sanitize::text(text);
    let row = |line: &str| {
        let mut row = Row::default();
        row.push_sentence(line, Role::from(tone), options);
        row
    };
    let lines = text.lines().map(row);
    lines
        .flat_map(|row| row.wrapped(options.prose, 0))
        .collect()
}

fn indented(lines: &[String], options: Options) -> Vec<Row> {
    let rows = lines
        .iter()
        .map(|line| Row::single(format!("  {}", sanitize::line(line)), Role::Text));
    rows.flat_map(|row| row.wrapped(room(options), 4)).collect()
}

/// Returns the columns for sentences in a row of their own.
fn room(options: Options) -> usize {
    options.width.unwrap_or(options.columns)
}

/// A line of a program with its number, and its mark below it.
fn code(line: &CodeLine, options: Options) -> Vec<Row> {
    let mut row = Row::single(format!("{:>4} │ ", line.number), Role::Dim);
    let text = line.text.trim_end();
    row.push_code(text);
    let mut rows = fitted(&row, options, MARGIN, MARGIN + code_indent(text));
    if let Some(mark) = &line.mark {
        for (at, part) in mark.says.lines().enumerate() {
            let margin = if at == 0 { "     ╰ " } else { "       " };
            let row = Row::single(sanitize::line(part), Role::from(mark.tone))
                .prefixed(margin, Role::Dim);
            rows.extend(match options.width {
                Some(width) => row.wrapped(width, MARGIN),
                None => vec![row],
            });
        }
    }
    rows
}

fn excerpt(excerpt: &OutputExcerpt, options: Options) -> Vec<Row> {
    let mut rows = vec![Row::single(excerpt.title(None), Role::Heading)];
    for line in excerpt.text.lines().take(excerpt.at_most) {
        let row = Row::single(format!("  {}", sanitize::line(line)), Role::Text);
        rows.extend(fitted(&row, options, 4, 4));
    }
    if let Some(rest) = excerpt.rest() {
        rows.push(Row::single(format!("  … and {rest}"), Role::Dim));
    }
    rows
}

/// Breaks a row of code or output, and marks what continues it; truncates it if the terminal wraps lines itself.
fn fitted(row: &Row, options: Options, margin: usize, indent: usize) -> Vec<Row> {
    if let Some(width) = options.width {
        return row.hanging(width, margin, indent);
    }
    let mut room = MAX_LINE + margin;
    let mut short = Row::default();
    for span in &row.spans {
        let text: String = span.text.chars().take(room).collect();
        room -= text.chars().count();
        short.push(text, span.style);
    }
    if short.text() != row.text() {
        short.push("…", Role::Dim);
    }
    vec![short]
}

/// A choice with its number, and a mark if it is right.
fn choice(choice: &NumberedChoice, options: Options) -> Vec<Row> {
    let (mark, role) = match choice.right {
        Some(true) => ("✓", Role::Good),
        Some(false) => ("✗", Role::Bad),
        None => (" ", Role::Text),
    };
    let mut rows = Vec::new();
    for (at, row) in prose(&choice.text, narrower(options, CHOICE_MARGIN))
        .into_iter()
        .enumerate()
    {
        rows.push(match at {
            0 => row
                .prefixed(&format!("{:>3} ", choice.number), Role::Accent)
                .prefixed(&format!("{mark} "), role),
            _ if row.spans.is_empty() => row,
            _ => row.prefixed(&" ".repeat(CHOICE_MARGIN), Role::Text),
        });
    }
    rows
}

fn narrower(options: Options, indent: usize) -> Options {
    let less = |width: usize| width.saturating_sub(indent).max(1);
    Options {
        prose: less(options.prose),
        width: options.width.map(less),
        ..options
    }
}

fn check(check: &Check, options: Options) -> Vec<Row> {
    let (sign, role) = match check.state {
        CheckState::Passed => ("✓", Role::Good),
        CheckState::Failed => ("✗", Role::Bad),
        CheckState::NotRun => ("–", Role::Dim),
    };
    let mark = format!("  {sign} {:<8} ", check.state.word());
    let indent = mark.chars().count();
    let mut rows = Vec::new();
    let says = prose(&check.says, narrower(options, indent));
    for (at, row) in says.into_iter().enumerate() {
        rows.push(match at {
            0 => row.prefixed(&mark, role),
            _ => row.prefixed(&" ".repeat(indent), Role::Text),
        });
    }
    for detail in &check.details {
        let row = Row::single(sanitize::line(detail), Role::Dim)
            .prefixed(&" ".repeat(indent), Role::Text);
        rows.extend(match options.width {
            Some(width) => row.wrapped(width, indent),
            None => vec![row],
        });
    }
    rows
}

fn finding(problem: &Problem, options: Options) -> Vec<Row> {
    let row = |line: &ProblemLine| {
        let role = match line.part {
            ProblemPart::Title => Role::Heading,
            ProblemPart::Mark => Role::Bad,
            ProblemPart::Source | ProblemPart::Help => Role::Text,
        };
        let mut row = Row::single(format!("  {}", line.gutter), Role::Dim);
        row.push(sanitize::text(&line.text), role);
        row
    };
    let lines = problem.lines();
    let rows = lines.iter().map(row);
    match options.width {
        Some(width) => rows.flat_map(|row| row.wrapped(width, 4)).collect(),
        None => rows.collect(),
    }
}

/// Names in a column, each with its text beside it.
fn facts(facts: &[Fact], options: Options) -> Vec<Row> {
    let widest = facts.iter().map(|fact| fact.name.width()).max();
    let indent = 2 + widest.unwrap_or(0) + 2;
    let mut rows = Vec::new();
    for fact in facts {
        let name = pad(&fact.name, indent - 2);
        let mut row = Row::single(format!("  {name}"), Role::Dim);
        row.push_sentence(&fact.says, Role::Text, options);
        rows.extend(match options.width {
            Some(width) => row.wrapped(width, indent),
            None => vec![row],
        });
        // Printed lines are not code, even if they look like it.
        for line in &fact.printed {
            let line = Row::single(sanitize::line(line), Role::Text)
                .prefixed(&" ".repeat(indent + 2), Role::Text);
            rows.extend(fitted(&line, options, indent + 4, indent + 4));
        }
    }
    rows
}

/// Cells in columns as wide as their widest cell. The last one is not padded.
fn table(table: &Table, options: Options) -> Vec<Row> {
    let all = || std::iter::once(&table.columns).chain(&table.rows);
    let width = |at: usize| {
        let cells = all().filter_map(|row| row.get(at));
        cells
            .map(|cell| sanitize::line(cell).width())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..table.columns.len()).map(width).collect();
    let line = |cells: &Vec<String>, role| {
        let cells = cells.iter().zip(&widths);
        let cells = cells.map(|(cell, width)| pad(&sanitize::line(cell), *width));
        let text = cells.collect::<Vec<_>>().join("  ");
        fitted(
            &Row::single(format!("  {}", text.trim_end()), role),
            options,
            4,
            4,
        )
    };
    let head = line(&table.columns, Role::Dim);
    let rows = table.rows.iter().flat_map(|row| line(row, Role::Text));
    head.into_iter().chain(rows).collect()
}

/// What to type or press, and what that does; `None` if the front end has nothing for it.
fn next_step(offer: &Offer, options: Options, wording: Wording<'_>) -> Option<Row> {
    let typed = wording(offer.step)?;
    let mut row = Row::single(format!("  {typed:<0$}", options.typed), Role::Key);
    row.push("  ", Role::Text);
    row.push(sanitize::line(&offer.does), Role::Dim);
    Some(row)
}

fn prose(text: &str, options: Options) -> Vec<Row> {
    if !options.styled {
        let uncolored = markdown::uncolored(text, options.prose);
        return uncolored
            .lines()
            .map(|line| Row::single(line, Role::Text))
            .collect();
    }
    let lines = markdown::lines(text, options.prose);
    let mut rows = Vec::new();
    for lines in lines.chunk_by(|one, other| one.is_drawn() && other.is_drawn()) {
        let drawn = lines[0].is_drawn();
        rows.extend(match options.width {
            _ if drawn => figure(lines, options),
            // Sentences are already wrapped, but code may still be too wide.
            Some(width) => lines
                .iter()
                .flat_map(|line| prose_row(line).wrapped(width, 6))
                .collect(),
            None => lines.iter().map(prose_row).collect(),
        });
    }
    rows
}

/// A figure: wrapping would break it, so the notes beside its lines move below the lines if they don't all fit.
fn figure(lines: &[markdown::Line], options: Options) -> Vec<Row> {
    let width = room(options);
    let rows: Vec<Row> = lines.iter().map(prose_row).collect();
    if rows.iter().all(|row| row.width() <= width) {
        return rows;
    }
    let mut all = Vec::new();
    for (line, row) in lines.iter().zip(rows) {
        let text = line.text();
        let Some((code, note)) = text::split_note(&text) else {
            let is_cut = options.width.is_some();
            all.push(if is_cut { row.cut(width) } else { row });
            continue;
        };
        let mut above = Row::default();
        above.push_code(code.trim_end());
        let indent = code_indent(code);
        let mut below = Row::single(" ".repeat(indent), Role::Text);
        below.push_words(note.trim_start());
        all.extend(above.wrapped(width, indent));
        all.extend(below.wrapped(width, indent + NOTE_SIGN));
    }
    all
}

fn prose_row(line: &markdown::Line) -> Row {
    let mut row = Row::default();
    for span in &line.spans {
        let style = RowStyle {
            role: prose_role(&span.style.kind),
            strong: span.style.strong,
            emphasis: span.style.emphasis,
            differs: false,
        };
        if let markdown::SpanKind::CodeBlock { .. } = span.style.kind {
            row.ground = Ground::Code;
        }
        if matches!(style.role, Role::Syntax(_)) {
            row.push_code(&span.text);
        } else if span.style.kind == markdown::SpanKind::Code {
            row.push_inline_code(&span.text, style);
        } else if span.style.kind == markdown::SpanKind::Diagram {
            match text::split_note(&span.text) {
                Some((code, note)) => {
                    row.push_code(code);
                    row.push_words(note);
                }
                None => row.push_diagram(&span.text),
            }
        } else {
            row.push(span.text.clone(), style);
        }
    }
    row
}

fn prose_role(kind: &markdown::SpanKind) -> Role {
    match kind {
        markdown::SpanKind::Code => Role::Code(Syntax::Other),
        markdown::SpanKind::Link => Role::Accent,
        markdown::SpanKind::CodeBlock { language } if matches!(language.as_str(), "rust" | "") => {
            Role::Syntax(Syntax::Other)
        }
        markdown::SpanKind::Heading(_) => Role::Heading,
        markdown::SpanKind::Address
        | markdown::SpanKind::Quote
        | markdown::SpanKind::Caption
        | markdown::SpanKind::Marker
        | markdown::SpanKind::Rule => Role::Dim,
        markdown::SpanKind::Text
        | markdown::SpanKind::Diagram
        | markdown::SpanKind::CodeBlock { .. } => Role::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPTIONS: Options = Options {
        prose: 80,
        width: None,
        columns: 80,
        page: None,
        pictures: true,
        styled: true,
        typed: 0,
        tints: false,
    };

    #[test]
    fn the_notes_of_a_figure_are_below_its_lines_if_they_do_not_fit_beside_them() {
        let text = "```diagram: Two lines.\n\
                    let a = cell.borrow();  <- created\n    a.len();            |  `a` is alive\n```";
        let shown = |columns, width| {
            let options = Options {
                prose: columns,
                columns,
                width,
                ..OPTIONS
            };
            let rows = prose(text, options);
            let text = rows.iter().map(Row::text);
            text.collect::<Vec<_>>()
        };
        assert_eq!(
            shown(40, Some(40)),
            [
                "  let a = cell.borrow();  <- created",
                "      a.len();            |  a is alive",
            ]
        );
        let below = [
            "  let a = cell.borrow();",
            "    <- created",
            "      a.len();",
            "        |  a is alive",
        ];
        assert_eq!(shown(30, Some(30)), below);
        // On the command line, rows have no limit, but the terminal would break them.
        assert_eq!(shown(30, None), below);
    }

    #[test]
    fn the_words_after_a_span_are_below_it_if_they_do_not_fit_beside_it() {
        let text = "```diagram: A borrow.\nread(&cell)  |-----|  its last use\n```";
        let options = Options {
            prose: 30,
            width: Some(30),
            ..OPTIONS
        };
        let rows = prose(text, options);
        let text: Vec<String> = rows.iter().map(Row::text).collect();
        assert_eq!(text, ["  read(&cell)  |-----|", "    its last use"]);
    }

    #[test]
    fn the_mark_of_a_problem_is_colored_and_its_excerpt_is_not() {
        let problem = Problem::at_line("a.toml", "^ = 1\n", 1, "odd | strange\nstill", "fix it");
        let rows = finding(&problem, OPTIONS);
        let roles = |row: &Row| {
            let roles = row.spans.iter().map(|span| span.style.role);
            roles.collect::<Vec<_>>()
        };
        let text: Vec<String> = rows.iter().map(Row::text).collect();
        assert_eq!(text[3], "  1 | ^ = 1");
        assert_eq!(roles(&rows[3]), [Role::Dim, Role::Text]);
        assert_eq!(text[4], "    | ^^^^^");
        assert_eq!(roles(&rows[4]), [Role::Dim, Role::Bad]);
        assert_eq!(roles(&rows[1]).last(), Some(&Role::Heading), "{}", text[1]);
    }
}
