//! A prediction in parts: the outcome, its line, the error code, the output; then it is committed.

use super::{Prompt, numbers};
use crate::app::{Input, Message, Say};
use crate::course::prediction_text;
use crate::engine::form::{OUTCOMES, PredictionDraft, Stage};
use crate::plain::session::{Awaited, Session};
use crate::plain::telling::form;
use crate::report;
use crate::sanitize;
use crate::verdict::{Commitment, OutcomeKind};

/// How much output can be predicted.
const MAX_PRINTED: usize = 4096;

/// The parts that have been given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::plain) struct PredictionDialog {
    row: Option<usize>,
    line: Option<usize>,
    code: Option<usize>,
    printed: Vec<String>,
    part: PredictionPart,
}

/// The part that is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum PredictionPart {
    #[default]
    Ending,
    Line,
    Code,
    Printed,
    Commit,
}

impl PredictionDialog {
    pub(super) fn prompt(&self) -> &'static str {
        match self.part {
            PredictionPart::Ending => "number",
            PredictionPart::Line => "line",
            PredictionPart::Code => "code",
            PredictionPart::Printed => "printed",
            PredictionPart::Commit => "enter, or back",
        }
    }

    /// Whether every line is an answer, whatever it says.
    pub(in crate::plain) fn takes_all(&self) -> bool {
        self.part == PredictionPart::Printed
    }

    fn outcome(&self) -> OutcomeKind {
        OUTCOMES[self.row.unwrap_or_default()]
    }
}

impl Session {
    /// Takes a line as the next part; false if it is none.
    pub(super) fn take_prediction(&mut self, mut dialog: PredictionDialog, line: &str) -> bool {
        let word = line.trim();
        if dialog.part != PredictionPart::Printed && word.eq_ignore_ascii_case("back") {
            self.ask(false);
            return true;
        }
        let taken = match dialog.part {
            PredictionPart::Ending => self.ending(&mut dialog, word),
            PredictionPart::Line => self.line_said(&mut dialog, word),
            PredictionPart::Code => self.code_said(&mut dialog, word),
            PredictionPart::Printed => {
                self.line_printed(&mut dialog, line);
                true
            }
            PredictionPart::Commit if word.is_empty() => {
                self.commit(dialog);
                return true;
            }
            PredictionPart::Commit => false,
        };
        if taken {
            self.prompted = Prompt::Prediction(dialog);
        }
        taken
    }

    fn ending(&mut self, dialog: &mut PredictionDialog, word: &str) -> bool {
        let Some([number]) = numbers(word).and_then(|all| <[usize; 1]>::try_from(all).ok()) else {
            return false;
        };
        if !(1..=OUTCOMES.len()).contains(&number) {
            self.voice.say("Type a number from 1 to 4.");
            return true;
        }
        dialog.row = Some(number - 1);
        match dialog.outcome() {
            OutcomeKind::CompileError => {
                dialog.part = PredictionPart::Line;
                self.voice.say("Because of which line? Type its number.");
            }
            OutcomeKind::Panicked => {
                dialog.part = PredictionPart::Line;
                self.voice
                    .say("On which line does it panic? Type its number.");
            }
            OutcomeKind::Finished => {
                dialog.part = PredictionPart::Printed;
                self.voice.say(
                    "What does it print? Type it line by line; an empty line, or a full stop alone, ends it.",
                );
            }
            OutcomeKind::Deadlocked | OutcomeKind::TimedOut | OutcomeKind::Killed => {
                self.confirm(dialog);
            }
        }
        true
    }

    fn line_said(&mut self, dialog: &mut PredictionDialog, word: &str) -> bool {
        let Ok(number) = word.parse::<usize>() else {
            return false;
        };
        let last = self.program_length();
        if number == 0 || number > last {
            self.voice.say(&format!(
                "There is no line {number}: the program has {last}."
            ));
            return true;
        }
        dialog.line = Some(number);
        if dialog.outcome() == OutcomeKind::CompileError {
            dialog.part = PredictionPart::Code;
            self.tell_codes();
        } else {
            self.confirm(dialog);
        }
        true
    }

    fn program_length(&self) -> usize {
        let Some(lesson) = self.state.model.current() else {
            return 0;
        };
        match self.state.form.stage(lesson, self.state.model.so_far()) {
            Stage::Predict(open) => prediction_text(lesson, open).lines().count(),
            Stage::Order | Stage::Ask(_) | Stage::Done => 0,
        }
    }

    fn tell_codes(&mut self) {
        self.voice
            .say("Which error, if you like? A wrong one costs nothing. Enter alone names none.");
        let codes = self
            .state
            .model
            .course
            .iter()
            .flat_map(|course| &course.errors);
        for (at, meaning) in codes.enumerate() {
            let code = &meaning.code;
            self.voice
                .say(&format!("{}: {code}, {}", at + 1, meaning.means));
        }
    }

    fn code_said(&mut self, dialog: &mut PredictionDialog, word: &str) -> bool {
        let codes = self
            .state
            .model
            .course
            .iter()
            .flat_map(|course| &course.errors);
        let codes: Vec<String> = codes.map(|meaning| meaning.code.clone()).collect();
        if word.is_empty() {
            dialog.code = None;
        } else if let Some(at) = codes
            .iter()
            .position(|code| code.eq_ignore_ascii_case(word))
        {
            dialog.code = Some(at);
        } else if let Ok(number) = word.parse::<usize>() {
            if number == 0 || number > codes.len() {
                self.voice
                    .say(&format!("They are numbered from 1 to {}.", codes.len()));
                return true;
            }
            dialog.code = Some(number - 1);
        } else {
            return false;
        }
        self.confirm(dialog);
        true
    }

    fn line_printed(&mut self, dialog: &mut PredictionDialog, line: &str) {
        let so_far: usize = dialog.printed.iter().map(String::len).sum();
        if line.trim().is_empty() || line == "." || so_far > MAX_PRINTED {
            self.confirm(dialog);
        } else {
            let kept = line.chars().filter(|letter| !letter.is_control());
            dialog.printed.push(kept.take(MAX_PRINTED).collect());
        }
    }

    /// Repeats the prediction before it is committed.
    fn confirm(&mut self, dialog: &mut PredictionDialog) {
        dialog.part = PredictionPart::Commit;
        let codes = self
            .state
            .model
            .course
            .iter()
            .flat_map(|course| &course.errors);
        let codes: Vec<String> = codes.map(|meaning| sanitize::line(&meaning.code)).collect();
        let code = dialog.code.and_then(|at| codes.get(at).cloned());
        let printed = dialog.printed.iter().map(|line| line.clone() + "\n");
        let said = report::said(&Commitment {
            outcome: dialog.outcome(),
            line: dialog.line.and_then(|line| u32::try_from(line).ok()),
            error: None,
            stdout: Some(printed.collect()),
        });
        let code = code.map_or(String::new(), |code| format!(", with {code}"));
        self.voice.say(&format!(
            "You say that {said}{code}. Enter alone commits, `back` asks again."
        ));
    }

    fn commit(&mut self, dialog: PredictionDialog) {
        let course = self.state.model.course.as_ref();
        let code = dialog
            .code
            .and_then(|at| Some(course?.errors.get(at)?.code.clone()));
        self.update(Message::Input(Input::Say(Say::Predict(PredictionDraft {
            outcome: dialog.outcome(),
            line: dialog.line.map_or(String::new(), |line| line.to_string()),
            code,
            printed: dialog.printed,
        }))));
        if form::foretells(&self.state) && self.state.model.is_predicting() {
            self.await_with(Awaited::Reply, "Compiling and running.");
        } else if let Some(complaint) = self.state.form.problem.clone() {
            self.voice.say(&complaint);
        }
    }
}
