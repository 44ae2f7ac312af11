//! What a program will do, said piece by piece: the ending, its line, the code, what is printed; then it is committed.

use super::{Asked, numbers};
use crate::app::{Input, Message, Say};
use crate::course::prediction_text;
use crate::engine::form::{OUTCOMES, PredictionDraft, Stage};
use crate::plain::session::{Session, Then};
use crate::plain::telling::form;
use crate::report;
use crate::sanitize;
use crate::verdict::{Commitment, OutcomeKind};

/// More than this is nobody's prediction.
const LONGEST: usize = 4096;

/// As far as it has been said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::plain) struct Saying {
    row: Option<usize>,
    line: Option<usize>,
    code: Option<usize>,
    printed: Vec<String>,
    piece: Piece,
}

/// What is asked of it now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Piece {
    #[default]
    Ending,
    Line,
    Code,
    Printed,
    Commit,
}

impl Saying {
    pub(super) fn prompt(&self) -> &'static str {
        match self.piece {
            Piece::Ending => "number",
            Piece::Line => "line",
            Piece::Code => "code",
            Piece::Printed => "printed",
            Piece::Commit => "enter, or back",
        }
    }

    /// Whether every line is an answer, whatever it says.
    pub(in crate::plain) fn takes_all(&self) -> bool {
        self.piece == Piece::Printed
    }

    fn outcome(&self) -> OutcomeKind {
        OUTCOMES[self.row.unwrap_or_default()]
    }
}

impl Session {
    /// Takes a line as the next piece; false where it is none.
    pub(super) fn foretold(&mut self, mut saying: Saying, line: &str) -> bool {
        let word = line.trim();
        if saying.piece != Piece::Printed && word.eq_ignore_ascii_case("back") {
            self.ask(false);
            return true;
        }
        let taken = match saying.piece {
            Piece::Ending => self.ending(&mut saying, word),
            Piece::Line => self.line_said(&mut saying, word),
            Piece::Code => self.code_said(&mut saying, word),
            Piece::Printed => {
                self.line_printed(&mut saying, line);
                true
            }
            Piece::Commit if word.is_empty() => {
                self.commit(saying);
                return true;
            }
            Piece::Commit => false,
        };
        if taken {
            self.asked = Asked::Foretold(saying);
        }
        taken
    }

    fn ending(&mut self, saying: &mut Saying, word: &str) -> bool {
        let Some([number]) = numbers(word).and_then(|all| <[usize; 1]>::try_from(all).ok()) else {
            return false;
        };
        if !(1..=OUTCOMES.len()).contains(&number) {
            self.voice.say("Type a number from 1 to 4.");
            return true;
        }
        saying.row = Some(number - 1);
        match saying.outcome() {
            OutcomeKind::CompileError => {
                saying.piece = Piece::Line;
                self.voice.say("Because of which line? Type its number.");
            }
            OutcomeKind::Panicked => {
                saying.piece = Piece::Line;
                self.voice
                    .say("On which line does it panic? Type its number.");
            }
            OutcomeKind::Finished => {
                saying.piece = Piece::Printed;
                self.voice.say(
                    "What does it print? Type it line by line; an empty line, or a full stop alone, ends it.",
                );
            }
            _ => self.confirm(saying),
        }
        true
    }

    fn line_said(&mut self, saying: &mut Saying, word: &str) -> bool {
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
        saying.line = Some(number);
        if saying.outcome() == OutcomeKind::CompileError {
            saying.piece = Piece::Code;
            self.tell_codes();
        } else {
            self.confirm(saying);
        }
        true
    }

    fn program_length(&self) -> usize {
        let Some(lesson) = self.state.model.current() else {
            return 0;
        };
        match self.state.form.stage(lesson, self.state.model.so_far()) {
            Stage::Predict(open) => prediction_text(lesson, open).lines().count(),
            _ => 0,
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

    fn code_said(&mut self, saying: &mut Saying, word: &str) -> bool {
        let codes = self
            .state
            .model
            .course
            .iter()
            .flat_map(|course| &course.errors);
        let codes: Vec<String> = codes.map(|meaning| meaning.code.clone()).collect();
        if word.is_empty() {
            saying.code = None;
        } else if let Some(at) = codes
            .iter()
            .position(|code| code.eq_ignore_ascii_case(word))
        {
            saying.code = Some(at);
        } else if let Ok(number) = word.parse::<usize>() {
            if number == 0 || number > codes.len() {
                self.voice
                    .say(&format!("They are numbered from 1 to {}.", codes.len()));
                return true;
            }
            saying.code = Some(number - 1);
        } else {
            return false;
        }
        self.confirm(saying);
        true
    }

    fn line_printed(&mut self, saying: &mut Saying, line: &str) {
        let so_far: usize = saying.printed.iter().map(String::len).sum();
        if line.trim().is_empty() || line == "." || so_far > LONGEST {
            self.confirm(saying);
        } else {
            let kept = line.chars().filter(|letter| !letter.is_control());
            saying.printed.push(kept.take(LONGEST).collect());
        }
    }

    /// Says it once more, because it can be said only once.
    fn confirm(&mut self, saying: &mut Saying) {
        saying.piece = Piece::Commit;
        let codes = self
            .state
            .model
            .course
            .iter()
            .flat_map(|course| &course.errors);
        let codes: Vec<String> = codes.map(|meaning| sanitize::line(&meaning.code)).collect();
        let code = saying.code.and_then(|at| codes.get(at).cloned());
        let printed = saying.printed.iter().map(|line| line.clone() + "\n");
        let said = report::said(&Commitment {
            outcome: saying.outcome(),
            line: saying.line.and_then(|line| u32::try_from(line).ok()),
            error: None,
            stdout: Some(printed.collect()),
        });
        let code = code.map_or(String::new(), |code| format!(", with {code}"));
        self.voice.say(&format!(
            "You say that {said}{code}. Enter alone commits, `back` asks again."
        ));
    }

    fn commit(&mut self, saying: Saying) {
        self.update(Message::Input(Input::Say(Say::Predict(PredictionDraft {
            outcome: saying.row.unwrap_or_default(),
            line: saying.line.map_or(String::new(), |line| line.to_string()),
            code: saying.code,
            printed: saying.printed,
        }))));
        if form::foretells(&self.state) && self.state.form.waiting {
            self.await_with(Then::Reply, "It is compiled and run.");
        } else if let Some(complaint) = self.state.form.problem.clone() {
            self.voice.say(&complaint);
        }
    }
}
