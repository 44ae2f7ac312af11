//! Picks one of the threads that can go on, and takes its step.

use super::ends;
use super::shared::{Scheduler, Stand};
use crate::rt::object::Access;
use crate::rt::record::{self, Line};
use crate::rt::settings::settings;

impl Scheduler {
    /// The thread that goes on; its step is taken. `was`: the thread whose turn it is, if it could go on by itself.
    pub(super) fn choose(&mut self, was: Option<u32>) -> u32 {
        // Only now: whoever took the last step has written down what it got.
        self.note_who_waits();
        let mut able = self.able();
        // Where those that can go on only look for something, whoever sleeps may be the one to bring it.
        while able.iter().all(|thread| self.thread(*thread).spins) {
            if self.let_time_pass() {
                able = self.able();
            } else if able.is_empty() {
                ends::deadlock();
            } else {
                break;
            }
        }
        let mut was = was.filter(|thread| able.contains(thread));
        if let Some(thread) = was.filter(|thread| self.thread(*thread).yields && able.len() > 1) {
            able.retain(|other| *other != thread);
            was = None;
            Self::put_first(&mut able, thread);
        } else {
            Self::put_first(&mut able, was.unwrap_or(0));
        }
        let chosen = match able[..] {
            [only] => only,
            _ => self.pick(was, &able),
        };
        self.take_step(chosen);
        chosen
    }

    /// Writes down, once each, which threads cannot go on.
    fn note_who_waits(&mut self) {
        if !record::with_lines() {
            return;
        }
        for index in 0..self.threads.len() {
            let number = u32::try_from(index).unwrap_or(u32::MAX);
            let thread = self.thread(number);
            if let (Stand::Before(op), false) = (thread.stand, thread.waits)
                && !self.can(number, &op)
            {
                record::waits(number, &op, thread.place.as_ref());
                self.thread_mut(number).waits = true;
            }
        }
    }

    /// Writes down what each thread that can go on did last, other than letting others go first.
    fn note_who_looks(&self) {
        if !record::with_lines() {
            return;
        }
        for (number, thread) in (0..).zip(&self.threads) {
            let is_there = !matches!(thread.stand, Stand::Gone | Stand::Newborn);
            if let (Some((op, place)), true, false) = (&thread.last, is_there, thread.waits) {
                record::looks(number, op, place.as_ref());
            }
        }
    }

    /// The usual one first: the thread whose turn it was, or else the next by number.
    fn put_first(able: &mut [u32], first: u32) {
        let from = able.iter().position(|thread| *thread >= first);
        able.rotate_left(from.unwrap_or(0));
    }

    fn pick(&mut self, was: Option<u32>, able: &[u32]) -> u32 {
        let chosen = match self.choices.pop_front() {
            Some(wanted) if able.contains(&wanted) => wanted,
            Some(wanted) => ends::diverged(wanted, able),
            None => match &mut self.dice {
                Some(dice) => able[dice.below(able.len())],
                None => able[0],
            },
        };
        let was = was.map_or("null".to_owned(), |thread| thread.to_string());
        let of: Vec<String> = able
            .iter()
            .map(|thread| format!("[{thread},{}]", self.past_after(*thread)))
            .collect();
        let line = Line::new("choice")
            .raw("was", was)
            .raw("took", chosen)
            .raw("of", format_args!("[{}]", of.join(",")));
        record::always(line);
        chosen
    }

    fn take_step(&mut self, number: u32) {
        let step = self.step_of(number);
        self.past = self.past.wrapping_add(step);
        let stand = ::std::mem::replace(&mut self.thread_mut(number).stand, Stand::Running);
        let thread = self.thread_mut(number);
        thread.past = step;
        (thread.yields, thread.spins) = (false, false);
        self.steps += 1;
        self.idle_steps_before = self.idle_steps;
        self.idle_steps += 1;
        if let Stand::Before(op) = stand {
            let in_time = self.holds(number, &op);
            self.note(number, in_time);
            if ::std::mem::take(&mut self.thread_mut(number).waits) {
                record::goes(number, &op, in_time);
            }
            let object = self.object(op.on);
            if in_time {
                object.take(&op, number);
            }
            object.remember(op.access, step);
            if let Some(also) = op.also {
                self.object(also).remember(Access::Write, step);
            }
            if op.access == Access::Write {
                self.idle_steps = 0;
            }
        }
        if self.steps > settings().most_steps {
            self.note_who_looks();
            ends::endless(self.idle_steps);
        }
    }
}
