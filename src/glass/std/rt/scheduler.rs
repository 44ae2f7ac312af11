//! Who goes on. One thread runs at a time; before each step that others could notice, one is chosen of those that
//! can take theirs.
//!
//! Left to itself it lets a thread go on until it has to wait. The choices of the environment come first, then, with
//! a seed, the dice.

mod candidates;
mod choosing;
mod ends;
mod shared;

pub(super) use ends::{end, exit, never_started};
pub(super) use shared::{
    CLOCK, arrive, clock, end_of, expect_thread, join_in, look_at_clock, new_object, parking_of,
    scheduler,
};

use super::object::Op;
use super::place::Place;
use super::record;
use ::std::panic::Location;
use shared::{Scheduler, Turn};

/// Takes a step of this thread, when it is its turn and what it waits for holds. False: its deadline came first.
pub(super) fn advance(me: u32, op: Op, yields: bool, caller: &'static Location<'static>) -> bool {
    // Looked up here, because only here it is this thread's own stack.
    let place = record::with_lines()
        .then(|| Place::of_call(caller))
        .flatten();
    let mut all = scheduler();
    if all.over {
        return true;
    }
    all.propose(me, op, place, yields);
    let next = all.choose(Some(me));
    if next == me {
        return all.was_in_time(me);
    }
    let mine = all.hand_on(me, next);
    drop(all);
    mine.wait();
    scheduler().was_in_time(me)
}

impl Scheduler {
    /// Lets another thread go on; gives what this one waits with.
    fn hand_on(&mut self, from: u32, to: u32) -> Turn {
        let thread = self.thread_mut(from);
        thread.in_a_row = 0;
        let mine = thread.turn.clone();
        self.thread(to).turn.give();
        mine
    }
}
