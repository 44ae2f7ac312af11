//! Each kind of block in rows.

use super::{Options, Role, Row, Wording, compiler, diff, prose};
use crate::report::{
    Block, Check, CheckState, CodeLine, Fact, Headline, NumberedChoice, Offer, OutputExcerpt, Tone,
    seconds,
};
use crate::sanitize;
use crate::text::{pad, plural};
use unicode_width::UnicodeWidthStr;

/// The columns before a line of a program: its number and a bar.
const MARGIN: usize = 7;

/// The columns before a choice: a mark and its number.
const CHOICE_MARGIN: usize = 6;

/// Where long lines are left to the terminal, this many characters of one are enough.
const LONGEST: usize = 200;

pub(super) fn rows(block: &Block, options: Options, wording: Wording<'_>) -> Vec<Row> {
    match block {
        Block::Headline(headline) => match options.width {
            Some(width) => self::headline(headline).wrapped(width, 2),
            None => vec![self::headline(headline)],
        },
        Block::Heading(title) => vec![Row::of(sanitize::line(title), Role::Heading)],
        Block::Prose(text) => prose::rows(text, options),
        Block::Note(tone, text) => note(*tone, text, options),
        Block::Lines(lines) => indented(lines, options),
        Block::Code(lines) => lines.iter().flat_map(|line| code(line, options)).collect(),
        Block::Excerpt(excerpt) => self::excerpt(excerpt, options),
        Block::Compiler(diagnostic) => compiler::rows(diagnostic, options),
        Block::Diff(comparison) => diff::rows(comparison, options),
        Block::Facts(facts) => self::facts(facts, options),
        Block::Timeline(timeline) => super::timeline::rows(timeline, options),
        Block::Finding(problem) => finding(&problem.to_string(), options),
        Block::Choices(choices) => choices
            .iter()
            .flat_map(|one| choice(one, options))
            .collect(),
        Block::Checks(items) => items.iter().flat_map(|item| state(item, options)).collect(),
        Block::NextStep(offer) => next_step(offer, options, wording).into_iter().collect(),
    }
}

fn sign(tone: Tone) -> &'static str {
    match tone {
        Tone::Neutral | Tone::Quiet => "",
        Tone::Good => "✓ ",
        Tone::Bad => "✗ ",
        Tone::Notice => "? ",
    }
}

/// `✗ panicked on line 21   RefCell already borrowed   0.09 s`
fn headline(headline: &Headline) -> Row {
    let status = sanitize::line(&headline.status);
    let mut row = Row::of(
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
        .map(|line| Row::of(format!("  {}", sanitize::line(line)), Role::Text));
    match options.width {
        Some(width) => rows.flat_map(|row| row.wrapped(width, 4)).collect(),
        None => rows.collect(),
    }
}

/// A line of a program with its number, and below it what is said about it.
fn code(line: &CodeLine, options: Options) -> Vec<Row> {
    let mut row = Row::of(format!("{:>4} │ ", line.number), Role::Dim);
    row.push_code(line.text.trim_end());
    let mut rows = wrapped(&row, options, MARGIN);
    if let Some(mark) = &line.mark {
        for (at, part) in mark.says.lines().enumerate() {
            let margin = if at == 0 { "     ╰ " } else { "       " };
            let row =
                Row::of(sanitize::line(part), Role::from(mark.tone)).behind(margin, Role::Dim);
            rows.extend(match options.width {
                Some(width) => row.wrapped(width, MARGIN),
                None => vec![row],
            });
        }
    }
    rows
}

fn excerpt(excerpt: &OutputExcerpt, options: Options) -> Vec<Row> {
    let mut rows = vec![Row::of(excerpt.title.clone(), Role::Heading)];
    for line in excerpt.text.lines().take(excerpt.at_most) {
        let row = Row::of(format!("  {}", sanitize::line(line)), Role::Text);
        rows.extend(wrapped(&row, options, 2));
    }
    let all = excerpt.text.lines().count();
    if let Some(more @ 1..) = all.checked_sub(excerpt.at_most) {
        let more = format!("  … and {} more", plural(more, "line"));
        rows.push(Row::of(more, Role::Dim));
    }
    rows
}

/// A row within the width; where there is none, its beginning.
fn wrapped(row: &Row, options: Options, indent: usize) -> Vec<Row> {
    if let Some(width) = options.width {
        return row.folded(width, indent);
    }
    let mut room = LONGEST + indent;
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

/// A choice behind its number, and a mark where it is right.
fn choice(choice: &NumberedChoice, options: Options) -> Vec<Row> {
    let mark = if choice.is_right { "✓" } else { " " };
    let mut rows = Vec::new();
    for (at, row) in prose::rows(&choice.text, narrower(options, CHOICE_MARGIN))
        .into_iter()
        .enumerate()
    {
        rows.push(match at {
            0 => row
                .behind(&format!("{:>3} ", choice.number), Role::Accent)
                .behind(&format!("{mark} "), Role::Good),
            _ if row.spans.is_empty() => row,
            _ => row.behind(&" ".repeat(CHOICE_MARGIN), Role::Text),
        });
    }
    rows
}

/// The room that is left of what is indented.
fn narrower(options: Options, indent: usize) -> Options {
    let less = |width: usize| width.saturating_sub(indent).max(1);
    Options {
        prose: less(options.prose),
        width: options.width.map(less),
        ..options
    }
}

fn state(item: &Check, options: Options) -> Vec<Row> {
    let (sign, role) = match item.state {
        CheckState::Passed => ("✓", Role::Good),
        CheckState::Failed => ("✗", Role::Bad),
        CheckState::NotRun => ("–", Role::Dim),
    };
    let mark = format!("  {sign} {:<8} ", item.state.word());
    let indent = mark.chars().count();
    let mut rows = Vec::new();
    let says = prose::rows(&item.says, narrower(options, indent));
    for (at, row) in says.into_iter().enumerate() {
        rows.push(match at {
            0 => row.behind(&mark, role),
            _ => row.behind(&" ".repeat(indent), Role::Text),
        });
    }
    for detail in &item.details {
        let row =
            Row::of(sanitize::line(detail), Role::Dim).behind(&" ".repeat(indent), Role::Text);
        rows.extend(match options.width {
            Some(width) => row.wrapped(width, indent),
            None => vec![row],
        });
    }
    rows
}

/// A finding the way rustc lays out its own: `problem` is that already, apart from the roles.
fn finding(problem: &str, options: Options) -> Vec<Row> {
    let text = sanitize::text(problem);
    let row = |(at, line): (usize, &str)| {
        let (gutter, line) = match line.find(['|', '=']).filter(|_| at > 0) {
            Some(sign) => line.split_at(sign + 1),
            None => ("", line),
        };
        let role = match () {
            () if at == 0 => Role::Heading,
            () if line.trim().starts_with('^') => Role::Bad,
            () => Role::Text,
        };
        let mut row = Row::of(format!("  {gutter}"), Role::Dim);
        row.push(line, role);
        row
    };
    let rows = text.lines().enumerate().map(row);
    match options.width {
        Some(width) => rows.flat_map(|row| row.wrapped(width, 4)).collect(),
        None => rows.collect(),
    }
}

/// Names in a column, and what they are beside them.
fn facts(facts: &[Fact], options: Options) -> Vec<Row> {
    let widest = facts.iter().map(|fact| fact.name.width()).max();
    let indent = 2 + widest.unwrap_or(0) + 2;
    let row = |fact: &Fact| {
        let name = pad(&fact.name, indent - 2);
        let mut row = Row::of(format!("  {name}"), Role::Dim);
        row.push_sentence(&fact.says, Role::Text, options);
        match options.width {
            Some(width) => row.wrapped(width, indent),
            None => vec![row],
        }
    };
    facts.iter().flat_map(row).collect()
}

/// What to type or press, and what that does; nothing where it cannot be done here.
fn next_step(offer: &Offer, options: Options, wording: Wording<'_>) -> Option<Row> {
    let typed = wording(offer.step)?;
    let mut row = Row::of(format!("  {typed:<0$}", options.typed), Role::Accent);
    row.push("  ", Role::Text);
    row.push(sanitize::line(&offer.does), Role::Dim);
    Some(row)
}
