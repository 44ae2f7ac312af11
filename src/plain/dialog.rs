//! The prompts, and what a line means as an answer to one.

mod first_start;
mod prediction;

use super::session::{Awaited, Session};
use super::telling::{form, lesson, program};
use crate::app::{Confirm, Input, Message, Overlay, Say};
use crate::course;
use crate::engine::form::{Reply, Stage};
use crate::keymap::Action;

use prediction::PredictionDialog;

/// What the next line answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Prompt {
    /// Nothing: it is a command.
    #[default]
    Nothing,
    /// Where the desk should be.
    Folder,
    /// Which editor opens the files there.
    Editor(String),
    /// Whether to make the desk there, with this editor.
    Begin(String, usize),
    /// What a program will do, part by part.
    Prediction(PredictionDialog),
    /// The choices of a question.
    Choices,
    /// The order of lines.
    Order,
    /// Which of these lessons to open.
    Lesson(Vec<String>),
    /// Whether to save a draft.
    Draft,
}

impl Session {
    /// The word before the cursor.
    #[must_use]
    pub fn prompt(&self) -> &'static str {
        if matches!(self.state.overlay, Overlay::Confirm(_)) {
            return "yes or no";
        }
        match &self.prompted {
            Prompt::Nothing => "command",
            Prompt::Folder => "folder",
            Prompt::Editor(_) | Prompt::Lesson(_) => "number",
            Prompt::Begin(..) => "enter, or back",
            Prompt::Prediction(dialog) => dialog.prompt(),
            Prompt::Choices => "answer",
            Prompt::Order => "order",
            Prompt::Draft => "save, drop or keep",
        }
    }

    /// Takes a line as an answer to the prompt; false if it is none.
    pub(super) fn takes_as_answer(&mut self, line: &str) -> bool {
        if let Overlay::Confirm(asking) = &self.state.overlay {
            let asking = *asking;
            return self.yes_or_no(asking, line);
        }
        let asked = std::mem::take(&mut self.prompted);
        let taken = match &asked {
            Prompt::Nothing => false,
            Prompt::Folder => self.folder(line),
            Prompt::Editor(dir) => self.editor(dir, line),
            Prompt::Begin(dir, editor) => self.begin(dir, *editor, line),
            Prompt::Prediction(dialog) => self.take_prediction(dialog.clone(), line),
            Prompt::Choices => self.chosen(line),
            Prompt::Order => self.ordered(line),
            Prompt::Lesson(found) => self.picked(found, line),
            Prompt::Draft => self.draft_answered(line),
        };
        if !taken {
            self.prompted = asked;
        }
        taken
    }

    /// Anything but yes changes nothing, and may be a command.
    fn yes_or_no(&mut self, asking: Confirm, line: &str) -> bool {
        let word = line.trim().to_lowercase();
        if word.is_empty() {
            self.voice.say("Please say yes or no.");
            return true;
        }
        if !["y", "yes"].contains(&word.as_str()) {
            self.act(Action::No);
            self.voice.say("It stays as it is.");
            return ["n", "no"].contains(&word.as_str());
        }
        self.act(Action::Yes);
        match asking {
            Confirm::Reset => self.await_with(Awaited::Verdict, "It is put back, and graded."),
            Confirm::Spoil => self.tell_solution(),
        }
        true
    }

    /// Reads what the lesson asks, and prompts for the answer; `follows`: something was answered just before.
    pub(super) fn ask(&mut self, follows: bool) {
        let Some(lesson) = self.state.model.current().cloned() else {
            return;
        };
        self.update(Message::Input(Input::Say(Say::Heard)));
        self.voice.gap();
        match self.state.form.stage(&lesson, self.state.model.so_far()) {
            Stage::Predict(prediction) => {
                form::ask_prediction(&mut self.voice, &lesson, prediction, follows);
                self.prompted = Prompt::Prediction(PredictionDialog::default());
            }
            Stage::Order => {
                form::order(&mut self.voice, &self.state, &lesson);
                self.prompted = Prompt::Order;
            }
            Stage::Ask(question) => {
                form::ask(&mut self.voice, question);
                self.prompted = Prompt::Choices;
            }
            Stage::Done if lesson.predictions.is_empty() && lesson.questions.is_empty() => {
                self.voice.say("This lesson asks nothing beside its file.");
            }
            Stage::Done => form::earlier_answers(&mut self.voice, &self.state),
        }
    }

    /// Prompts for another order after a verdict on the last one.
    pub(super) fn ask_for_another_order(&mut self) {
        let lesson = self.state.model.current();
        let stage = lesson.map(|lesson| self.state.form.stage(lesson, self.state.model.so_far()));
        if let Some(Stage::Order) = stage {
            self.voice.gap();
            self.voice
                .say("Type another order, or `answer` to hear the lines again.");
            self.prompted = Prompt::Order;
        }
    }

    /// Reads what is asked after an answer, or where to go on.
    pub(super) fn ask_next(&mut self) {
        let Some(lesson) = self.state.model.current().cloned() else {
            return;
        };
        let exercise = self.state.model.file_shown().is_some();
        match self.state.form.stage(&lesson, self.state.model.so_far()) {
            Stage::Done if self.state.model.is_done() => {
                self.voice.gap();
                self.voice.say("That is all that was asked.");
                lesson::takeaway(&mut self.voice, &self.state);
            }
            Stage::Done => self
                .voice
                .say("That is all that was asked; the file is next."),
            // The questions of an exercise come after it.
            Stage::Ask(_) if exercise && !self.state.model.is_done() => {
                self.voice
                    .say("Now your file: `edit` opens it, `check` grades it.");
            }
            Stage::Predict(_) | Stage::Order | Stage::Ask(_) => self.ask(true),
        }
    }

    /// Whether the last answer needs no second try.
    pub(super) fn answered_well(&self) -> bool {
        match &self.state.form.reply {
            Some(Reply::Answered { right, .. }) => *right,
            Some(Reply::Predicted(_)) | None => true,
        }
    }

    fn chosen(&mut self, line: &str) -> bool {
        let Some(numbers) = numbers(line) else {
            return false;
        };
        let Some(lesson) = self.state.model.current().cloned() else {
            return false;
        };
        let Stage::Ask(question) = self.state.form.stage(&lesson, self.state.model.so_far()) else {
            return false;
        };
        self.prompted = Prompt::Choices;
        let last = question.choices.len();
        if numbers.iter().any(|number| *number == 0 || *number > last) {
            self.voice
                .say(&format!("The choices are numbered from 1 to {last}."));
            return true;
        }
        if numbers.len() > 1 && !question.has_several_right() {
            self.voice.say("Only one is right: type one number.");
            return true;
        }
        self.prompted = Prompt::Nothing;
        let places = numbers.iter().map(|number| number - 1).collect();
        self.update(Message::Input(Input::Say(Say::Choose(places))));
        self.await_with(Awaited::Reply, "");
        true
    }

    fn ordered(&mut self, line: &str) -> bool {
        let Some(numbers) = numbers(line) else {
            return false;
        };
        let Some(lesson) = self.state.model.current().cloned() else {
            return false;
        };
        if let Err(problem) = course::compose(&lesson, &numbers) {
            self.prompted = Prompt::Order;
            self.voice.say(&format!("That makes no file: {problem}."));
            return true;
        }
        let places = numbers.iter().map(|number| number - 1).collect();
        self.update(Message::Input(Input::Say(Say::Order(places))));
        if let Some(complaint) = self.state.form.problem.clone() {
            self.voice.say(&complaint);
            return true;
        }
        self.await_with(
            Awaited::Verdict,
            "It is written into your file, and graded.",
        );
        true
    }

    fn picked(&mut self, found: &[String], line: &str) -> bool {
        let Some(number) = line.trim().parse::<usize>().ok() else {
            return false;
        };
        if let Some(id) = number.checked_sub(1).and_then(|at| found.get(at)) {
            self.update(Message::Input(Input::Go(id.clone())));
            self.arrive();
        } else {
            let last = found.len();
            self.prompted = Prompt::Lesson(found.to_vec());
            self.voice
                .say(&format!("They are numbered from 1 to {last}."));
        }
        true
    }

    /// Reads the draft that was never saved.
    pub(super) fn tell_draft(&mut self) {
        let Some(draft) = self
            .state
            .model
            .drafts
            .get(&self.state.model.lesson)
            .cloned()
        else {
            self.voice
                .say("There is nothing that was typed and never saved.");
            return;
        };
        self.voice
            .say("This was typed on the full screen and never saved:");
        program::numbered(&mut self.voice, &draft);
        self.voice.say(
            "`save` writes it into your file, `drop` throws it away, `keep` leaves it for later.",
        );
        self.prompted = Prompt::Draft;
    }

    fn draft_answered(&mut self, line: &str) -> bool {
        let draft = self
            .state
            .model
            .drafts
            .get(&self.state.model.lesson)
            .cloned();
        match (line.trim().to_lowercase().as_str(), draft) {
            ("save", Some(draft)) => self.write(draft),
            ("drop", _) => {
                self.update(Message::Input(Input::Say(Say::DropDraft)));
                self.voice.say("It is thrown away.");
            }
            ("keep", _) => self.voice.say("It stays for later."),
            _ => return false,
        }
        true
    }
}

/// Returns numbers with blanks or commas between them; none if there is anything else.
pub(super) fn numbers(line: &str) -> Option<Vec<usize>> {
    let parts = line.split(|c: char| c.is_whitespace() || c == ',');
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let numbers: Option<Vec<usize>> = parts.iter().map(|part| part.parse().ok()).collect();
    numbers.filter(|numbers| !numbers.is_empty())
}
