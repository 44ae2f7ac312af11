//! Reports in sentences: each block as somebody would read it aloud, next steps as words to type.

mod compiler;
mod diff;

use super::voice::Voice;
use crate::course::Problem;
use crate::report::{Block, Check, CodeLine, Headline, NextStep, Offer, OutputExcerpt};
use crate::text::plural;

/// Tells blocks, with blank lines between those that do not belong together.
pub(super) fn tell(voice: &mut Voice, blocks: &[Block]) {
    for (at, block) in blocks.iter().enumerate() {
        if at > 0 && !block.is_joined_to(&blocks[at - 1]) {
            voice.gap();
        }
        self::block(voice, block);
    }
}

fn block(voice: &mut Voice, block: &Block) {
    match block {
        Block::Headline(headline) => voice.say(&self::headline(headline)),
        Block::Heading(title) => voice.say(&sentence(title)),
        Block::Prose(text) => voice.prose(text),
        Block::Note(_, text) if text.contains('\n') => voice.verbatim(text),
        Block::Note(_, text) => voice.say(text),
        Block::Lines(lines) => lines.iter().for_each(|line| voice.say(&sentence(line))),
        Block::Code(lines) => lines.iter().for_each(|line| code(voice, line)),
        Block::Excerpt(excerpt) => self::excerpt(voice, excerpt),
        Block::Compiler(diagnostic) => compiler::tell(voice, diagnostic),
        Block::Diff(comparison) => diff::tell(voice, comparison),
        Block::Facts(facts) => {
            for fact in facts {
                voice.say(&sentence(&format!("{}: {}", fact.name, fact.says)));
            }
        }
        Block::Timeline(timeline) => {
            let sentences = timeline.sentences.iter();
            sentences.for_each(|sentence| voice.say(&sentence.says));
        }
        Block::Finding(problem) => finding(voice, problem),
        Block::Choices(choices) => {
            for choice in choices {
                let right = if choice.is_right { "right: " } else { "" };
                voice.item(choice.number, &format!("{right}{}", choice.text));
            }
        }
        Block::Checks(items) => (1..).zip(items).for_each(|(at, one)| item(voice, at, one)),
        Block::NextStep(offer) => next_step(voice, offer),
    }
}

/// A headline as a sentence.
pub(super) fn headline(headline: &Headline) -> String {
    sentence(&headline.in_a_line())
}

/// A fragment with a capital letter and a full stop.
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

fn code(voice: &mut Voice, line: &CodeLine) {
    let number = usize::try_from(line.number).unwrap_or(usize::MAX);
    voice.code(number, line.text.trim_start());
    if let Some(mark) = &line.mark {
        voice.verbatim(&mark.says);
    }
}

fn excerpt(voice: &mut Voice, excerpt: &OutputExcerpt) {
    let lines = excerpt.text.lines().count();
    voice.say(&format!("{} {}:", excerpt.title, plural(lines, "line")));
    for line in excerpt.text.lines().take(excerpt.at_most) {
        if line.trim().is_empty() {
            voice.say("a blank line");
        } else {
            voice.verbatim(&crate::sanitize::line(line));
        }
    }
    if let Some(more @ 1..) = lines.checked_sub(excerpt.at_most) {
        voice.say(&format!("And {} more.", plural(more, "line")));
    }
}

fn item(voice: &mut Voice, number: usize, item: &Check) {
    voice.item(number, &format!("{}: {}", item.state.word(), item.says));
    for detail in &item.details {
        voice.verbatim(detail);
    }
}

fn finding(voice: &mut Voice, finding: &Problem) {
    let place = match finding.line {
        0 => format!("In {}", finding.file),
        line => format!("On line {line} of {}", finding.file),
    };
    voice.say(&sentence(&format!("{place}: {}", finding.message)));
    if let Some(excerpt) = &finding.excerpt {
        voice.verbatim(excerpt.text.trim());
    }
    voice.say(&sentence(&finding.remedy));
}

fn next_step(voice: &mut Voice, offer: &Offer) {
    let Offer { step, does } = offer;
    voice.say(&format!("`{}` {does}.", word(*step)));
}

/// The word to type for a next step.
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
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// What plain mode says of these blocks to a screen reader, or into a pipe.
    pub(crate) fn spoken(blocks: &[Block]) -> String {
        let mut voice = Voice::default();
        tell(&mut voice, blocks);
        voice.take()
    }
}
