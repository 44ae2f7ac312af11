//! What is to be done outside of the state: plain orders, carried out by others.

use crate::desk::{LessonProgress, RecordedAnswer, View};
use crate::verdict::{Commitment, Verdict};
use std::path::PathBuf;

/// One order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Leave.
    Quit,
    /// Back to the shell until somebody says `fg`.
    Suspend,
    /// Take the mouse, or leave it to the terminal.
    TakeMouse(bool),
    /// Grade the learner's file as it is on the disk.
    Grade {
        /// The number under which the results are awaited.
        run: u64,
        /// The lesson.
        lesson: String,
        /// Whether it is only looked at in passing: then a moment's rest comes first.
        lazy: bool,
    },
    /// Nobody waits for this any more.
    Cancel {
        /// The number.
        run: u64,
    },
    /// Look at the borrows and locks of a graded text.
    Look {
        /// The number under which the results are awaited.
        run: u64,
        /// The lesson.
        lesson: String,
        /// The text.
        text: String,
        /// The verdict on it.
        verdict: Box<Verdict>,
    },
    /// Run a text again, with its threads taking turns like this.
    Replay {
        /// The number under which the results are awaited.
        run: u64,
        /// The lesson.
        lesson: String,
        /// The text.
        text: String,
        /// Which thread goes on, wherever more than one could.
        choices: Vec<u32>,
    },
    /// Compile and run the program of a prediction, and hold what was said beside it.
    Foretell {
        /// The number under which the results are awaited.
        run: u64,
        /// The lesson.
        lesson: String,
        /// The prediction.
        prediction: String,
        /// What was said.
        said: Commitment,
    },
    /// Write the file that an order of lines makes; it is graded like any other.
    Arrange {
        /// The lesson.
        lesson: String,
        /// The file.
        text: String,
        /// What the order before made: that may be written over without a copy.
        before: Option<String>,
        /// The lines, to be found again.
        lines: Vec<String>,
    },
    /// Write what was typed in the built-in editor.
    Write {
        /// The lesson.
        lesson: String,
        /// The text.
        text: String,
        /// What was on the disk when the editor was opened; what is there now and differs is kept as a copy.
        base: Option<String>,
    },
    /// Keep what was typed and not saved, in case everything ends.
    KeepDraft {
        /// The lesson.
        lesson: String,
        /// The text; none where there is nothing to keep any more.
        text: Option<String>,
    },
    /// Open the learner's file in the editor of the learner's choice.
    Edit {
        /// The file.
        path: PathBuf,
        /// The line to look at first.
        line: u32,
    },
    /// Take something down about a lesson.
    Record {
        /// The lesson.
        lesson: String,
        /// What.
        change: Change,
    },
    /// Ask rustc what a code means.
    Explain {
        /// The code.
        code: String,
    },
    /// Put the starter back.
    Reset {
        /// The lesson.
        lesson: String,
    },
    /// Make a desk and begin.
    MakeDesk {
        /// Where.
        dir: String,
        /// The command that opens files; none for the usual one.
        editor: Option<String>,
        /// Whether cellmate speaks line by line from now on.
        plain: bool,
    },
    /// Speak line by line from the next start on, or use the full screen.
    Prefer {
        /// Whether it is line by line.
        plain: bool,
    },
    /// Go on line by line now: the desk that was to be made for that is there.
    GoPlain,
    /// Remember where the learner was.
    Remember(View),
}

impl Effect {
    /// Whether it is something to write, so that [`Message::Settled`](super::Message::Settled) follows.
    #[must_use]
    pub fn writes(&self) -> bool {
        matches!(
            self,
            Self::Arrange { .. }
                | Self::Write { .. }
                | Self::KeepDraft { .. }
                | Self::Record { .. }
                | Self::Reset { .. }
                | Self::MakeDesk { .. }
                | Self::Prefer { .. }
                | Self::Remember(_)
        )
    }
}

/// Something to take down about a lesson.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// This hint was shown.
    HintShown(String),
    /// This question was answered.
    Answered {
        /// The question.
        question: String,
        /// The choices.
        choices: Vec<String>,
        /// Whether they are the right ones.
        right: bool,
    },
    /// The solution was seen.
    SolutionSeen,
}

impl Change {
    /// Changes the progress, here in memory and there on the disk.
    pub fn apply(&self, progress: &mut LessonProgress) {
        match self {
            Self::HintShown(id) => progress.record_hint(id),
            Self::Answered {
                question,
                choices,
                right,
            } => progress.record_answer(question, choices.clone(), *right),
            Self::SolutionSeen => progress.solution_seen = true,
        }
    }
}

/// Whether a question has been answered as it should be.
pub(super) fn is_answered(progress: &LessonProgress, question: &str) -> bool {
    let answer: Option<&RecordedAnswer> = progress.answers.get(question);
    answer.is_some_and(|answer| answer.right)
}
