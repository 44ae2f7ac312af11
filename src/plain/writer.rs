//! What plain mode prints: sentences, one per line, and reports as a person would read them aloud. Lines have no
//! trailing spaces, and there are never two blank lines in a row.
//!
//! On a terminal, lines end between words at its width: a screen reader reviews it row by row, and the terminal itself
//! would break words in two. Without a terminal nothing is wrapped: a paragraph is one line. Code is never wrapped.

mod diff;
mod rustc;

use crate::course::Problem;
use crate::report::{Block, Check, CodeLine, Headline, NextStep, Offer, OutputExcerpt};
use crate::text::{self, LongWords};
use crate::{markdown, sanitize};

/// The width at which lines are wrapped on terminals that are even narrower.
const MIN_WRAP_WIDTH: usize = 20;

/// The text that plain mode still has to print.
#[derive(Clone, Debug, Default)]
pub(super) struct Writer {
    text: String,
    /// The columns of the terminal; `None` if there is none.
    width: Option<usize>,
}

impl Writer {
    pub(super) fn set_width(&mut self, width: Option<usize>) {
        self.width = width.map(|width| width.max(MIN_WRAP_WIDTH));
    }

    /// Writes one or more sentences.
    pub(super) fn say(&mut self, sentence: &str) {
        for line in sanitize::text(sentence).lines() {
            let width = self.width.unwrap_or(usize::MAX);
            for line in text::wrap(line, width, LongWords::Keep) {
                self.line(&line);
            }
        }
    }

    /// Writes a text in Markdown; the sentence beside a diagram takes its place.
    pub(super) fn prose(&mut self, text: &str) {
        self.lines(&markdown::plain(text, self.width.unwrap_or(usize::MAX)));
    }

    /// Writes a text in Markdown after a number.
    pub(super) fn item(&mut self, number: usize, text: &str) {
        let number = format!("{number}: ");
        let width = self.width.unwrap_or(usize::MAX);
        let text = markdown::plain(text, width.saturating_sub(number.len()));
        self.lines(&(number + &text));
    }

    /// Writes a line of a program with its number.
    pub(super) fn code(&mut self, number: usize, line: &str) {
        let line = sanitize::line(&line.replace('\t', "    "));
        if line.trim().is_empty() {
            self.line(&format!("line {number} is blank"));
        } else {
            self.line(&format!("line {number}: {line}"));
        }
    }

    /// Writes a text that something else has printed or laid out, unchanged.
    pub(super) fn verbatim(&mut self, text: &str) {
        self.lines(&sanitize::strip_colors(&text.replace('\t', "    ")));
    }

    /// Writes a blank line, unless nothing or a blank line precedes it.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Writes a report, with blank lines between blocks that do not belong together.
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for (at, block) in blocks.iter().enumerate() {
            if at > 0 && !block.is_joined_to(&blocks[at - 1]) {
                self.gap();
            }
            self::block(self, block);
        }
    }

    /// Returns what there is to print, once.
    pub(super) fn take(&mut self) -> String {
        let mut text = std::mem::take(&mut self.text);
        while text.ends_with("\n\n") {
            text.pop();
        }
        text
    }

    fn lines(&mut self, text: &str) {
        for line in text.lines() {
            self.line(line);
        }
    }

    fn line(&mut self, line: &str) {
        let line = line.trim_end();
        if line.is_empty() {
            return self.gap();
        }
        self.text.push_str(line);
        self.text.push('\n');
    }
}

fn block(out: &mut Writer, block: &Block) {
    match block {
        Block::Headline(headline) => out.say(&self::headline(headline)),
        Block::Heading(title) => out.say(&self::heading(title)),
        Block::Prose(text) => out.prose(text),
        Block::Note(_, text) if text.contains('\n') => out.verbatim(text),
        Block::Note(_, text) => out.say(text),
        Block::Lines(lines) => lines.iter().for_each(|line| out.say(&sentence(line))),
        Block::Code(lines) => lines.iter().for_each(|line| code(out, line)),
        Block::Excerpt(excerpt) => self::excerpt(out, excerpt),
        Block::Compiler(diagnostic) => rustc::write(out, diagnostic),
        Block::Diff(comparison) => diff::write(out, comparison),
        Block::Facts(facts) => {
            for fact in facts {
                let says = format!("{}: {}", fact.name, fact.says);
                if fact.printed.is_empty() {
                    out.say(&sentence(&says));
                } else {
                    out.say(&format!("{}:", text::capitalize(&says)));
                    fact.printed.iter().for_each(|line| printed(out, line));
                }
            }
        }
        Block::Table(table) => {
            for row in &table.rows {
                let cells = table.columns.iter().zip(row);
                let cells = cells.filter(|(_, cell)| !cell.is_empty());
                let cells = cells.map(|(column, cell)| format!("{column} {cell}"));
                out.say(&sentence(&cells.collect::<Vec<_>>().join(", ")));
            }
        }
        Block::Timeline(timeline) => {
            let sentences = timeline.sentences.iter();
            sentences.for_each(|sentence| out.say(&sentence.says));
        }
        Block::Finding(problem) => finding(out, problem),
        Block::Choices(choices) => {
            for choice in choices {
                let right = if choice.right == Some(true) {
                    "right: "
                } else {
                    ""
                };
                out.item(choice.number, &format!("{right}{}", choice.text));
            }
        }
        Block::Checks(items) => (1..).zip(items).for_each(|(at, one)| item(out, at, one)),
        Block::NextStep(offer) => next_step(out, offer),
    }
}

pub(super) fn headline(headline: &Headline) -> String {
    sentence(&headline.in_a_line())
}

/// Returns a heading as a sentence, without the Markdown marks. Code keeps its first letter.
fn heading(title: &str) -> String {
    sentence(title).replace('`', "")
}

/// Returns a fragment with a capital letter and a full stop.
pub(super) fn sentence(fragment: &str) -> String {
    let mut letters = fragment.trim().chars();
    let Some(first) = letters.next() else {
        return String::new();
    };
    let text: String = first.to_uppercase().chain(letters).collect();
    if text.ends_with(['.', '?', '!', ':']) {
        text
    } else {
        format!("{text}.")
    }
}

fn code(out: &mut Writer, line: &CodeLine) {
    let number = usize::try_from(line.number).unwrap_or(usize::MAX);
    out.code(number, line.text.trim_start());
    if let Some(mark) = &line.mark {
        out.verbatim(&mark.says);
    }
}

fn excerpt(out: &mut Writer, excerpt: &OutputExcerpt) {
    out.say(&format!("{}:", excerpt.title(excerpt.lines())));
    for line in excerpt.text.lines().take(excerpt.at_most) {
        printed(out, line);
    }
    if let Some(rest) = excerpt.rest() {
        out.say(&format!("And {rest}."));
    }
}

fn printed(out: &mut Writer, line: &str) {
    if line.trim().is_empty() {
        out.say("a blank line");
    } else {
        out.verbatim(&crate::sanitize::line(line));
    }
}

fn item(out: &mut Writer, number: usize, item: &Check) {
    out.item(number, &format!("{}: {}", item.state.word(), item.says));
    for detail in &item.details {
        out.verbatim(detail);
    }
}

fn finding(out: &mut Writer, finding: &Problem) {
    let place = match finding.line {
        0 => format!("In {}", finding.file),
        line => format!("On line {line} of {}", finding.file),
    };
    out.say(&sentence(&format!("{place}: {}", finding.message)));
    if let Some(excerpt) = &finding.excerpt {
        out.verbatim(excerpt.text.trim());
    }
    out.say(&sentence(&finding.remedy));
}

fn next_step(out: &mut Writer, offer: &Offer) {
    let Offer { step, does } = offer;
    out.say(&format!("`{}` {does}.", word(*step)));
}

/// Returns the word to type for a next step.
fn word(step: NextStep) -> &'static str {
    match step {
        NextStep::Check => "check",
        NextStep::Compiler => "compiler",
        NextStep::Hint => "hint",
        NextStep::Answer => "answer",
        NextStep::Trace => "borrows",
        NextStep::Solution => "solution",
        NextStep::NextLesson => "next",
        NextStep::AllLessons => "core",
        NextStep::EveryEvent => "borrows all",
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_rows_and_a_pipe_gets_paragraphs() {
        let sentence = "One writer, or many readers; never both at the same time.";
        let mut out = Writer::default();
        out.say(sentence);
        assert_eq!(out.take(), format!("{sentence}\n"));
        out.set_width(Some(30));
        out.say(sentence);
        assert_eq!(
            out.take(),
            "One writer, or many readers;\nnever both at the same time.\n"
        );
    }

    #[test]
    fn lines_have_no_trailing_spaces_and_no_two_blank_lines_in_a_row() {
        let mut out = Writer::default();
        out.gap();
        out.say("one  ");
        out.gap();
        out.gap();
        out.verbatim("two  \n\n\n\tthree\n");
        out.code(4, "  \u{1b}[2J");
        out.code(5, "   ");
        out.gap();
        let said = out.take();
        assert_eq!(
            said,
            "one\n\ntwo\n\n    three\nline 4:   ␛[2J\nline 5 is blank\n"
        );
        assert_eq!(out.take(), "");
    }

    #[test]
    fn a_heading_keeps_the_first_letter_of_code() {
        let said = |title: &str| written(&[Block::Heading(title.to_owned())]);
        assert_eq!(said("`try_borrow_mut`"), "try_borrow_mut.\n");
        assert_eq!(said("`let _` and `let _guard`"), "let _ and let _guard.\n");
        assert_eq!(said("a guard in a `match`"), "A guard in a match.\n");
    }

    #[test]
    fn an_excerpt_counts_its_lines_before_it_names_the_stream() {
        let excerpt = |is_stderr| OutputExcerpt {
            is_stderr,
            text: "one\ntwo".to_owned(),
            at_most: 9,
        };
        let said = written(&[
            Block::Excerpt(excerpt(true)),
            Block::Excerpt(excerpt(false)),
        ]);
        assert!(
            said.starts_with("It printed 2 lines to stderr:\none\n"),
            "{said}"
        );
        assert!(said.contains("It printed 2 lines:\none\n"), "{said}");
    }

    #[test]
    fn lines_are_not_counted_if_the_middle_of_the_output_was_dropped() {
        let excerpt = |text: &str| {
            let text = text.to_owned();
            written(&[Block::Excerpt(OutputExcerpt {
                is_stderr: false,
                text,
                at_most: 1,
            })])
        };
        assert!(excerpt("a\nb\nc").ends_with("a\nAnd 2 more lines.\n"));
        assert_eq!(
            excerpt("a\n[…]\nz"),
            "It printed:\na\nAnd many more lines.\n"
        );
    }

    /// What plain mode prints of these blocks into a pipe.
    pub(crate) fn written(blocks: &[Block]) -> String {
        let mut out = Writer::default();
        out.blocks(blocks);
        out.take()
    }
}
