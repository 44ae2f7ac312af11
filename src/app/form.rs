//! What a lesson asks: what a program will do, lines to put into order, questions. One after the other.

mod foretell;
mod order;

use super::effect::{Change, is_answered};
use super::{Effect, Extent, State, Tab};
use crate::course::{Kind, Lesson, Prediction, Question};
use crate::desk::LessonProgress;
use crate::keymap::{Action, Key};
use std::collections::BTreeSet;

pub use foretell::{ROWS, outcome};

/// What is being answered, as far as it has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// The row with the cursor.
    pub cursor: usize,
    /// The line that does not compile.
    pub refused_line: String,
    /// The line that panics.
    pub panic_line: String,
    /// Which of the course's error codes.
    pub code: Option<usize>,
    /// What it prints, line by line.
    pub printed: Vec<String>,
    /// The choices, by their places.
    pub chosen: BTreeSet<usize>,
    /// The lines in the learner's order, by their places among those shown; none: as they were left.
    pub order: Option<Vec<usize>>,
    /// What was just answered.
    pub reply: Option<Reply>,
    /// What is missing.
    pub complaint: Option<String>,
    /// The run that is awaited.
    pub waiting: Option<u64>,
}

/// What was just answered, shown until the learner goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The prediction with this id.
    Foretold(String),
    /// A question.
    Answered {
        /// Its id.
        question: String,
        /// The places of the choices.
        choices: Vec<usize>,
        /// Whether they are the right ones.
        right: bool,
    },
}

/// What is asked now.
#[derive(Clone, Copy, Debug)]
pub enum Stage<'a> {
    /// What will this program do?
    Foretell(&'a Prediction),
    /// In which order do these lines stand?
    Order,
    /// A question with choices.
    Ask(&'a Question),
    /// All is answered.
    Done,
}

impl Form {
    /// What is asked now.
    #[must_use]
    pub fn stage<'a>(&self, lesson: &'a Lesson, so_far: &LessonProgress) -> Stage<'a> {
        let mut predictions = lesson.predictions.iter();
        if let Some(open) = predictions.find(|p| !so_far.predictions.contains_key(&p.id)) {
            return Stage::Foretell(open);
        }
        if lesson.head.kind == Kind::Arrange && so_far.first_pass.is_none() {
            return Stage::Order;
        }
        let mut questions = lesson.questions.iter();
        match questions.find(|question| !is_answered(so_far, &question.id)) {
            Some(open) => Stage::Ask(open),
            None => Stage::Done,
        }
    }

    /// The prediction in view: the one just tried, or the one that is asked.
    #[must_use]
    pub fn prediction<'a>(
        &self,
        lesson: &'a Lesson,
        so_far: &LessonProgress,
    ) -> Option<&'a Prediction> {
        if let Some(Reply::Foretold(id)) = &self.reply {
            return lesson.predictions.iter().find(|p| p.id == *id);
        }
        match self.stage(lesson, so_far) {
            Stage::Foretell(prediction) => Some(prediction),
            _ => None,
        }
    }
}

impl State {
    /// Whether the keys go to what is asked.
    #[must_use]
    pub fn is_answering(&self) -> bool {
        self.pane == super::Pane::Verdict && self.tab == Tab::Answer
    }

    /// A key that is typed into the form rather than obeyed; none where it is not.
    pub(super) fn typed_into_form(&mut self, key: Key) -> Option<Vec<Effect>> {
        let lesson = self.current()?.clone();
        if self.form.reply.is_some() || self.form.waiting.is_some() {
            return None;
        }
        self.form.complaint = None;
        match self.form.stage(&lesson, self.so_far()) {
            Stage::Foretell(_) => self.form.typed(key).then(Vec::new),
            Stage::Ask(question) => match key {
                Key::Char(digit @ '1'..='9') => {
                    let at = usize::from(digit as u8 - b'1');
                    if at >= question.choices.len() {
                        return None;
                    }
                    self.form.cursor = at;
                    self.form.toggle(at, question);
                    Some(Vec::new())
                }
                _ => None,
            },
            Stage::Order | Stage::Done => None,
        }
    }

    /// An action within the form; false where it means nothing there.
    pub(super) fn act_in_form(&mut self, action: Action) -> Option<Vec<Effect>> {
        let lesson = self.current()?.clone();
        if self.form.waiting.is_some() {
            return None;
        }
        if self.form.reply.is_some() {
            return (action == Action::Commit).then(|| self.go_on());
        }
        match self.form.stage(&lesson, self.so_far()) {
            Stage::Foretell(prediction) => self.act_in_foretelling(&lesson, prediction, action),
            Stage::Order => self.act_in_order(&lesson, action),
            Stage::Ask(question) => self.act_in_question(&lesson, question, action),
            Stage::Done => (action == Action::Commit).then(|| self.next_open()),
        }
    }

    fn go_on(&mut self) -> Vec<Effect> {
        let order = self.form.order.take();
        self.form = Form {
            order,
            ..Form::default()
        };
        self.extents.verdict = Extent::default();
        Vec::new()
    }

    fn act_in_question(
        &mut self,
        lesson: &Lesson,
        question: &Question,
        action: Action,
    ) -> Option<Vec<Effect>> {
        let last = question.choices.len().saturating_sub(1);
        match action {
            Action::Up => self.form.cursor = self.form.cursor.saturating_sub(1),
            Action::Down => self.form.cursor = (self.form.cursor + 1).min(last),
            Action::Toggle => self.form.toggle(self.form.cursor.min(last), question),
            Action::Commit => return Some(self.answer(lesson, question)),
            _ => return None,
        }
        Some(Vec::new())
    }

    fn answer(&mut self, lesson: &Lesson, question: &Question) -> Vec<Effect> {
        if self.form.chosen.is_empty() {
            self.form.chosen.insert(self.form.cursor);
        }
        let choices: Vec<usize> = self.form.chosen.iter().copied().collect();
        let of = |at: &usize| question.choices.get(*at);
        let picked: Vec<_> = choices.iter().filter_map(of).collect();
        let right = question.is_answered_by(&picked);
        let ids = picked.iter().map(|choice| choice.id.clone()).collect();
        self.form.reply = Some(Reply::Answered {
            question: question.id.clone(),
            choices,
            right,
        });
        self.extents.verdict = Extent::default();
        let change = Change::Answered {
            question: question.id.clone(),
            choices: ids,
            right,
        };
        self.record(&lesson.id, change)
    }
}

impl Form {
    /// Chooses, or takes the choice back; where only one is right, one choice takes the place of another.
    fn toggle(&mut self, at: usize, question: &Question) {
        let several = question
            .choices
            .iter()
            .filter(|choice| choice.right)
            .count()
            > 1;
        if self.chosen.remove(&at) {
            return;
        }
        if !several {
            self.chosen.clear();
        }
        self.chosen.insert(at);
    }
}
