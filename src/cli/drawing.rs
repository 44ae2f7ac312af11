//! A trace drawn for the terminal: the gutter or the lanes, and the sentences that explain it.

use super::look::{Look, Paint};
use super::prose;
use crate::course::Lesson;
use crate::report;
use crate::sanitize;
use crate::text::{self, LongWords};
use crate::timeline::{self, GutterRow, GutterTone};
use crate::verdict::{Outcome, RunEnd, Trace};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// A lane of this width still says something.
const NARROWEST: usize = 24;

/// The whole trace: how it ended, the picture, and what it means.
pub(super) fn whole(look: Look, trace: &Trace, file: &str, source: &str, plain: bool) -> String {
    let mut text = format!("{}\n", ending(look, &trace.ending));
    if timeline::is_empty(trace) {
        text += "\nNo borrow, lock or thread was seen.\n";
    } else {
        text.push('\n');
        text += &picture(look, trace, file, source, plain);
    }
    if trace.truncated {
        text += "…\nThere was more; the rest is left out.\n";
    }
    text + &explained(look, trace)
}

/// More rows than this are for `cellmate trace`.
const ROWS: usize = 24;

/// What stands below a verdict: the picture where it is small, and what it means.
pub(super) fn below(
    look: Look,
    lesson: &Lesson,
    trace: &Trace,
    file: &str,
    source: &str,
) -> String {
    let mut text = String::new();
    if !timeline::is_empty(trace) {
        let picture = picture(look, trace, file, source, false);
        let title = if timeline::has_threads(trace) {
            "Threads"
        } else {
            "Borrows"
        };
        text = format!("\n{}\n", look.paint(Paint::Strong, title));
        let more = format!("cellmate trace {}", lesson.id);
        let more = look.paint(Paint::Accent, &more);
        if picture.lines().count() <= ROWS {
            text += &picture;
        } else {
            text += &format!("Too much to show here: {more} shows all of it.\n");
        }
    }
    text + &explained(look, trace)
}

/// The picture alone.
pub(super) fn picture(look: Look, trace: &Trace, file: &str, source: &str, plain: bool) -> String {
    let threads = timeline::has_threads(trace);
    let lane = look.columns.saturating_sub(5) / trace.threads.len().max(1);
    if plain || (threads && lane < NARROWEST) {
        let sentences = timeline::sentences(trace);
        return sentences.iter().fold(String::new(), |all, sentence| {
            all + &sanitize::line(sentence) + "\n"
        });
    }
    if threads {
        lanes(look, trace, lane)
    } else {
        gutter(look, &timeline::gutter(trace, file, source))
    }
}

/// The sentences that explain it, each a paragraph.
pub(super) fn explained(look: Look, trace: &Trace) -> String {
    trace.explanations.iter().fold(String::new(), |all, one| {
        all + "\n" + &prose::text(look, &one.says)
    })
}

fn gutter(look: Look, rows: &[GutterRow]) -> String {
    let notes = rows
        .iter()
        .map(|row| row.note.width() + row.bars.width() + 2);
    let room = look.columns.saturating_sub(6 + notes.max().unwrap_or(0));
    let widest = rows.iter().map(|row| row.source.width()).max().unwrap_or(0);
    let column = widest.min(room.max(look.columns / 2));
    let mut text = String::new();
    for row in rows {
        let number = row
            .line
            .map_or("    ".to_owned(), |line| format!("{line:>4}"));
        let source = text::pad(&sanitize::line(&row.source), column);
        let bars = look.paint(paint(row.tone), &row.bars);
        let note = look.paint(paint(row.tone), &sanitize::line(&row.note));
        let line = format!(
            "{} {source} {bars} {note}",
            look.paint(Paint::Dim, &format!("{number} │"))
        );
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

/// More steps than this are for those who ask for sentences.
const STEPS: usize = 300;

fn lanes(look: Look, trace: &Trace, lane: usize) -> String {
    let (lanes, steps) = timeline::lanes(trace);
    let mut text = "     ".to_owned();
    for one in &lanes {
        text += &look.paint(Paint::Strong, &text::pad(&sanitize::line(&one.name), lane));
    }
    text = text.trim_end().to_owned() + "\n";
    let more = steps.len().saturating_sub(STEPS);
    for step in steps.into_iter().take(STEPS) {
        let number = step
            .line
            .map_or("    ".to_owned(), |line| format!("{line:>4}"));
        let words = sanitize::line(&step.text);
        let words = [text::Span {
            text: words,
            style: (),
        }];
        let parts = text::wrap_spans(&words, lane - 1, 2, LongWords::Keep);
        for (at, part) in parts.iter().enumerate() {
            let number = if at == 0 { number.as_str() } else { "    " };
            let part: String = part.iter().map(|span| span.text.as_str()).collect();
            let _ = writeln!(
                text,
                "{} {}{}",
                look.paint(Paint::Dim, number),
                " ".repeat(step.lane * lane),
                look.paint(paint(step.tone), &part)
            );
        }
    }
    if more > 0 {
        let _ = writeln!(text, "     … and {more} more: --plain tells them all");
    }
    text
}

fn paint(tone: GutterTone) -> Paint {
    match tone {
        GutterTone::Plain => Paint::Accent,
        GutterTone::Quiet => Paint::Dim,
        GutterTone::Bad => Paint::Bad,
    }
}

fn ending(look: Look, ending: &RunEnd) -> String {
    let (paint, says) = match ending {
        RunEnd::Outcome {
            outcome: Outcome::Finished { code: 0 },
        } => (Paint::Good, "✓ ran to its end".to_owned()),
        RunEnd::NotFollowed => (
            Paint::Bad,
            "could not be followed: a thread stood still in the system while it was its turn"
                .to_owned(),
        ),
        RunEnd::Diverged => (
            Paint::Bad,
            "the choices do not fit: this is not the program that they come from, or it is not the same twice"
                .to_owned(),
        ),
        other => (Paint::Bad, format!("✗ {}", report::way(other))),
    };
    look.paint(paint, &says)
}
