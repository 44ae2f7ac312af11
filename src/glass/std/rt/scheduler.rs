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
};
pub(crate) use shared::{idle, lower, raise, take_waiter, wait_in_line};

use super::place::Place;
use super::threads::Turn;
use super::{Op, me, record};
use ::std::panic::Location;
use shared::{Scheduler, scheduler};

/// Takes a step, when it is this thread's turn and what it waits for holds. False: its deadline came first.
#[track_caller]
pub(crate) fn step(op: Op) -> bool {
    advance(op, false, Location::caller())
}

/// Lets others go on first, if there are any that can.
#[track_caller]
pub(crate) fn yields() {
    let me = me();
    advance(Op::reads(end_of(me), "yield"), true, Location::caller());
}

/// Gives back what was held alone, or together with others.
pub(crate) fn leave(held: super::Id, how: super::Hold) {
    match how {
        super::Hold::Alone => {
            step(Op::writes(held, "unlock"));
            give_back(held);
        }
        super::Hold::Shared => {
            step(Op::reads(held, "unlock"));
            let object = &mut *scheduler();
            let object = object.object(held);
            object.readers = object.readers.saturating_sub(1);
        }
    }
}

/// Takes something alone, if it is free, without a step: where its order among other steps shall not be explored.
pub(crate) fn take_if_free(id: super::Id) -> bool {
    let me = me();
    let mut all = scheduler();
    let object = all.object(id);
    let free = object.writer.is_none() && object.readers == 0;
    if free {
        object.writer = Some(me);
    }
    free
}

/// Gives back what was held alone, without a step: for locks that nobody can find taken without waiting for them.
pub(crate) fn give_back(held: super::Id) {
    scheduler().object(held).writer = None;
}

/// Goes on as a reader of what was held alone, before any writer that waits for it.
#[track_caller]
pub(crate) fn downgrade(held: super::Id) {
    step(Op::writes(held, "downgrade"));
    let object = &mut *scheduler();
    let object = object.object(held);
    object.writer = None;
    object.readers += 1;
}

#[track_caller]
fn advance(op: Op, yields: bool, caller: &'static Location<'static>) -> bool {
    let me = me();
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
