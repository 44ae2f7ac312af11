//! The scheduler. One thread runs at a time; before each step that other threads could observe, the scheduler chooses
//! among the threads that can take theirs.
//!
//! By default a thread runs until it has to wait. The choices from the environment come first; with a seed, random
//! choices follow.

mod candidates;
mod choosing;
mod ends;
mod shared;
mod watching;

pub(super) use ends::{end, exit, never_started, pointer_cast};
pub(super) use shared::{
    CLOCK, arrive, clock, end_of, is_near_a_switch, new_object, parking_of, read_clock,
    register_child, register_current_thread, scheduler,
};

pub(super) use watching::{Watched, take_turn_away, watched};

use super::object::Op;
use super::place::{CallPath, Place};
use super::record;
use ::std::panic::Location;
use shared::{Scheduler, Turn};

/// Takes a step of this thread when it is scheduled and its condition holds. Returns false if the step timed out.
pub(super) fn advance(me: u32, op: Op, yields: bool, caller: &'static Location<'static>) -> bool {
    let with_lines = record::with_lines();
    let mut place = Place::if_own(caller).filter(|_| with_lines);
    let mut all = scheduler();
    // A backtrace takes a long time, so it is captured only for a step that may have to wait. It must be captured on
    // this thread.
    let mut path = CallPath::default();
    if with_lines && all.may_wait(me, &op) {
        path = CallPath::of_wait();
        place = place.or_else(|| path.place().cloned().or_else(Place::innermost));
    }
    if all.over {
        return true;
    }
    let must_wait = all.come_back(me);
    all.propose(me, op, (place, path), yields);
    let next = if must_wait {
        None
    } else {
        all.choose(Some(me))
    };
    if next == Some(me) {
        return all.was_in_time(me);
    }
    let mine = all.hand_over(me, next);
    drop(all);
    mine.wait();
    scheduler().was_in_time(me)
}

impl Scheduler {
    /// Schedules another thread, if one can run. Returns what this one waits on.
    fn hand_over(&mut self, from: u32, to: Option<u32>) -> Turn {
        let thread = self.thread_mut(from);
        thread.in_a_row = 0;
        let mine = thread.turn.clone();
        if let Some(to) = to {
            self.thread(to).turn.give();
        }
        mine
    }
}
