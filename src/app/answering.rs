//! The Answer tab: what keys do there.

use super::{Effect, Extent, Form, Pane, State, Tab};
use crate::course::{self, Lesson, Question};
use crate::engine::form::{FormError, OUTCOMES, Stage, stage};
use crate::keymap::{Action, Key};
use crate::report;

impl State {
    /// Whether the keys go to what is asked.
    #[must_use]
    pub fn is_answering(&self) -> bool {
        self.pane == Pane::Verdict && self.tab == Tab::Answer
    }

    /// Types a key into the form; none if the form does not take it as text.
    pub(super) fn type_into_form(&mut self, key: Key) -> Option<Vec<Effect>> {
        let lesson = self.model.current()?.clone();
        if self.form.reply.is_some() || self.model.is_predicting() {
            return None;
        }
        self.form.problem = None;
        match stage(&lesson, self.model.lesson_progress()) {
            Stage::Predict(_) => self.form.type_key(key).then(Vec::new),
            Stage::Ask(question) => {
                let Key::Char(digit @ '1'..='9') = key else {
                    return None;
                };
                let at = usize::from(digit as u8 - b'1');
                if at >= question.choices.len() {
                    return None;
                }
                self.form.cursor = at;
                self.form.toggle(at, question);
                Some(Vec::new())
            }
            Stage::Order | Stage::Edit | Stage::Done => None,
        }
    }

    /// Carries out an action in the form; none if it means nothing there.
    pub(super) fn act_in_form(&mut self, action: Action) -> Option<Vec<Effect>> {
        let lesson = self.model.current()?.clone();
        if self.model.is_predicting() {
            return None;
        }
        if self.form.reply.is_some() {
            return (action == Action::Commit).then(|| self.close_reply());
        }
        match stage(&lesson, self.model.lesson_progress()) {
            Stage::Predict(_) => self.act_in_prediction(action),
            Stage::Order => self.act_in_order(&lesson, action),
            Stage::Ask(question) => self.act_in_question(question, action),
            Stage::Edit => None,
            Stage::Done => (action == Action::Commit).then(|| self.open_next()),
        }
    }

    fn close_reply(&mut self) -> Vec<Effect> {
        let order = self.form.order.take();
        self.form = Form {
            order,
            ..Form::default()
        };
        self.extents.verdict = Extent::default();
        Vec::new()
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "all other actions mean the same as outside of the form"
    )]
    fn act_in_prediction(&mut self, action: Action) -> Option<Vec<Effect>> {
        match action {
            Action::Up => self.form.cursor = self.form.cursor.saturating_sub(1),
            Action::Down => self.form.cursor = (self.form.cursor + 1).min(OUTCOMES.len() - 1),
            Action::StepForward | Action::StepBack if self.form.cursor == 0 => {
                let course = self.model.course.as_ref();
                let codes = course.map_or(0, |course| course.errors.len());
                let by = if action == Action::StepForward { 1 } else { -1 };
                self.form.code = neighbor_code(self.form.code, codes, by);
            }
            Action::Toggle => {}
            Action::Commit => return Some(self.commit_prediction()),
            _ => return None,
        }
        Some(Vec::new())
    }

    fn commit_prediction(&mut self) -> Vec<Effect> {
        let course = self.model.course.as_ref();
        let errors = course.map_or(&[][..], |course| &course.errors);
        match self.model.commit_prediction(&self.form.draft(errors)) {
            Ok(command) => vec![Effect::Engine(command)],
            Err(error) => self.refuse(&error),
        }
    }

    pub(super) fn refuse(&mut self, error: &FormError) -> Vec<Effect> {
        self.form.problem = Some(report::form_error(error));
        Vec::new()
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "all other actions mean the same as outside of the form"
    )]
    fn act_in_question(&mut self, question: &Question, action: Action) -> Option<Vec<Effect>> {
        let last = question.choices.len().saturating_sub(1);
        match action {
            Action::Up => self.form.cursor = self.form.cursor.saturating_sub(1),
            Action::Down => self.form.cursor = (self.form.cursor + 1).min(last),
            Action::Toggle => self.form.toggle(self.form.cursor.min(last), question),
            Action::Commit => return Some(self.commit_choices()),
            _ => return None,
        }
        Some(Vec::new())
    }

    pub(super) fn commit_choices(&mut self) -> Vec<Effect> {
        if self.form.chosen.is_empty() {
            self.form.chosen.insert(self.form.cursor);
        }
        match self.model.commit_choices(&self.form.chosen) {
            Ok((command, reply)) => {
                self.form.reply = Some(reply);
                self.extents.verdict = Extent::default();
                vec![Effect::Engine(command)]
            }
            Err(error) => self.refuse(&error),
        }
    }

    /// The learner's order, by places among the lines shown.
    #[must_use]
    pub fn order(&self, lesson: &Lesson) -> Vec<usize> {
        let order = self.form.order.clone();
        order.unwrap_or_else(|| self.model.arranged(lesson).unwrap_or_default())
    }

    /// The lines that are not taken.
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
    fn act_in_order(&mut self, lesson: &Lesson, action: Action) -> Option<Vec<Effect>> {
        let mut order = self.order(lesson);
        let left = self.unplaced_lines(lesson);
        let last = (order.len() + left.len()).saturating_sub(1);
        let at = self.form.cursor.min(last);
        self.form.cursor = at;
        match action {
            Action::Up => self.form.cursor = at.saturating_sub(1),
            Action::Down => self.form.cursor = (at + 1).min(last),
            Action::Toggle if at < order.len() => {
                order.remove(at);
            }
            Action::Toggle => {
                if let Some(line) = left.get(at - order.len()) {
                    order.push(*line);
                    // The next line that the learner takes is probably right below.
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
                return Some(match self.model.commit_order(&order) {
                    Ok(command) => vec![Effect::Engine(command)],
                    Err(error) => self.refuse(&error),
                });
            }
            _ => return None,
        }
        self.form.order = Some(order);
        Some(Vec::new())
    }
}

/// Returns the error code `by` places after this one. After the last code comes none, then the first.
fn neighbor_code(now: Option<usize>, codes: usize, by: isize) -> Option<usize> {
    let places = codes + 1;
    let at = now.unwrap_or(codes) + places;
    Some(at.saturating_add_signed(by) % places).filter(|at| *at < codes)
}
