//! The Answer tab: what keys do there.

use super::{ClickTarget, CodeSearch, Form, Overlay, Pane, ScrollState, State, Tab};
use crate::course::{self, Lesson};
use crate::engine::form::{self, FormError, OUTCOMES, Task};
use crate::keymap::{Action, Key};
use crate::report;

impl State {
    #[must_use]
    pub fn is_answering(&self) -> bool {
        self.pane == Pane::Verdict && self.tab == Tab::Answer
    }

    /// Whether the form shows what is chosen: while it has the focus, or once something has been chosen.
    #[must_use]
    pub fn shows_choice(&self) -> bool {
        self.is_answering() || self.form != Form::default()
    }

    /// Whether digits go to the form, and so show no tab.
    #[must_use]
    pub fn takes_digits(&self) -> bool {
        let asks = matches!(self.model().task(), Task::Predict(_) | Task::Ask(_));
        asks && self.is_answering() && self.is_form_open()
    }

    /// Whether the form would take a key as text.
    pub(super) fn form_types(&self, key: Key) -> bool {
        match self.model().task() {
            Task::Predict(_) => {
                self.is_form_open() && (self.begins_code(key) || self.form.clone().type_key(key))
            }
            Task::Ask(_) | Task::Order | Task::Edit | Task::Done => false,
        }
    }

    pub(super) fn can_commit(&self) -> bool {
        self.commit_check().is_some_and(|check| check.is_ok())
    }

    /// Whether the form can be committed as it is, or why not; `None` if there is nothing to commit.
    #[must_use]
    pub fn commit_check(&self) -> Option<Result<(), FormError>> {
        let model = self.model();
        let lesson = model.current().filter(|_| !model.is_predicting())?;
        match model.task() {
            _ if self.session.reply().is_some() => None,
            Task::Predict(prediction) => {
                let draft = self.form.draft(model.error_meanings());
                Some(form::predict(lesson, prediction, &draft).map(|_| ()))
            }
            Task::Order => {
                let order = self.order(lesson);
                Some(form::arrange(lesson, model.lesson_progress(), &order).map(|_| ()))
            }
            Task::Ask(_) if self.form.chosen.is_empty() => Some(Err(FormError::NoChoice)),
            Task::Ask(_) => Some(Ok(())),
            Task::Edit | Task::Done => None,
        }
    }

    /// Types a key into the form; false if the form does not take it as text.
    pub(super) fn type_into_form(&mut self, key: Key) -> bool {
        if !self.is_form_open() {
            return false;
        }
        self.form.problem = None;
        match self.session.model().task() {
            Task::Predict(_) if self.begins_code(key) => {
                let typed = "e".to_owned();
                self.overlay = Overlay::Codes(CodeSearch { typed, at: 0 });
                true
            }
            // Otherwise, a digit would sometimes show a tab.
            Task::Predict(_) => self.form.type_key(key) || matches!(key, Key::Char('0'..='9')),
            Task::Ask(question) => {
                let Key::Char(digit @ '1'..='9') = key else {
                    return false;
                };
                let at = usize::from(digit as u8 - b'1');
                if at < question.choices.len() {
                    self.form.cursor = at;
                    self.form.toggle(at, question);
                }
                true
            }
            Task::Order | Task::Edit | Task::Done => false,
        }
    }

    /// Carries out an action in the form; false if it means nothing there.
    pub(super) fn act_in_form(&mut self, action: Action) -> bool {
        if self.session.model().is_predicting() {
            return false;
        }
        let is_commit = action == Action::Commit;
        if self.session.reply().is_some() {
            if is_commit {
                self.close_reply();
            }
            return is_commit;
        }
        match self.session.model().task() {
            Task::Predict(_) => self.act_in_prediction(action),
            Task::Order => self.act_in_order(action),
            Task::Ask(_) => self.act_in_question(action),
            Task::Edit => false,
            Task::Done => {
                if is_commit {
                    self.open_next();
                }
                is_commit
            }
        }
    }

    fn close_reply(&mut self) {
        self.session.take_reply();
        let order = self.form.order.take();
        self.form = Form {
            order,
            ..Form::default()
        };
        self.scroll.verdict = ScrollState::default();
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "all other actions mean the same as outside of the form"
    )]
    fn act_in_prediction(&mut self, action: Action) -> bool {
        match action {
            Action::Up => self.form.cursor = self.form.cursor.saturating_sub(1),
            Action::Down => self.form.cursor = (self.form.cursor + 1).min(OUTCOMES.len() - 1),
            Action::ErrorCodes if self.can_name_error() => {
                let search = CodeSearch::at(self.form.code, self.model().error_meanings());
                self.overlay = Overlay::Codes(search);
            }
            Action::Toggle => {}
            Action::Commit => self.commit_prediction(),
            _ => return false,
        }
        true
    }

    /// Handles a click on a row of the form, a line of its program or an event of a run.
    pub(super) fn choose_with_mouse(&mut self, target: ClickTarget) {
        self.pane = Pane::Verdict;
        if let ClickTarget::Event(event) = target {
            return self.step_to_event(event);
        }
        if !self.is_form_open() {
            return;
        }
        self.form.problem = None;
        match (target, self.session.model().task()) {
            (ClickTarget::Line(line), Task::Predict(_)) => self.form.choose_line(line),
            (ClickTarget::Row(row), Task::Ask(question)) => {
                self.form.cursor = row;
                self.form.toggle(row, question);
            }
            (ClickTarget::Row(row), Task::Predict(_) | Task::Order) => self.form.cursor = row,
            (ClickTarget::Event(_), _)
            | (_, Task::Ask(_) | Task::Order | Task::Edit | Task::Done) => {}
        }
    }

    /// Whether the form takes answers: nothing is being predicted, and no reply is open.
    #[must_use]
    pub fn is_form_open(&self) -> bool {
        self.session.reply().is_none() && !self.model().is_predicting()
    }

    /// Whether an error code can be chosen: only while the form predicts that the program does not compile.
    pub(super) fn can_name_error(&self) -> bool {
        let predicts = matches!(self.model().task(), Task::Predict(_));
        self.is_form_open()
            && predicts
            && self.form.predicts_error()
            && !self.model().error_meanings().is_empty()
    }

    fn begins_code(&self, key: Key) -> bool {
        matches!(key, Key::Char('e' | 'E')) && self.can_name_error()
    }

    fn commit_prediction(&mut self) {
        let draft = self.form.draft(self.session.model().error_meanings());
        if let Err(error) = self.session.commit_prediction(&draft) {
            self.refuse(&error);
        }
    }

    pub(super) fn refuse(&mut self, error: &FormError) {
        self.form.problem = Some(report::form_error(error));
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "all other actions mean the same as outside of the form"
    )]
    fn act_in_question(&mut self, action: Action) -> bool {
        let Task::Ask(question) = self.session.model().task() else {
            return false;
        };
        let last = question.choices.len().saturating_sub(1);
        match action {
            Action::Up => self.form.cursor = self.form.cursor.saturating_sub(1),
            Action::Down => self.form.cursor = (self.form.cursor + 1).min(last),
            Action::Toggle => self.form.toggle(self.form.cursor.min(last), question),
            Action::Commit => self.commit_choices(),
            _ => return false,
        }
        true
    }

    pub(super) fn commit_choices(&mut self) {
        match self.session.commit_choices(&self.form.chosen) {
            Ok(()) => self.scroll.verdict = ScrollState::default(),
            Err(error) => self.refuse(&error),
        }
    }

    /// Returns the learner's order, as indices among the lines shown.
    #[must_use]
    pub fn order(&self, lesson: &Lesson) -> Vec<usize> {
        let order = self.form.order.clone();
        order.unwrap_or_else(|| self.session.model().arranged(lesson).unwrap_or_default())
    }

    /// Returns the lines that the learner has not taken.
    #[must_use]
    pub fn unplaced_lines(&self, lesson: &Lesson) -> Vec<usize> {
        let order = self.order(lesson);
        let all = 0..course::shown(lesson).len();
        all.filter(|at| !order.contains(at)).collect()
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "all other actions mean the same as outside of the form"
    )]
    fn act_in_order(&mut self, action: Action) -> bool {
        let Some(lesson) = self.session.model().current() else {
            return false;
        };
        let mut order = self.order(lesson);
        let unplaced = self.unplaced_lines(lesson);
        let last = (order.len() + unplaced.len()).saturating_sub(1);
        let at = self.form.cursor.min(last);
        self.form.cursor = at;
        match action {
            Action::Up => self.form.cursor = at.saturating_sub(1),
            Action::Down => self.form.cursor = (at + 1).min(last),
            Action::Toggle if at < order.len() => {
                order.remove(at);
            }
            Action::Toggle => {
                if let Some(line) = unplaced.get(at - order.len()) {
                    order.push(*line);
                    // The next line that the learner takes is probably the one below.
                    self.form.cursor = (at + 1).min(last);
                }
            }
            Action::MoveLineUp if at > 0 && at < order.len() => {
                order.swap(at, at - 1);
                self.form.cursor = at - 1;
            }
            Action::MoveLineDown if at + 1 < order.len() => {
                order.swap(at, at + 1);
                self.form.cursor = at + 1;
            }
            Action::MoveLineUp | Action::MoveLineDown => {}
            Action::Commit => {
                if let Err(error) = self.session.commit_order(&order) {
                    self.refuse(&error);
                }
                return true;
            }
            _ => return false,
        }
        self.form.order = Some(order);
        true
    }
}
