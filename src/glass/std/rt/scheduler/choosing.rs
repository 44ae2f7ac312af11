//! Chooses one of the threads that can run, and takes its step.

use super::ends;
use super::shared::{Scheduler, ThreadState};
use crate::rt::json_line::JsonLine;
use crate::rt::object::{Access, Until};
use crate::rt::place::CallPath;
use crate::rt::record;
use crate::rt::settings::settings;
use crate::rt::threads::me;

/// The maximum number of steps in a row that change nothing, before the threads are assumed to wait for each other.
const MAX_IDLE_STEPS_OF_A_RUN: u64 = 2_000_000;

/// How many steps pass before the time is compared with the limit again.
const STEPS_PER_LOOK_AT_THE_TIME: u64 = 1_024;

/// The minimum number of times in a row that a thread must count as spinning before the clock may advance instead.
/// Others spin a little before they wait with a deadline, which must not pass unseen.
const MIN_SPELLS: u32 = 16;

/// The minimum number of steps that other threads take while one sleeps, and the time for which one step counts.
/// Schedules that a search tries are shorter than this, so that their result depends only on the order of the steps.
const MIN_STEPS_OF_A_SLEEP: u64 = 8_000;
const NANOS_PER_STEP: u64 = 1_000;
/// How many steps pass before the next look at those that sleep.
const STEPS_PER_LOOK_AT_SLEEPERS: u64 = 256;

/// The maximum number of steps in a row of a thread that sleeps in a serial run.
const MAX_STEPS_OF_A_SLEEPER: u32 = 200;

impl Scheduler {
    /// Chooses the next thread, takes its step and returns it. `was` is the thread that runs now, if it did not exit.
    /// Returns `None` if no thread can run before one does something that the scheduler does not see.
    pub(super) fn choose(&mut self, was: Option<u32>) -> Option<u32> {
        // Only now has the last step recorded its result.
        self.record_blocked_threads();
        if was.is_none() {
            self.stop_spinning();
        }
        if settings().serial.is_some() {
            self.wake_sleeper(was);
        }
        if self.steps.is_multiple_of(STEPS_PER_LOOK_AT_SLEEPERS) && self.has_overslept() {
            self.advance_clock();
        }
        let mut able = self.runnable();
        // If all threads that can run only poll, a sleeping thread may make the change that they wait for.
        while able.iter().all(|thread| self.thread(*thread).spins) {
            let polls = |thread: &u32| self.thread(*thread).spells >= MIN_SPELLS;
            if !able.iter().all(polls) {
                break;
            }
            if self.advance_clock() {
                able = self.runnable();
            } else if able.is_empty() && self.unsure {
                return None;
            } else if able.is_empty() {
                ends::deadlock();
            } else {
                break;
            }
        }
        let mut was = was.filter(|thread| able.contains(thread));
        let interrupted = was.filter(|thread| self.thread(*thread).is_interrupted);
        if let Some(thread) = was.filter(|thread| self.thread(*thread).yields && able.len() > 1) {
            able.retain(|other| *other != thread);
            was = None;
            Self::put_first(&mut able, thread);
        } else {
            Self::put_first(&mut able, was.unwrap_or(0));
        }
        let chosen = match able[..] {
            [only] => only,
            _ => self.pick(was, interrupted, &able),
        };
        self.take_step(chosen);
        Some(chosen)
    }

    /// Whether other threads have taken more steps during a sleep than its length allows for: they may never wait, and
    /// may end only after the sleeper wakes up.
    fn has_overslept(&self) -> bool {
        self.threads.iter().any(|thread| {
            let ThreadState::Proposed(op) = thread.state else {
                return false;
            };
            let remaining = op.deadline.unwrap_or(0).saturating_sub(self.clock);
            let steps = self.steps - thread.proposed_at;
            let is_asleep = op.until == Until::Never && remaining > 0;
            is_asleep && steps >= MIN_STEPS_OF_A_SLEEP.max(remaining / NANOS_PER_STEP)
        })
    }

    /// Advances the clock to the end of the sleep that this thread begins, unless it may be waiting for what others do.
    fn wake_sleeper(&mut self, was: Option<u32>) {
        if let Some(was) = was
            && self.thread(was).in_a_row < MAX_STEPS_OF_A_SLEEPER
            && let ThreadState::Proposed(op) = self.thread(was).state
            && op.until == Until::Never
            && let Some(deadline) = op.deadline
        {
            self.clock = self.clock.max(deadline);
        }
    }

    /// Records once for each thread that it is blocked.
    fn record_blocked_threads(&mut self) {
        if !record::with_lines() {
            return;
        }
        for index in 0..self.threads.len() {
            let number = u32::try_from(index).unwrap_or(u32::MAX);
            let thread = self.thread(number);
            if let (ThreadState::Proposed(op), false) = (thread.state, thread.waits)
                && !self.can_step(number, &op)
            {
                record::blocked(number, &op, thread.place.as_ref(), &thread.path);
                self.thread_mut(number).waits = true;
            }
        }
    }

    /// Records the last access of each thread that can run, other than yielding. For this thread, that is what it does
    /// now.
    fn record_last_accesses(&self) {
        if !record::with_lines() {
            return;
        }
        for (number, thread) in (0..).zip(&self.threads) {
            let is_there = !matches!(thread.state, ThreadState::Exited | ThreadState::NotStarted);
            if let (Some((op, place)), true, false) = (&thread.last, is_there, thread.waits) {
                let path = if number == me() {
                    CallPath::always()
                } else {
                    CallPath::default()
                };
                record::last_access(number, op, place.as_ref(), &path);
            }
        }
    }

    /// Moves the default choice to the front: the running thread, or else the next by number.
    fn put_first(able: &mut [u32], first: u32) {
        let from = able.iter().position(|thread| *thread >= first);
        able.rotate_left(from.unwrap_or(0));
    }

    fn pick(&mut self, was: Option<u32>, interrupted: Option<u32>, able: &[u32]) -> u32 {
        let chosen = match self.choices.pop_front() {
            Some(wanted) if able.contains(&wanted) => wanted,
            Some(wanted) => ends::diverged(wanted, able),
            None => match &mut self.rng {
                Some(rng) => match settings().switches {
                    Some(steps) if was.is_some() && rng.below(steps) > 0 => able[0],
                    _ => able[rng.below(able.len())],
                },
                None => able[0],
            },
        };
        let number =
            |thread: Option<u32>| thread.map_or("null".to_owned(), |thread| thread.to_string());
        // Without lines, other schedules are derived from this one. Otherwise it is only replayed.
        let known = if record::with_lines() { 1 } else { able.len() };
        let candidates: Vec<String> = able
            .iter()
            .take(known)
            .map(|thread| format!("[{thread},{}]", self.history_after(*thread)))
            .collect();
        let line = JsonLine::new("choice")
            .raw("running", number(was))
            .raw("interrupted", number(interrupted))
            .raw("chosen", chosen)
            .raw("candidates", format_args!("[{}]", candidates.join(",")));
        record::write_choice(line);
        chosen
    }

    fn take_step(&mut self, number: u32) {
        let step = self.step_of(number);
        self.history = self.history.wrapping_add(step);
        let state = ::std::mem::replace(&mut self.thread_mut(number).state, ThreadState::Running);
        let thread = self.thread_mut(number);
        thread.history = step;
        (thread.yields, thread.spins) = (false, false);
        self.steps += 1;
        self.idle_steps_before = self.idle_steps;
        self.idle_steps += 1;
        if let ThreadState::Proposed(op) = state {
            let in_time = self.holds(number, &op);
            self.note(number, in_time);
            if ::std::mem::take(&mut self.thread_mut(number).waits) {
                record::resumed(number, &op, !in_time);
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
                self.has_changed = true;
            }
        }
        if self.has_thread_away() {
            // The others may poll for what it does.
            self.idle_steps = 0;
        }
        if self.steps > settings().max_steps || self.idle_steps >= MAX_IDLE_STEPS_OF_A_RUN {
            record::reopen();
            self.record_last_accesses();
            ends::step_limit_reached(self.idle_steps);
        }
        if self.steps.is_multiple_of(STEPS_PER_LOOK_AT_THE_TIME) && self.is_out_of_time() {
            record::reopen();
            ends::time_limit_reached();
        }
    }
}
