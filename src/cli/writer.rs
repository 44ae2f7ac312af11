//! Reports on the command line: rows in ANSI colors, next steps as commands.

use super::look::{Look, Paint};
use crate::course::Lesson;
use crate::highlight::Syntax;
use crate::report::{Block, NextStep};
use crate::rows::{self, Options, Role, Row, RowStyle};

/// Blocks as text, each line ended.
pub(super) fn text(look: Look, blocks: &[Block]) -> String {
    written(look, blocks, &|_| None, true)
}

/// Markdown as text, each line ended.
pub(super) fn prose(look: Look, text: &str) -> String {
    self::text(look, &[Block::Prose(text.to_owned())])
}

/// The same behind `indent` columns.
pub(super) fn indented(look: Look, text: &str, indent: usize) -> String {
    let width = look.width.saturating_sub(indent);
    let text = prose(Look { width, ..look }, text);
    let lines = text.lines().map(|line| match line {
        "" => "\n".to_owned(),
        line => format!("{}{line}\n", " ".repeat(indent)),
    });
    lines.collect()
}

/// The same with timelines in sentences.
pub(super) fn without_pictures(look: Look, blocks: &[Block]) -> String {
    written(look, blocks, &|_| None, false)
}

/// The same with what can be done next about a lesson.
pub(super) fn of_lesson(look: Look, blocks: &[Block], lesson: &str) -> String {
    written(look, blocks, &|step| Some(command(step, lesson)), true)
}

/// The same below a verdict: after a blank line, if there is anything.
pub(super) fn below_a_verdict(look: Look, lesson: &Lesson, blocks: &[Block]) -> String {
    if blocks.is_empty() {
        return String::new();
    }
    format!("\n{}", of_lesson(look, blocks, &lesson.id))
}

/// The command for a next step.
fn command(step: NextStep, lesson: &str) -> String {
    let words = match step {
        NextStep::Check | NextStep::Compiler => "check",
        NextStep::Hint => "hint",
        NextStep::Answer => return format!("cellmate answer {lesson} …"),
        NextStep::Trace => "trace",
        NextStep::Solution => "solution",
        NextStep::NextLesson => "show",
        NextStep::AllLessons => return "cellmate list".to_owned(),
    };
    format!("cellmate {words} {lesson}")
}

fn written(look: Look, blocks: &[Block], wording: rows::Wording<'_>, pictures: bool) -> String {
    let options = Options {
        prose: look.width,
        // A terminal breaks long lines itself, and what is copied or piped stays whole.
        width: None,
        columns: look.columns,
        pictures,
        styled: look.color,
        typed: 33,
    };
    let rows = rows::lay_out(blocks, options, wording);
    rows.iter().map(|row| line(look, row)).collect()
}

fn line(look: Look, row: &Row) -> String {
    let spans = row.spans.iter();
    let line: String = spans
        .map(|span| match paint(span.style) {
            Some(paint) => look.paint(paint, &span.text),
            None => span.text.clone(),
        })
        .collect();
    line.trim_end_matches(' ').to_owned() + "\n"
}

fn paint(style: RowStyle) -> Option<Paint> {
    match style.role {
        Role::Text if style.strong => Some(Paint::Strong),
        Role::Text if style.emphasis => Some(Paint::Emphasis),
        Role::Text => None,
        Role::Heading => Some(Paint::Strong),
        Role::Dim => Some(Paint::Dim),
        Role::Accent => Some(Paint::Accent),
        Role::Syntax(syntax) => match syntax {
            Syntax::Other => None,
            Syntax::Keyword => Some(Paint::Keyword),
            Syntax::Type => Some(Paint::Accent),
            Syntax::Literal => Some(Paint::Literal),
            Syntax::Comment => Some(Paint::Dim),
        },
        Role::Good => Some(Paint::Good),
        Role::Bad => Some(Paint::Bad),
        Role::Warning => Some(Paint::Warning),
    }
}

#[cfg(test)]
mod tests;
