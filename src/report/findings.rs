//! The result of `verify`: how much was checked, and what was found.

use super::{Block, Headline, Tone};
use crate::course::Problem;
use crate::text::plural;

/// Says that the formatting of the Rust files was not checked, because rustfmt is missing.
#[must_use]
pub fn no_rustfmt() -> String {
    "rustfmt is not installed, so cellmate did not check the formatting of the Rust files\n\
     help: install it with `rustup component add rustfmt`"
        .to_owned()
}

/// Says that the formatting of the Rust files could not be checked.
#[must_use]
pub fn format_unchecked(error: &str) -> String {
    format!("cannot check the formatting of the Rust files: {error}")
}

/// Says that the code blocks in the lessons could not be checked.
#[must_use]
pub fn blocks_unchecked(error: &str) -> String {
    format!("cannot compile the code blocks in the lessons: {error}")
}

/// Returns each finding with its place and what to do about it.
#[must_use]
pub fn findings(all: &[Problem]) -> Vec<Block> {
    all.iter().cloned().map(Block::Finding).collect()
}

/// Whether the programs of a lesson do what it claims, in a few words.
#[must_use]
pub fn lesson_findings(programs: usize, kept: usize, findings: &[Problem]) -> Headline {
    let (tone, found) = if findings.is_empty() {
        let behave = if programs == 1 { "behaves" } else { "behave" };
        let found = match programs {
            0 => "no problems found".to_owned(),
            _ => format!("{} {behave} as claimed", plural(programs, "program")),
        };
        (Tone::Good, found)
    } else {
        (Tone::Bad, plural(findings.len(), "problem"))
    };
    let unchanged = match kept {
        0 => String::new(),
        kept if kept == programs => " (unchanged)".to_owned(),
        kept => format!(" ({kept} unchanged)"),
    };
    headline(tone, found + &unchanged)
}

/// Says what cannot be checked in a pack for learners.
#[must_use]
pub fn without_mistakes() -> String {
    "this course is a pack for learners, which leaves out the author's mistakes and alternatives, so cellmate cannot check the feedback on mistakes"
        .to_owned()
}

/// Says how many lessons were verified, and how many of them keep the verdict of an earlier run: `66 lessons (64
/// unchanged)`.
#[must_use]
pub fn verified_lessons(lessons: usize, unchanged: usize) -> String {
    let lessons = plural(lessons, "lesson");
    match unchanged {
        0 => lessons,
        _ => format!("{lessons} ({unchanged} unchanged)"),
    }
}

/// Says how much was checked, and how much was found.
#[must_use]
pub fn verification(lessons: &str, programs: usize, findings: usize, millis: u64) -> Block {
    let (tone, found) = match findings {
        0 => (Tone::Good, "no problems found".to_owned()),
        count => (Tone::Bad, plural(count, "problem")),
    };
    let checked = format!("{lessons}, {}", plural(programs, "program"));
    Block::Headline(Headline {
        detail: Some(checked),
        millis: Some(millis),
        ..headline(tone, found)
    })
}

fn headline(tone: Tone, status: String) -> Headline {
    Headline {
        tone,
        status,
        detail: None,
        millis: None,
    }
}
