//! What `verify` found in a course.

use super::{Block, Headline, Tone};
use crate::course::Problem;
use crate::text::plural;

/// Each finding with its place and what to do about it.
#[must_use]
pub fn findings(all: &[Problem]) -> Vec<Block> {
    all.iter().cloned().map(Block::Finding).collect()
}

/// Whether the programs of a lesson do what it claims, in a few words.
#[must_use]
pub fn lesson_findings(programs: usize, findings: &[Problem]) -> Headline {
    if findings.is_empty() {
        headline(
            Tone::Good,
            format!("{} as claimed", plural(programs, "program")),
        )
    } else {
        headline(Tone::Bad, plural(findings.len(), "finding"))
    }
}

/// How much was checked, and how much was found.
#[must_use]
pub fn verification(lessons: usize, programs: usize, findings: usize, millis: u64) -> Block {
    let (tone, found) = match findings {
        0 => (Tone::Good, "no problems found".to_owned()),
        count => (Tone::Bad, plural(count, "finding")),
    };
    let checked = format!(
        "{}, {}",
        plural(lessons, "lesson"),
        plural(programs, "program")
    );
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
