//! Lines put into order: those taken stand first, in the learner's order, and those left below.

use crate::app::{Effect, State};
use crate::course::{self, Lesson};
use crate::keymap::Action;

impl State {
    /// The learner's order, by places among the lines shown.
    #[must_use]
    pub fn order(&self, lesson: &Lesson) -> Vec<usize> {
        let shown = course::shown(lesson);
        if let Some(order) = &self.form.order {
            return order.clone();
        }
        let before = self.progress.lesson(&lesson.id).arranged.as_ref();
        let place = |line: &String| shown.iter().position(|other| other == line);
        before.map_or(Vec::new(), |lines| lines.iter().filter_map(place).collect())
    }

    /// The lines that are not taken.
    #[must_use]
    pub fn left(&self, lesson: &Lesson) -> Vec<usize> {
        let order = self.order(lesson);
        let all = 0..course::shown(lesson).len();
        all.filter(|at| !order.contains(at)).collect()
    }

    pub(super) fn act_in_order(&mut self, lesson: &Lesson, action: Action) -> Option<Vec<Effect>> {
        let mut order = self.order(lesson);
        let left = self.left(lesson);
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
                    // The next line to take stands right below.
                    self.form.cursor = (at + 1).min(last);
                }
            }
            Action::Earlier if at > 0 && at < order.len() => {
                order.swap(at, at - 1);
                self.form.cursor = at - 1;
            }
            Action::Later if at + 1 < order.len() => {
                order.swap(at, at + 1);
                self.form.cursor = at + 1;
            }
            Action::Earlier | Action::Later => {}
            Action::Commit => return Some(self.check_order(lesson, &order)),
            _ => return None,
        }
        self.form.order = Some(order);
        Some(Vec::new())
    }

    fn check_order(&mut self, lesson: &Lesson, order: &[usize]) -> Vec<Effect> {
        if self.read_only.is_some() || self.desk.is_none() {
            self.form.complaint.clone_from(&self.read_only);
            return Vec::new();
        }
        if order.is_empty() {
            self.form.complaint = Some("Take at least one line, with space.".to_owned());
            return Vec::new();
        }
        let shown = course::shown(lesson);
        let file = |order: &[usize]| {
            let numbers: Vec<usize> = order.iter().map(|at| at + 1).collect();
            course::compose(lesson, &numbers).ok()
        };
        let before: Option<Vec<usize>> = {
            let lines = self.so_far().arranged.as_ref();
            let place = |line: &String| shown.iter().position(|other| other == line);
            lines.map(|lines| lines.iter().filter_map(place).collect())
        };
        let Some(text) = file(order) else {
            return Vec::new();
        };
        let lines = order.iter().map(|&at| shown[at].to_owned()).collect();
        let before = before.and_then(|order| file(&order));
        vec![Effect::Arrange {
            lesson: lesson.id.clone(),
            text,
            before,
            lines,
        }]
    }
}
