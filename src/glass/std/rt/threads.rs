//! Threads by number: who is who, how one comes to be, and what is told when one ends.

use super::{Id, record, scheduler};
use ::std::cell::Cell;
use ::std::panic::Location;
use ::std::sync::Arc;
use ::std::sync::atomic::{AtomicBool, Ordering};
use ::std::thread::Thread;

/// Not numbered yet.
const NOBODY: u32 = u32::MAX;

::std::thread_local! {
    static ME: Cell<u32> = const { Cell::new(NOBODY) };
    /// Dropped after all thread-locals that the thread makes later, because the last made is dropped first.
    static LIFE: Life = const { Life(()) };
    /// It was started by another one, so it is not the first, whatever its name is.
    static WAS_BORN: Cell<bool> = const { Cell::new(false) };
}

/// Tells the scheduler that its thread has ended, thread-locals included.
pub(crate) struct Life(());

impl Drop for Life {
    fn drop(&mut self) {
        let number = ME.get();
        if number != NOBODY {
            let is_main = !WAS_BORN.get() && ::std::thread::current().name() == Some("main");
            scheduler::end(number, is_main);
        }
    }
}

/// The number of this thread. A thread that the scheduler has not met joins in.
pub(crate) fn me() -> u32 {
    let number = ME.get();
    if number != NOBODY {
        return number;
    }
    let (number, turn, may_go_on) = scheduler::join_in();
    ME.set(number);
    record::joined(number);
    // While a thread ends, its thread-locals may be gone already: then nobody tells of its end.
    let _ = LIFE.try_with(|_| ());
    if !may_go_on {
        turn.wait();
    }
    number
}

/// What `unpark` of this thread raises.
pub(crate) fn parking() -> Id {
    scheduler::parking_of(me())
}

/// How a thread waits until it may go on. Given and arrived at only while the scheduler is locked, so that neither
/// can miss the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Turn {
    mine: Arc<AtomicBool>,
    thread: Option<Thread>,
}

impl Turn {
    /// The thread is there now, and can be woken.
    pub(super) fn arrive(&mut self) {
        self.thread = Some(::std::thread::current());
    }

    /// Waits until it is given.
    pub(super) fn wait(&self) {
        while !self.mine.swap(false, Ordering::Acquire) {
            ::std::thread::park();
        }
    }

    /// Lets the thread go on.
    pub(super) fn give(&self) {
        self.mine.store(true, Ordering::Release);
        if let Some(thread) = &self.thread {
            thread.unpark();
        }
    }
}

/// A thread that has a number and has not started yet.
#[derive(Debug)]
pub(crate) struct Newborn {
    number: u32,
    started: bool,
}

/// Numbers a thread that the caller is about to start.
#[track_caller]
pub(crate) fn newborn(name: Option<&str>) -> Newborn {
    me();
    let number = scheduler::expect_thread();
    record::spawned(number, name, Location::caller());
    Newborn {
        number,
        started: false,
    }
}

impl Newborn {
    /// What others can wait for: its level rises to 1 when the thread has ended.
    pub(crate) fn end(&self) -> Id {
        scheduler::end_of(self.number)
    }

    /// What its `unpark` raises.
    pub(crate) fn parking(&self) -> Id {
        scheduler::parking_of(self.number)
    }

    /// Called by the thread itself, first of all: waits for its first turn.
    pub(crate) fn start(mut self) {
        self.started = true;
        ME.set(self.number);
        WAS_BORN.set(true);
        let _ = LIFE.try_with(|_| ());
        scheduler::arrive(self.number).wait();
    }
}

impl Drop for Newborn {
    fn drop(&mut self) {
        // The system had no thread to give.
        if !self.started {
            scheduler::never_started(self.number);
        }
    }
}

/// The program ends here and now, without going back to anybody: nobody else gets a turn.
#[track_caller]
pub(crate) fn announce_end() {
    scheduler::exit();
}
