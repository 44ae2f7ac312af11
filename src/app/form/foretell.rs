//! What a program will do: four rows, each with what belongs to it, and the commitment.

use super::Form;
use crate::app::{Effect, State};
use crate::course::{Lesson, Prediction, prediction_text};
use crate::keymap::{Action, Key};
use crate::verdict::{Commitment, OutcomeKind};

/// How many rows there are.
pub const ROWS: usize = 4;

/// More than this is nobody's prediction.
const LONGEST: usize = 4096;

/// What a row says.
#[must_use]
pub fn outcome(row: usize) -> OutcomeKind {
    match row {
        0 => OutcomeKind::CompileError,
        1 => OutcomeKind::Finished,
        2 => OutcomeKind::Panicked,
        _ => OutcomeKind::Deadlocked,
    }
}

impl Form {
    /// Types into the row with the cursor; false where the key means something else.
    pub(super) fn typed(&mut self, key: Key) -> bool {
        match (outcome(self.cursor), key) {
            (OutcomeKind::CompileError, key) => digits(&mut self.refused_line, key),
            (OutcomeKind::Panicked, key) => digits(&mut self.panic_line, key),
            (OutcomeKind::Finished, key) => self.typed_output(key),
            _ => false,
        }
    }

    fn typed_output(&mut self, key: Key) -> bool {
        let all: usize = self.printed.iter().map(String::len).sum();
        let Some(last) = self.printed.last_mut() else {
            self.printed.push(String::new());
            return self.typed_output(key);
        };
        match key {
            Key::Char(letter) if all < LONGEST => last.push(letter),
            Key::Char(_) => {}
            // An empty line at the end is the way out: it commits.
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

    /// Takes pasted text as what is printed.
    pub(in crate::app) fn pasted(&mut self, text: &str) {
        if outcome(self.cursor) != OutcomeKind::Finished {
            return;
        }
        for (at, line) in text.lines().enumerate() {
            if at > 0 {
                self.printed.push(String::new());
            }
            for letter in line.chars().filter(|c| !c.is_control()) {
                self.typed_output(Key::Char(letter));
            }
        }
    }
}

fn digits(line: &mut String, key: Key) -> bool {
    match key {
        Key::Char(digit) if digit.is_ascii_digit() => {
            if line.len() < 4 {
                line.push(digit);
            }
            true
        }
        Key::Backspace => {
            line.pop();
            true
        }
        _ => false,
    }
}

impl State {
    pub(super) fn act_in_foretelling(
        &mut self,
        lesson: &Lesson,
        prediction: &Prediction,
        action: Action,
    ) -> Option<Vec<Effect>> {
        match action {
            Action::Up => self.form.cursor = self.form.cursor.saturating_sub(1),
            Action::Down => self.form.cursor = (self.form.cursor + 1).min(ROWS - 1),
            Action::StepOn | Action::StepBack if self.form.cursor == 0 => {
                let codes = self.course.as_ref().map_or(0, |course| course.errors.len());
                self.form.code = next_code(self.form.code, codes, action == Action::StepOn);
            }
            Action::Toggle => {}
            Action::Commit => return Some(self.commit(lesson, prediction)),
            _ => return None,
        }
        Some(Vec::new())
    }

    fn commit(&mut self, lesson: &Lesson, prediction: &Prediction) -> Vec<Effect> {
        if self.desk.is_none() || self.read_only.is_some() {
            self.form.complaint.clone_from(&self.read_only);
            return Vec::new();
        }
        match self.said(lesson, prediction) {
            Err(why) => {
                self.form.complaint = Some(why);
                Vec::new()
            }
            Ok(said) => {
                let run = self.new_run();
                self.form.waiting = Some(run);
                vec![Effect::Foretell {
                    run,
                    lesson: lesson.id.clone(),
                    prediction: prediction.id.clone(),
                    said,
                }]
            }
        }
    }

    fn said(&self, lesson: &Lesson, prediction: &Prediction) -> Result<Commitment, String> {
        let form = &self.form;
        let mut said = Commitment {
            outcome: outcome(form.cursor),
            line: None,
            error: None,
            stdout: None,
        };
        let last = prediction_text(lesson, prediction).lines().count();
        match said.outcome {
            OutcomeKind::CompileError => {
                said.line = Some(line(&form.refused_line, last)?);
                let errors = self.course.as_ref().map(|course| &course.errors);
                let code = form.code.and_then(|at| errors?.get(at));
                said.error = code.map(|meaning| meaning.code.clone());
            }
            OutcomeKind::Panicked => said.line = Some(line(&form.panic_line, last)?),
            OutcomeKind::Finished => {
                let mut typed = form.printed.as_slice();
                // The empty line at the end was the way to commit.
                while let [before @ .., last] = typed
                    && last.is_empty()
                {
                    typed = before;
                }
                let printed: String = typed.iter().map(|l| l.clone() + "\n").collect();
                said.stdout = Some(printed);
            }
            _ => {}
        }
        Ok(said)
    }
}

fn line(typed: &str, last: usize) -> Result<u32, String> {
    if typed.is_empty() {
        return Err("Type the number of the line, then commit.".to_owned());
    }
    let number: usize = typed.parse().unwrap_or(0);
    if number == 0 || number > last {
        return Err(format!("There is no line {typed}: the program has {last}."));
    }
    u32::try_from(number).map_err(|error| error.to_string())
}

fn next_code(now: Option<usize>, codes: usize, on: bool) -> Option<usize> {
    match (now, on) {
        (None, true) => (codes > 0).then_some(0),
        (None, false) => codes.checked_sub(1),
        (Some(at), true) => Some(at + 1).filter(|at| *at < codes),
        (Some(at), false) => at.checked_sub(1),
    }
}
