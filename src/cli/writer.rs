//! Writes reports as ANSI text, with next steps as commands.
//!
//! Color never carries information alone: a painted word says the same without color.

mod band;

pub(super) use band::rule;

use crate::course::Lesson;
use crate::engine::Graded;
use crate::grader;
use crate::report::{self, Band, Block, NextStep};
use crate::rows::{self, Options, Row, RowStyle};
use crate::theme::Theme;
use crate::verdict::{Trace, Verdict};
use anstyle::{AnsiColor, Effects, Style};
use ratatui::style::{Color, Modifier};

/// The widths and colors of the output.
#[derive(Clone, Copy, Debug)]
pub(super) struct OutputStyle {
    /// The columns for prose, at most 80.
    pub(super) width: usize,
    /// The columns for timelines and tables, at most 160.
    pub(super) columns: usize,
    /// The columns at which long lines are broken. `None` if the output is not a terminal: what is piped stays whole.
    pub(super) breaks_at: Option<usize>,
    /// Whether to use colors.
    pub(super) color: bool,
}

impl OutputStyle {
    /// Returns the text in its color, or unchanged without colors.
    pub(super) fn paint(self, style: impl Into<RowStyle>, text: &str) -> String {
        if !self.color || text.is_empty() {
            return text.to_owned();
        }
        let style = ansi(style.into());
        format!("{style}{text}{style:#}")
    }
}

/// Writes blocks as text that ends with a newline.
pub(super) fn text(style: OutputStyle, blocks: &[Block]) -> String {
    write(style, blocks, &option, true)
}

/// Writes Markdown as text that ends with a newline.
pub(super) fn prose(style: OutputStyle, text: &str) -> String {
    self::text(style, &[Block::Prose(text.to_owned())])
}

/// Writes Markdown, indented by `indent` columns.
pub(super) fn indented(style: OutputStyle, text: &str, indent: usize) -> String {
    let width = style.width.saturating_sub(indent);
    let breaks_at = style.breaks_at.map(|at| at.saturating_sub(indent));
    let style = OutputStyle {
        width,
        breaks_at,
        ..style
    };
    let text = prose(style, text);
    let lines = text.lines().map(|line| match line {
        "" => "\n".to_owned(),
        line => format!("{}{line}\n", " ".repeat(indent)),
    });
    lines.collect()
}

/// Writes blocks, with sentences instead of timelines.
pub(super) fn without_pictures(style: OutputStyle, blocks: &[Block]) -> String {
    write(style, blocks, &option, false)
}

/// Returns the option of the same command for a next step, if it has one.
fn option(step: NextStep) -> Option<String> {
    (step == NextStep::EveryEvent).then(|| "--all".to_owned())
}

/// Writes blocks, with the commands for the next steps of a lesson.
pub(super) fn with_commands(style: OutputStyle, blocks: &[Block], lesson: &str) -> String {
    write(style, blocks, &|step| Some(command(step, lesson)), true)
}

/// Writes a verdict, and below it the run, if that was traced.
pub(super) fn graded(
    style: OutputStyle,
    lesson: &Lesson,
    graded: &Graded,
    trace: Option<&Trace>,
) -> String {
    let (verdict, text) = (&graded.verdict, graded.text.as_str());
    let blocks = report::verdict(verdict, text);
    let mut says = band::with_band(style, &Band::new(verdict, trace), &blocks);
    if let Some(trace) = trace {
        says += &below_a_verdict(style, lesson, Some(verdict), (trace, text));
    }
    says
}

/// Writes the report on a traced run after a blank line, or nothing if there is nothing to see.
pub(super) fn below_a_verdict(
    style: OutputStyle,
    lesson: &Lesson,
    verdict: Option<&Verdict>,
    (trace, source): (&Trace, &str),
) -> String {
    let file = lesson.exercise_path();
    let blocks = report::trace::below_a_verdict(trace, verdict, &file, source);
    if blocks.is_empty() {
        return String::new();
    }
    let wording = |step| match (step, verdict) {
        (NextStep::Trace, Some(verdict)) => Some(traced_again(verdict, &lesson.id)),
        (step, _) => Some(command(step, &lesson.id)),
    };
    let mut rows = lay_out(style, &blocks, &wording, true);
    rows::color_guards(&mut rows, trace, source);
    format!("\n{}", lines(style, &rows))
}

/// Returns the command that shows every event of the run that was traced for a verdict.
fn traced_again(verdict: &Verdict, lesson: &str) -> String {
    if grader::failing_schedule(verdict).is_some() {
        return format!("cellmate trace {lesson} --schedules --all");
    }
    match grader::program_to_trace(verdict) {
        "main" => format!("cellmate trace {lesson} --all"),
        test => format!("cellmate trace {lesson} --test {test} --all"),
    }
}

/// Returns the command for a next step.
fn command(step: NextStep, lesson: &str) -> String {
    let words = match step {
        NextStep::Check | NextStep::Compiler => "check",
        NextStep::Hint => "hint",
        NextStep::Answer => return format!("cellmate answer {lesson} …"),
        NextStep::Trace => "trace",
        NextStep::Solution => "solution",
        NextStep::NextLesson => "show",
        NextStep::AllLessons => return "cellmate list".to_owned(),
        NextStep::EveryEvent => return format!("cellmate trace {lesson} --all"),
    };
    format!("cellmate {words} {lesson}")
}

fn write(
    style: OutputStyle,
    blocks: &[Block],
    wording: rows::Wording<'_>,
    pictures: bool,
) -> String {
    lines(style, &lay_out(style, blocks, wording, pictures))
}

fn lay_out(
    style: OutputStyle,
    blocks: &[Block],
    wording: rows::Wording<'_>,
    pictures: bool,
) -> Vec<Row> {
    let options = Options {
        prose: style.width,
        width: style.breaks_at,
        columns: style.columns,
        page: None,
        pictures,
        styled: style.color,
        typed: 33,
        tints: style.color,
    };
    rows::lay_out(blocks, options, wording)
}

fn lines(style: OutputStyle, rows: &[Row]) -> String {
    rows.iter().map(|row| line(style, row)).collect()
}

fn line(style: OutputStyle, row: &Row) -> String {
    let spans = row.spans.iter();
    let line: String = spans
        .map(|span| style.paint(span.style, &span.text))
        .collect();
    line.trim_end_matches(' ').to_owned() + "\n"
}

/// Returns the full screen's style as ANSI, in the terminal's own sixteen colors.
fn ansi(style: RowStyle) -> Style {
    ansi_style(Theme::default().style(style))
}

fn ansi_style(style: ratatui::style::Style) -> Style {
    let modifiers = [
        (Modifier::BOLD, Effects::BOLD),
        (Modifier::DIM, Effects::DIMMED),
        (Modifier::ITALIC, Effects::ITALIC),
        (Modifier::UNDERLINED, Effects::UNDERLINE),
    ];
    let has = |(modifier, _): &&(Modifier, Effects)| style.add_modifier.contains(*modifier);
    let effects = modifiers.iter().filter(has).map(|(_, effects)| *effects);
    Style::new()
        .fg_color(style.fg.and_then(ansi_color).map(Into::into))
        .bg_color(style.bg.and_then(ansi_color).map(Into::into))
        .effects(effects.fold(Effects::new(), Effects::insert))
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the theme of the terminal uses no other colors"
)]
fn ansi_color(color: Color) -> Option<AnsiColor> {
    Some(match color {
        Color::Red => AnsiColor::Red,
        Color::Green => AnsiColor::Green,
        Color::Yellow => AnsiColor::Yellow,
        Color::LightBlue => AnsiColor::BrightBlue,
        Color::Magenta => AnsiColor::Magenta,
        Color::Cyan => AnsiColor::Cyan,
        Color::Black => AnsiColor::Black,
        Color::White => AnsiColor::BrightWhite,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
