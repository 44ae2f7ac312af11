//! What is asked with numbers and words, one thing after the other, and what a line means as an answer to it.

mod foretelling;
mod welcoming;

use super::session::{Session, Then};
use super::telling::{form, lesson, program};
use crate::app::{Confirm, Input, Message, Overlay, Say};
use crate::course;
use crate::engine::form::{Reply, Stage};
use crate::keymap::Action;
use foretelling::Saying;

/// What is asked now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Asked {
    /// Nothing but what to do next.
    #[default]
    Nothing,
    /// Where the desk shall be.
    Folder,
    /// Which editor opens the files there.
    Editor(String),
    /// Whether that is all right.
    Begin(String, usize),
    /// What a program will do, as far as it has been said.
    Foretold(Saying),
    /// A question.
    Choices,
    /// Lines.
    Order,
    /// Which of these lessons.
    Lesson(Vec<String>),
    /// Whether a draft is to be saved.
    Draft,
}

impl Session {
    /// The word before the cursor.
    #[must_use]
    pub fn prompt(&self) -> &'static str {
        if matches!(self.state.overlay, Overlay::Confirm(_)) {
            return "yes or no";
        }
        match &self.asked {
            Asked::Nothing => "command",
            Asked::Folder => "folder",
            Asked::Editor(_) | Asked::Lesson(_) => "number",
            Asked::Begin(..) => "enter, or back",
            Asked::Foretold(saying) => saying.prompt(),
            Asked::Choices => "answer",
            Asked::Order => "order",
            Asked::Draft => "save, drop or keep",
        }
    }

    /// Takes a line as an answer to what is asked; false where it is none.
    pub(super) fn takes_as_answer(&mut self, line: &str) -> bool {
        if let Overlay::Confirm(asking) = &self.state.overlay {
            let asking = *asking;
            return self.yes_or_no(asking, line);
        }
        let asked = std::mem::take(&mut self.asked);
        let taken = match &asked {
            Asked::Nothing => false,
            Asked::Folder => self.folder(line),
            Asked::Editor(dir) => self.editor(dir, line),
            Asked::Begin(dir, editor) => self.begin(dir, *editor, line),
            Asked::Foretold(saying) => self.foretold(saying.clone(), line),
            Asked::Choices => self.chosen(line),
            Asked::Order => self.ordered(line),
            Asked::Lesson(found) => self.picked(found, line),
            Asked::Draft => self.draft_answered(line),
        };
        if !taken {
            self.asked = asked;
        }
        taken
    }

    /// Anything but yes leaves it as it is, and is looked at as a command.
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
            Confirm::Reset => self.await_with(Then::Verdict, "It is put back, and graded."),
            Confirm::Spoil => self.tell_solution(),
        }
        true
    }

    /// Tells what the lesson asks, and takes the answer from then on; `follows`: something was answered just before.
    pub(super) fn ask(&mut self, follows: bool) {
        let Some(lesson) = self.state.model.current().cloned() else {
            return;
        };
        self.update(Message::Input(Input::Say(Say::Heard)));
        self.voice.gap();
        match self.state.form.stage(&lesson, self.state.model.so_far()) {
            Stage::Predict(prediction) => {
                form::foretell(&mut self.voice, &lesson, prediction, follows);
                self.asked = Asked::Foretold(Saying::default());
            }
            Stage::Order => {
                form::order(&mut self.voice, &self.state, &lesson);
                self.asked = Asked::Order;
            }
            Stage::Ask(question) => {
                form::ask(&mut self.voice, question);
                self.asked = Asked::Choices;
            }
            Stage::Done if lesson.predictions.is_empty() && lesson.questions.is_empty() => {
                self.voice.say("This lesson asks nothing beside its file.");
            }
            Stage::Done => form::told_before(&mut self.voice, &self.state),
        }
    }

    /// After a verdict on lines that were put into order: numbers are another order.
    pub(super) fn ask_for_another_order(&mut self) {
        let lesson = self.state.model.current();
        let stage = lesson.map(|lesson| self.state.form.stage(lesson, self.state.model.so_far()));
        if let Some(Stage::Order) = stage {
            self.voice.gap();
            self.voice
                .say("Type another order, or `answer` to hear the lines again.");
            self.asked = Asked::Order;
        }
    }

    /// After an answer: what is asked next, or where it goes on.
    pub(super) fn ask_next(&mut self) {
        let Some(lesson) = self.state.model.current().cloned() else {
            return;
        };
        let exercise = self.state.file_shown().is_some();
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
            _ => self.ask(true),
        }
    }

    /// Whether what was answered just now needs no second try.
    pub(super) fn answered_well(&self) -> bool {
        match &self.state.form.reply {
            Some(Reply::Answered { right, .. }) => *right,
            _ => true,
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
        self.asked = Asked::Choices;
        let last = question.choices.len();
        if numbers.iter().any(|number| *number == 0 || *number > last) {
            self.voice
                .say(&format!("The choices are numbered from 1 to {last}."));
            return true;
        }
        if numbers.len() > 1 && !form::wants_several(question) {
            self.voice.say("Only one is right: type one number.");
            return true;
        }
        self.asked = Asked::Nothing;
        let places = numbers.iter().map(|number| number - 1).collect();
        self.update(Message::Input(Input::Say(Say::Choose(places))));
        self.await_with(Then::Reply, "");
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
            self.asked = Asked::Order;
            self.voice.say(&format!("That makes no file: {problem}."));
            return true;
        }
        let places = numbers.iter().map(|number| number - 1).collect();
        self.update(Message::Input(Input::Say(Say::Order(places))));
        if let Some(complaint) = self.state.form.problem.clone() {
            self.voice.say(&complaint);
            return true;
        }
        self.await_with(Then::Verdict, "It is written into your file, and graded.");
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
            self.asked = Asked::Lesson(found.to_vec());
            self.voice
                .say(&format!("They are numbered from 1 to {last}."));
        }
        true
    }

    /// Tells what was typed and never saved.
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
        self.asked = Asked::Draft;
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

/// Numbers with blanks or commas between them, and nothing else.
pub(super) fn numbers(line: &str) -> Option<Vec<usize>> {
    let parts = line.split(|c: char| c.is_whitespace() || c == ',');
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let numbers: Option<Vec<usize>> = parts.iter().map(|part| part.parse().ok()).collect();
    numbers.filter(|numbers| !numbers.is_empty())
}
