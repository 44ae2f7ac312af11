//! Results as blocks: every sentence about a verdict, a trace, a prediction or a lesson is written here, once.
//!
//! A report is a list of [`Block`]s. It has no colors, widths or keys: `rows` lays blocks out for terminals (ANSI on
//! the command line, ratatui on the full screen), plain mode turns them into sentences, and `html` writes them as a
//! page. Texts that come from programs, compilers and lessons are in the blocks unchanged; the writers sanitize them.
//!
//! # Adding a report
//!
//! Write a function from data to `Vec<Block>` in the file for its subject, under `report/`, and re-export it here. Use
//! the existing blocks: no front end has to change then. Add it to the tests in `src/cli/writer/tests.rs`, which show
//! what the command line, the full screen and plain mode make of a report, side by side.
//!
//! # Adding a block
//!
//! Add a variant to [`Block`]. The compiler points to the three places that have to handle it: `rows` in
//! `src/rows/blocks.rs`, which all terminals share, `block` in `src/plain/writer.rs`, and [`Block::is_joined_to`],
//! which says whether a blank line precedes it. A page shows it as a terminal does, unless `section` in `src/html.rs`
//! handles it.
//!
//! # Adding a next step
//!
//! Add a variant to [`NextStep`]. The compiler points to the three places that put it into their own words: the
//! commands (`cli::writer`), the full screen (the key, by `keymap`) and plain mode (the word, in `plain::writer`).

#![deny(clippy::wildcard_enum_match_arm)]

mod band;
mod failures;
mod findings;
mod finish;
mod json;
mod lesson;
mod notices;
mod outcome;
mod package;
mod prediction;
mod reason;
mod schedules;
pub mod trace;
mod verdict;

pub use band::Band;
pub use failures::{broken_rule, test_failure};
pub use findings::{
    blocks_unchecked, findings, format_unchecked, lesson_findings, no_rustfmt, verification,
    verified_lessons, without_mistakes,
};
pub use finish::{
    after_success, effort, farewell, finish, finished_chapter, finished_core, finished_course,
};
pub use json::JsonVerdict;
pub use lesson::{
    after_failure, answers, choices, hint, hints, lesson_facts, lesson_head, lines_to_order,
    no_more_hints, question, reply, solution, to_answer, to_check, to_edit, without_note,
};
pub use notices::{
    form_error, grading_step, in_one_line, lesson_status, lessons_taken, notice, plain_line,
    unrecorded, unsaved_draft,
};
pub use outcome::{predicted_text, signal_name, status_of, too_much_memory, too_much_output};
pub use package::{TracedResult, traced_package};
pub use prediction::{
    earlier, earlier_predictions, outcomes, prediction, what_happened, which_program,
};
pub use schedules::{exploration, listed_results, schedule_result, shortfall};
pub use verdict::{
    advice, compiler, compiler_errors, explained_code, grading, not_compiled, not_graded,
    not_tested, note, outdated, output, status, tests_and_rules, ungraded, verdict,
};

use crate::compare::Diff;
use crate::course::Problem;
use crate::text::plural;
use crate::verdict::{Diagnostic, LEFT_OUT};
use trace::Timeline;

/// What cellmate tells a new learner about itself.
pub const WHAT_CELLMATE_DOES: &str = "You will change small Rust programs in your own editor. Each time you save, cellmate \
    compiles and runs your file, says what happened and why, and shows every borrow and lock of the run.";

/// A part of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// What happened, in a few words: the line that stays in view.
    Headline(Headline),
    /// The title of the blocks that follow; code in it is between backticks.
    Heading(String),
    /// Paragraphs in Markdown.
    Prose(String),
    /// A plain sentence of its own, or several, one per line.
    Note(Tone, String),
    /// Plain lines, indented below a heading.
    Lines(Vec<String>),
    /// Lines of a program, with remarks about them.
    Code(Vec<CodeLine>),
    /// The beginning of what a program printed.
    Excerpt(OutputExcerpt),
    /// What rustc says.
    Compiler(Diagnostic),
    /// Two texts, and where they differ.
    Diff(Comparison),
    /// Things that passed, failed or were not run.
    Checks(Vec<Check>),
    /// Named facts, in two columns.
    Facts(Vec<Fact>),
    /// Rows of cells.
    Table(Table),
    /// The choices of a question, numbered.
    Choices(Vec<NumberedChoice>),
    /// A traced run.
    Timeline(Timeline),
    /// What is wrong with a file of a course.
    Finding(Problem),
    /// What can be done next.
    NextStep(Offer),
}

/// What a text means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Neither good nor bad.
    Neutral,
    /// Matters less.
    Quiet,
    /// Passed, right.
    Good,
    /// Failed, wrong.
    Bad,
    /// Should be noticed.
    Notice,
}

/// What happened, in a few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    pub tone: Tone,
    /// A status: a lowercase fragment, as in `panicked on line 21`.
    pub status: String,
    /// Why, or which: the first thing to leave out if there is no room.
    pub detail: Option<String>,
    pub millis: Option<u64>,
}

/// A line of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeLine {
    /// From 1.
    pub number: u32,
    pub text: String,
    pub mark: Option<Mark>,
}

/// A remark about a line of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub tone: Tone,
    /// `panic: already borrowed`; may have several lines.
    pub says: String,
}

/// The beginning of what a program printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputExcerpt {
    /// Whether it was printed to stderr.
    pub is_stderr: bool,
    /// All that was kept of it.
    pub text: String,
    /// How many of its lines are shown.
    pub at_most: usize,
}

impl OutputExcerpt {
    /// Returns how many lines were printed; `None` if the middle was dropped.
    #[must_use]
    pub fn lines(&self) -> Option<usize> {
        let is_whole = self.text.lines().all(|line| line != LEFT_OUT);
        is_whole.then(|| self.text.lines().count())
    }

    /// Returns how many lines are not shown, as `3 more lines` or `many more lines`; `None` if all are shown.
    #[must_use]
    pub fn rest(&self) -> Option<String> {
        let hidden = self.text.lines().count().saturating_sub(self.at_most);
        (hidden > 0).then(|| match self.lines() {
            Some(_) => plural(hidden, "more line"),
            None => "many more lines".to_owned(),
        })
    }

    /// Returns `It printed to stderr`, or `It printed 4 lines to stderr`.
    #[must_use]
    pub fn title(&self, count: Option<usize>) -> String {
        let lines = count.map(|count| format!(" {}", plural(count, "line")));
        let lines = lines.unwrap_or_default();
        let stream = if self.is_stderr { " to stderr" } else { "" };
        format!("It printed{lines}{stream}")
    }
}

/// Two texts, and where they differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The name of the text to compare with, such as `expected`.
    pub expected: String,
    /// The name of the other text, such as `yours`.
    pub actual: String,
    /// Whether a difference is a mistake.
    pub is_judged: bool,
    pub diff: Diff,
}

/// Something that passed, failed or was not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub state: CheckState,
    /// What was checked, in Markdown.
    pub says: String,
    /// Why it failed: plain lines.
    pub details: Vec<String>,
}

/// A named fact, as in a table of two columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// `you said`.
    pub name: String,
    /// The end of a sentence that begins with the name.
    pub says: String,
    /// The lines that a program prints, if that is what the sentence is about.
    pub printed: Vec<String>,
}

/// Rows of cells below the names of their columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// A choice of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberedChoice {
    /// From 1.
    pub number: usize,
    /// Markdown.
    pub text: String,
    /// Whether it is right, if that has been revealed.
    pub right: Option<bool>,
}

/// The state of a test, a rule or a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckState {
    Passed,
    Failed,
    NotRun,
}

impl Headline {
    /// Returns the status and the detail as one line.
    #[must_use]
    pub fn in_a_line(&self) -> String {
        match &self.detail {
            Some(detail) => format!("{}: {detail}", self.status),
            None => self.status.clone(),
        }
    }
}

impl CheckState {
    /// Returns the word for the state.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::NotRun => "not run",
        }
    }
}

/// Something that can be done next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub step: NextStep,
    /// What it does, in the third person: `shows the next hint`.
    pub does: String,
}

/// What reports offer to do next. Each front end has its own words for it: a command, a key, or a word to type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// Grade the file.
    Check,
    /// Show what rustc says.
    Compiler,
    /// Show the next hint.
    Hint,
    /// Answer the lesson's question, or say what its program will do.
    Answer,
    /// Show the run with its borrows and threads.
    Trace,
    /// Show the sample solution.
    Solution,
    /// Go to the next lesson.
    NextLesson,
    /// Show all lessons, not only the core lessons.
    AllLessons,
    /// Show every event of a run, including those that a long listing leaves out.
    EveryEvent,
}

impl Block {
    /// Offers something to do next; `does` says in the third person what it does.
    fn next_step(step: NextStep, does: &str) -> Self {
        Self::NextStep(Offer {
            step,
            does: does.to_owned(),
        })
    }

    /// Whether this block directly follows the one before it, without a blank line.
    #[must_use]
    pub fn is_joined_to(&self, before: &Self) -> bool {
        match (before, self) {
            (Self::Heading(_), _)
            | (Self::Headline(_), Self::Lines(_) | Self::Choices(_))
            | (Self::NextStep(_), Self::NextStep(_))
            | (Self::Note(..), Self::Note(..)) => true,
            (
                Self::Headline(_)
                | Self::Prose(_)
                | Self::Note(..)
                | Self::Lines(_)
                | Self::Code(_)
                | Self::Excerpt(_)
                | Self::Compiler(_)
                | Self::Diff(_)
                | Self::Checks(_)
                | Self::Facts(_)
                | Self::Table(_)
                | Self::Choices(_)
                | Self::Timeline(_)
                | Self::Finding(_)
                | Self::NextStep(_),
                _,
            ) => false,
        }
    }
}

/// Returns a time in seconds, as in `0.09 s`.
#[must_use]
pub fn seconds(millis: u64) -> String {
    let hundredths = (millis + 5) / 10;
    format!("{}.{:02} s", hundredths / 100, hundredths % 100)
}
