//! Threads by number: who is who, how one comes to be, and what is told when one ends.

use super::object::Id;
use super::place::Place;
use super::record::{self, Line, event, has_room};
use super::scheduler;
use ::std::cell::Cell;
use ::std::panic::Location;
use ::std::sync::Once;

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
    listen_to_panics();
    joined(number);
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

/// A thread that has a number and has not started yet.
#[derive(Debug)]
pub(crate) struct Newborn {
    number: u32,
    started: bool,
}

/// Numbers a thread that the caller is about to start.
#[track_caller]
pub(crate) fn newborn(name: Option<&str>) -> Newborn {
    let parent = me();
    let number = scheduler::expect_thread(parent);
    spawned(number, name, Location::caller());
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
    scheduler::exit(me());
}

/// A thread that this crate did not start, such as the first.
fn joined(thread: u32) {
    if has_room() {
        event(met("joined", thread));
    }
}

/// A thread is about to be started.
fn spawned(child: u32, name: Option<&str>, caller: &'static Location<'static>) {
    if has_room() {
        let mut line = met("spawned", child).raw("by", me());
        if let Some(name) = name {
            line = line.text("name", name);
        }
        event(line.at(Place::of_call(caller).as_ref()));
    }
}

/// A new thread, and the cells that stand for its end and its parking.
fn met(name: &str, thread: u32) -> Line {
    Line::new(name)
        .raw("thread", thread)
        .raw("end", scheduler::end_of(thread).number())
        .raw("parking", scheduler::parking_of(thread).number())
}

/// Sets a hook, once, that writes down where a panic came from, before the program's own hook speaks.
fn listen_to_panics() {
    static SET: Once = Once::new();
    // A thread that unwinds already may not change the hook.
    if record::with_lines() && !::std::thread::panicking() {
        SET.call_once(set_panic_hook);
    }
}

fn set_panic_hook() {
    let before = ::std::panic::take_hook();
    ::std::panic::set_hook(Box::new(move |panic| {
        let mut line = Line::new("panicked").raw("thread", me());
        let payload = panic.payload();
        let said = payload.downcast_ref::<&str>().copied();
        let said = said.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        if let Some(said) = said {
            line = line.text("message", said);
        }
        event(line.at(Place::innermost().as_ref()));
        before(panic);
    }));
}
