//! The form of the Answer tab: a cursor and what is typed. The engine decides what is asked and what an answer means.

use crate::course::{ErrorMeaning, Question};
use crate::engine::form::{OUTCOMES, PredictionDraft};
use crate::keymap::Key;
use crate::verdict::OutcomeKind;
use std::collections::BTreeSet;

/// The maximum length of the output that can be typed, in bytes.
const MAX_PRINTED: usize = 4096;

const MAX_DIGITS: usize = 4;

/// The answer as entered so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// The row with the cursor. In a prediction, it is the outcome.
    pub cursor: usize,
    /// The line that does not compile.
    pub refused_line: String,
    /// The line that panics.
    pub panic_line: String,
    /// The index of one of the course's error codes.
    pub code: Option<usize>,
    /// What the program prints, line by line.
    pub printed: Vec<String>,
    /// The indices of the choices.
    pub chosen: BTreeSet<usize>,
    /// The lines in the learner's order, as indices among those shown; `None`: the order that was committed last.
    pub order: Option<Vec<usize>>,
    pub problem: Option<String>,
}

impl Form {
    fn outcome(&self) -> OutcomeKind {
        OUTCOMES[self.cursor.min(OUTCOMES.len() - 1)]
    }

    /// Whether the prediction is that the program does not compile.
    #[must_use]
    pub fn predicts_error(&self) -> bool {
        self.outcome() == OutcomeKind::CompileError
    }

    /// The number of the line that was typed for the chosen outcome.
    #[must_use]
    pub fn typed_line(&self) -> Option<usize> {
        self.draft(&[]).line.parse().ok()
    }

    /// Whether Enter ends a line of what is printed, and commits nothing yet.
    #[must_use]
    pub fn ends_line(&self) -> bool {
        self.outcome() == OutcomeKind::Finished
            && self.printed.last().is_some_and(|last| !last.is_empty())
    }

    pub(super) fn draft(&self, errors: &[ErrorMeaning]) -> PredictionDraft {
        let line = match self.outcome() {
            OutcomeKind::CompileError => self.refused_line.clone(),
            OutcomeKind::Panicked => self.panic_line.clone(),
            OutcomeKind::Finished
            | OutcomeKind::Deadlocked
            | OutcomeKind::TimedOut
            | OutcomeKind::Killed => String::new(),
        };
        PredictionDraft {
            outcome: self.outcome(),
            line,
            code: self.code.and_then(|at| Some(errors.get(at)?.code.clone())),
            printed: self.printed.clone(),
        }
    }

    /// Fills in a line of the program for the chosen outcome; if that has no line, for a panic.
    pub(super) fn choose_line(&mut self, line: usize) {
        let panics = OUTCOMES
            .iter()
            .position(|one| *one == OutcomeKind::Panicked);
        if self.predicts_error() {
            self.refused_line = line.to_string();
        } else {
            self.cursor = panics.unwrap_or(self.cursor);
            self.panic_line = line.to_string();
        }
    }

    /// Types into the row with the cursor; false if the key means something else.
    pub(super) fn type_key(&mut self, key: Key) -> bool {
        match self.outcome() {
            OutcomeKind::CompileError => {
                if key == Key::Backspace && self.refused_line.is_empty() {
                    self.code = None;
                }
                type_digit(&mut self.refused_line, key)
            }
            OutcomeKind::Panicked => type_digit(&mut self.panic_line, key),
            OutcomeKind::Finished => self.type_output(key),
            OutcomeKind::Deadlocked | OutcomeKind::TimedOut | OutcomeKind::Killed => false,
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only these keys type text")]
    fn type_output(&mut self, key: Key) -> bool {
        let length: usize = self.printed.iter().map(String::len).sum();
        let Some(last) = self.printed.last_mut() else {
            self.printed.push(String::new());
            return self.type_output(key);
        };
        match key {
            Key::Char(letter) if length < MAX_PRINTED => last.push(letter),
            Key::Char(_) => {}
            // An empty line at the end commits the output.
            Key::Enter if !last.is_empty() => self.printed.push(String::new()),
            Key::Backspace => {
                if last.pop().is_none() && self.printed.len() > 1 {
                    self.printed.pop();
                }
            }
            _ => return false,
        }
        true
    }

    pub(super) fn paste(&mut self, text: &str) {
        if self.outcome() != OutcomeKind::Finished {
            return;
        }
        for (at, line) in text.lines().enumerate() {
            if at > 0 {
                self.printed.push(String::new());
            }
            for letter in line.chars().filter(|c| !c.is_control()) {
                self.type_output(Key::Char(letter));
            }
        }
    }

    /// Selects a choice, or deselects it; if only one is right, it replaces the one selected before.
    pub(super) fn toggle(&mut self, at: usize, question: &Question) {
        if self.chosen.remove(&at) {
            return;
        }
        if !question.has_several_right() {
            self.chosen.clear();
        }
        self.chosen.insert(at);
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only these keys type text")]
fn type_digit(line: &mut String, key: Key) -> bool {
    match key {
        Key::Char(digit) if digit.is_ascii_digit() => {
            if line.len() < MAX_DIGITS {
                line.push(digit);
            }
        }
        // In a field, a letter is a typo, not a command.
        Key::Char(_) => {}
        Key::Backspace => {
            line.pop();
        }
        _ => return false,
    }
    true
}
