//! Asks what a lesson asks, and takes the answers: predictions part by part, questions, and lines to put into order.

use super::lessons;
use super::prompt::{PredictionDialog, PredictionPart, Prompt};
use super::results;
use super::state::{Awaited, PlainState};
use super::writer::Writer;
use crate::course::{self, ArrangeProblem, Lesson, Prediction, Question, prediction_text};
use crate::engine::Model;
use crate::engine::form::{self, FormError, OUTCOMES, PredictionDraft, Reply, Task};
use crate::report;
use crate::sanitize;
use crate::verdict::{OutcomeKind, PredictedOutcome};
use std::collections::BTreeSet;

/// The maximum length of a predicted output, in bytes.
const MAX_PRINTED: usize = 4096;

impl PlainState {
    /// Prints what the lesson asks, and prompts for the answer.
    pub(super) fn ask(&mut self) {
        self.session.take_reply();
        self.out.gap();
        let Some(lesson) = self.session.model().current() else {
            return;
        };
        match self.session.model().task() {
            Task::Predict(prediction) => {
                program(&mut self.out, lesson, prediction);
                self.out.gap();
                self.out.blocks(&report::outcomes());
                self.prompt = Prompt::Prediction(PredictionDialog::default());
            }
            Task::Order => {
                order(&mut self.out, self.session.model(), lesson);
                self.prompt = Prompt::Order;
            }
            Task::Ask(asked) => {
                question(&mut self.out, asked);
                self.prompt = Prompt::Choices;
            }
            Task::Edit => {
                let earlier =
                    report::earlier_predictions(lesson, self.session.model().lesson_progress());
                self.out.blocks(&earlier);
                to_edit(&mut self.out, self.session.model(), lesson);
            }
            Task::Done => results::earlier_answers(&mut self.out, self.session.model()),
        }
    }

    /// Prints what the lesson asks next, or what comes after the lesson.
    fn ask_next(&mut self) {
        let Some(lesson) = self.session.model().current() else {
            return;
        };
        match self.session.model().task() {
            Task::Done => {
                self.out.gap();
                self.out.say("You have answered everything in this lesson.");
                lessons::takeaway(&mut self.out, self.session.model());
            }
            Task::Edit => to_edit(&mut self.out, self.session.model(), lesson),
            Task::Predict(prediction) => {
                let Some(same) = same_program(lesson, prediction) else {
                    return self.ask();
                };
                self.out.gap();
                self.out.say(&same);
                self.out.gap();
                self.out.blocks(&report::outcomes());
                self.prompt = Prompt::Prediction(PredictionDialog::default());
            }
            Task::Order | Task::Ask(_) => self.ask(),
        }
    }

    /// Prompts for another order after a verdict on the last one.
    pub(super) fn ask_another_order(&mut self) {
        if let Task::Order = self.session.model().task() {
            self.out.gap();
            let words = "Type another order, or `answer` to print the lines again.";
            self.out.say(words);
            self.prompt = Prompt::Order;
        }
    }

    /// Prints the reply to what was just answered, and what is asked next.
    pub(super) fn print_reply(&mut self) {
        let reply = self.session.take_reply();
        let (Some(lesson), Some(reply)) = (self.session.model().current(), reply) else {
            return;
        };
        match reply {
            Reply::Predicted(id) => {
                let mut predictions = lesson.predictions.iter();
                let prediction = predictions.find(|prediction| prediction.id == id);
                let result = self.session.model().prediction_result(&id);
                if let (Some(result), Some(prediction)) = (result, prediction) {
                    let program = prediction_text(lesson, prediction);
                    self.out.blocks(&report::prediction(result, program));
                    self.out.gap();
                }
            }
            Reply::Answered {
                question,
                choices,
                right,
            } => {
                let mut questions = lesson.questions.iter();
                if let Some(question) = questions.find(|one| one.id == question) {
                    let chosen = choices.iter().filter_map(|at| question.choices.get(*at));
                    let chosen: Vec<_> = chosen.collect();
                    self.out.blocks(&report::reply(question, &chosen));
                    self.out.gap();
                }
                if !right {
                    let words = "Try again; `answer` prints the question again.";
                    self.out.say(words);
                    self.prompt = Prompt::Choices;
                    return;
                }
            }
        }
        self.ask_next();
    }

    pub(super) fn take_choices(&mut self, line: &str) -> bool {
        let (Some(numbers), Task::Ask(question)) = (numbers(line), self.session.model().task())
        else {
            return false;
        };
        let last = question.choices.len();
        let chosen = indices(&numbers).ok_or(FormError::NoSuchChoice { last });
        let chosen = chosen.map(BTreeSet::from_iter);
        match chosen.and_then(|chosen| self.session.commit_choices(&chosen)) {
            Ok(()) => self.print_reply(),
            Err(error) => {
                self.prompt = Prompt::Choices;
                self.out.say(&report::form_error(&error));
            }
        }
        true
    }

    pub(super) fn take_order(&mut self, line: &str) -> bool {
        let (Some(numbers), Some(lesson)) = (numbers(line), self.session.model().current()) else {
            return false;
        };
        let no_zero = || ArrangeProblem::NoSuchLine {
            given: 0,
            last: course::shown(lesson).len(),
        };
        let order = indices(&numbers).ok_or_else(|| no_zero().into());
        match order.and_then(|order| self.session.commit_order(&order)) {
            Ok(()) => {
                let words = "Writing the lines into your file and grading it.";
                self.wait_for(Awaited::Verdict, words);
            }
            Err(error) => {
                self.prompt = Prompt::Order;
                self.out.say(&report::form_error(&error));
            }
        }
        true
    }

    /// Takes a line as the next part of a prediction; false if it is not one.
    pub(super) fn take_prediction(&mut self, mut dialog: PredictionDialog, line: &str) -> bool {
        let word = line.trim();
        if dialog.part != PredictionPart::Output && word.eq_ignore_ascii_case("back") {
            self.ask();
            return true;
        }
        let taken = match dialog.part {
            PredictionPart::Outcome => self.take_outcome(&mut dialog, word),
            PredictionPart::Line => self.take_line(&mut dialog, word),
            PredictionPart::Code => self.take_code(&mut dialog, word),
            PredictionPart::Output => {
                self.take_output(&mut dialog, line);
                true
            }
            PredictionPart::Commit if word.is_empty() => {
                self.commit(dialog);
                return true;
            }
            PredictionPart::Commit => false,
        };
        if taken {
            self.prompt = Prompt::Prediction(dialog);
        }
        taken
    }

    fn take_outcome(&mut self, dialog: &mut PredictionDialog, word: &str) -> bool {
        let Some(&[number]) = numbers(word).as_deref() else {
            return false;
        };
        let index = number.checked_sub(1);
        let Some(outcome) = index.and_then(|index| OUTCOMES.get(index)) else {
            let last = OUTCOMES.len();
            self.out.say(&format!("Type a number from 1 to {last}."));
            return true;
        };
        dialog.outcome = *outcome;
        match outcome {
            OutcomeKind::CompileError => {
                dialog.part = PredictionPart::Line;
                self.out
                    .say("Which line causes the error? Type a line number.");
            }
            OutcomeKind::Panicked => {
                dialog.part = PredictionPart::Line;
                self.out
                    .say("On which line does it panic? Type a line number.");
            }
            OutcomeKind::Finished => {
                dialog.part = PredictionPart::Output;
                self.out.say(
                    "What does it print? Type it line by line. End with an empty line, or with a line that is only a period.",
                );
            }
            OutcomeKind::Deadlocked | OutcomeKind::TimedOut | OutcomeKind::Killed => {
                self.ask_to_commit(dialog);
            }
        }
        true
    }

    fn take_line(&mut self, dialog: &mut PredictionDialog, word: &str) -> bool {
        let (Some(lesson), Task::Predict(open), Ok(_)) = (
            self.session.model().current(),
            self.session.model().task(),
            word.parse::<usize>(),
        ) else {
            return false;
        };
        match form::check_line(lesson, open, word) {
            Ok(line) => dialog.line = Some(line),
            Err(error) => {
                self.out.say(&report::form_error(&error));
                return true;
            }
        }
        if dialog.outcome != OutcomeKind::CompileError {
            self.ask_to_commit(dialog);
            return true;
        }
        dialog.part = PredictionPart::Code;
        self.out
            .say("Which error code? Type the code, such as E0502, or its number in this list, or press Enter to skip this. A wrong code costs nothing.");
        for (number, meaning) in (1..).zip(self.session.model().error_meanings()) {
            let (code, means) = (&meaning.code, &meaning.means);
            self.out.say(&format!("{number}: {code}, {means}"));
        }
        true
    }

    fn take_code(&mut self, dialog: &mut PredictionDialog, word: &str) -> bool {
        let meanings = self.session.model().error_meanings().iter();
        let codes: Vec<&String> = meanings.map(|meaning| &meaning.code).collect();
        let named = codes.iter().find(|code| code.eq_ignore_ascii_case(word));
        dialog.code = match (named, word.parse::<usize>()) {
            _ if word.is_empty() => None,
            (Some(code), _) => Some((*code).clone()),
            (None, Ok(number)) => {
                let Some(code) = number.checked_sub(1).and_then(|at| codes.get(at)) else {
                    let last = codes.len();
                    self.out
                        .say(&format!("The error codes are numbered from 1 to {last}."));
                    return true;
                };
                Some((*code).clone())
            }
            (None, Err(_)) => return false,
        };
        self.ask_to_commit(dialog);
        true
    }

    fn take_output(&mut self, dialog: &mut PredictionDialog, line: &str) {
        let so_far: usize = dialog.printed.iter().map(String::len).sum();
        if line.trim().is_empty() || line == "." || so_far > MAX_PRINTED {
            self.ask_to_commit(dialog);
        } else {
            let kept = line.chars().filter(|letter| !letter.is_control());
            dialog.printed.push(kept.take(MAX_PRINTED).collect());
        }
    }

    /// Repeats the prediction before it is committed.
    fn ask_to_commit(&mut self, dialog: &mut PredictionDialog) {
        dialog.part = PredictionPart::Commit;
        let printed = dialog.printed.iter().map(|line| line.clone() + "\n");
        let said = report::predicted_text(&PredictedOutcome {
            outcome: dialog.outcome,
            line: dialog.line,
            error: None,
            stdout: Some(printed.collect()),
        });
        let code = dialog.code.as_ref();
        let code = code.map_or(String::new(), |code| {
            format!(", with {}", sanitize::line(code))
        });
        self.out.say(&format!(
            "Your prediction: {said}{code}. Press Enter to commit, or type `back` to start over."
        ));
    }

    fn commit(&mut self, dialog: PredictionDialog) {
        let committed = self.session.commit_prediction(&PredictionDraft {
            outcome: dialog.outcome,
            line: dialog.line.map_or(String::new(), |line| line.to_string()),
            code: dialog.code,
            printed: dialog.printed,
        });
        match committed {
            Ok(()) => self.wait_for(Awaited::Prediction, "Compiling and running."),
            Err(error) => self.out.say(&report::form_error(&error)),
        }
    }
}

fn program(out: &mut Writer, lesson: &Lesson, prediction: &Prediction) {
    out.say(&match report::which_program(lesson, prediction) {
        Some(which) => format!("This is {which}:"),
        None => "This is the program:".to_owned(),
    });
    results::numbered(out, prediction_text(lesson, prediction));
}

/// Says that the program is the one before, in another edition; `None` if it is another program.
fn same_program(lesson: &Lesson, prediction: &Prediction) -> Option<String> {
    let mut predictions = lesson.predictions.iter();
    let at = predictions.position(|other| other.id == prediction.id)?;
    let before = lesson.predictions.get(at.checked_sub(1)?)?;
    let is_same = prediction_text(lesson, before) == prediction_text(lesson, prediction);
    let edition = prediction.edition.unwrap_or(lesson.build.edition).as_str();
    let (number, count) = (at + 1, lesson.predictions.len());
    is_same.then(|| {
        format!(
            "Program {number} of {count} is the same code, now in Rust {edition}; `answer` prints it again."
        )
    })
}

/// Says that the file comes next, and how to change it.
fn to_edit(out: &mut Writer, model: &Model, lesson: &Lesson) {
    out.blocks(&[report::to_edit(lesson)]);
    lessons::your_file(out, model);
    out.blocks(&[report::to_check()]);
}

fn order(out: &mut Writer, model: &Model, lesson: &Lesson) {
    out.blocks(&report::lines_to_order(lesson));
    out.gap();
    let before = model.arranged(lesson).unwrap_or_default();
    let before: Vec<String> = before.iter().map(|at| (at + 1).to_string()).collect();
    if !before.is_empty() {
        out.say(&format!("Your order so far: {}.", before.join(" ")));
    }
    out.say(
        "Type their numbers in the order that you want, as in 3 1 2. cellmate writes them into your file and grades it.",
    );
}

fn question(out: &mut Writer, question: &Question) {
    let mut blocks = report::question(question);
    blocks.push(report::choices(question, false));
    out.blocks(&blocks);
    out.say(if question.has_several_right() {
        "Type their numbers, as in 1 3."
    } else {
        "Type the number of your answer."
    });
}

/// Returns numbers with spaces or commas between them; `None` if there is anything else.
fn numbers(line: &str) -> Option<Vec<usize>> {
    let parts = line.split(|c: char| c.is_whitespace() || c == ',');
    let parts = parts.filter(|part| !part.is_empty());
    let numbers: Option<Vec<usize>> = parts.map(|part| part.parse().ok()).collect();
    numbers.filter(|numbers| !numbers.is_empty())
}

/// Returns the indices that numbers from 1 stand for; `None` if one of them is 0.
fn indices(numbers: &[usize]) -> Option<Vec<usize>> {
    numbers.iter().map(|number| number.checked_sub(1)).collect()
}
