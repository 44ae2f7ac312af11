//! What a report says in place of a trace.

use super::super::{Block, NextStep, Tone};

/// Why there is no trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untraced<'a> {
    CompileError,
    /// The run is being traced.
    InProgress,
    /// The std for that is being built first.
    PreparingStd,
    /// The program does not compile with the traced std, or takes too long.
    Impossible,
    /// A machine error, in words.
    Failed(&'a str),
    /// The learner stopped the trace.
    Stopped,
    NotGraded,
    Grading,
    /// The learner has not said yet what the program will do.
    NotPredicted,
    NothingRun,
}

/// Says why there is nothing to show, and what would show something.
#[must_use]
pub fn untraced(why: Untraced<'_>) -> Vec<Block> {
    let says = match why {
        Untraced::CompileError => {
            "Nothing to show yet: the file does not compile, so nothing was run."
        }
        Untraced::InProgress => {
            "Tracing the run: cellmate runs your program again, with a version of std that records what it does."
        }
        Untraced::PreparingStd => {
            "Preparing std: cellmate builds a version of std that records what a program does. Then it traces the run. Later traces skip this step."
        }
        Untraced::Failed(error) => {
            return vec![Block::Note(Tone::Bad, failed(error)), what_a_trace_shows()];
        }
        Untraced::Impossible => {
            "Nothing to show: to trace your program, cellmate runs it again with a version of std that records what it does. With this file, that failed or took too long."
        }
        Untraced::Stopped => "Nothing to show: the trace was stopped.",
        Untraced::NotGraded => "Nothing to show: the file could not be graded, so nothing was run.",
        Untraced::Grading => "Nothing to show yet: cellmate grades your file first.",
        Untraced::NotPredicted => "Nothing to show yet: first say what the program will do.",
        Untraced::NothingRun => "Nothing to show yet: nothing was run.",
    };
    let mut blocks = vec![Block::Prose(says.to_owned())];
    if why == Untraced::NotPredicted {
        blocks.push(Block::next_step(NextStep::Answer, "asks what it will do"));
    }
    blocks.push(what_a_trace_shows());
    blocks
}

/// Says that a machine error ended a trace.
#[must_use]
pub fn failed(error: &str) -> String {
    format!("The run could not be traced: {error}")
}

pub(super) fn what_a_trace_shows() -> Block {
    let says = "A trace shows every borrow and lock of a run beside its line: where a guard is created, where it is dropped, \
                and what failed or waited because of it.";
    Block::Note(Tone::Quiet, says.to_owned())
}
