//! Numbers threads, and tells the scheduler and the record when one starts, panics or exits.

use super::json_line::JsonLine;
use super::object::Id;
use super::place::{CallPath, Place};
use super::record::{self, count_event, with_lines, write_event, write_line};
use super::{live, scheduler, watchdog};
use ::std::cell::Cell;
use ::std::panic::Location;
use ::std::sync::Once;
use ::std::sync::atomic::{AtomicBool, Ordering};

/// The value of `ME` before the thread has a number.
const UNNUMBERED: u32 = u32::MAX;

static SEVERAL: AtomicBool = AtomicBool::new(false);

::std::thread_local! {
    static ME: Cell<u32> = const { Cell::new(UNNUMBERED) };
    /// Dropped after all thread-locals that are created later, because the newest is dropped first.
    static EXIT: ThreadExit = const { ThreadExit(()) };
    /// Whether the program spawned it, so that it is not the main thread, whatever its name is.
    static WAS_SPAWNED: Cell<bool> = const { Cell::new(false) };
}

/// Tells the scheduler on drop that its thread exited, including its thread-locals.
pub(crate) struct ThreadExit(());

impl Drop for ThreadExit {
    fn drop(&mut self) {
        let number = ME.get();
        if number != UNNUMBERED {
            let is_main = !WAS_SPAWNED.get() && ::std::thread::current().name() == Some("main");
            scheduler::end(number, is_main);
        }
    }
}

/// Whether there was ever more than one thread.
pub(super) fn are_several() -> bool {
    SEVERAL.load(Ordering::Relaxed)
}

/// Returns the number of this thread, if it has one.
pub(super) fn number() -> Option<u32> {
    Some(ME.get()).filter(|number| *number != UNNUMBERED)
}

/// Returns the number of this thread. Registers the thread first, if it has none.
pub(crate) fn me() -> u32 {
    let number = ME.get();
    if number != UNNUMBERED {
        return number;
    }
    let (number, turn, may_go_on) = scheduler::register_current_thread();
    if number > 0 {
        SEVERAL.store(true, Ordering::Relaxed);
        watchdog::start();
    }
    ME.set(number);
    record_panics();
    joined(number);
    if number > 0 {
        // The scheduler did not start it, so nothing orders what it does before it uses a twin.
        record::write_always(JsonLine::new("foreign_thread"));
    }
    // While a thread exits, its thread-locals may be dropped already; then its exit is not recorded.
    let _ = EXIT.try_with(|_| ());
    if !may_go_on {
        turn.wait();
    }
    number
}

/// Registers this thread, unless it is registered already. It may have to wait for its turn.
pub(crate) fn ensure_registered() {
    me();
}

/// Returns the object whose level `unpark` of this thread raises.
pub(crate) fn parking() -> Id {
    scheduler::parking_of(me())
}

/// A thread that has a number but has not started.
#[derive(Debug)]
pub(crate) struct UnstartedThread {
    number: u32,
    started: bool,
}

/// Registers a thread that the caller is about to start.
#[track_caller]
pub(super) fn register_thread(name: Option<&str>) -> UnstartedThread {
    let parent = me();
    let number = scheduler::register_child(parent);
    SEVERAL.store(true, Ordering::Relaxed);
    watchdog::start();
    spawned(number, name, Location::caller());
    UnstartedThread {
        number,
        started: false,
    }
}

impl UnstartedThread {
    /// Returns the object whose level rises to 1 when the thread exits.
    pub(crate) fn end(&self) -> Id {
        scheduler::end_of(self.number)
    }

    /// Returns the object whose level its `unpark` raises.
    pub(crate) fn parking(&self) -> Id {
        scheduler::parking_of(self.number)
    }

    /// Waits until the new thread is scheduled. It must call this before anything else.
    pub(crate) fn start(mut self) {
        self.started = true;
        ME.set(self.number);
        WAS_SPAWNED.set(true);
        let _ = EXIT.try_with(|_| ());
        scheduler::arrive(self.number).wait();
    }
}

impl Drop for UnstartedThread {
    fn drop(&mut self) {
        // The system could not start the thread.
        if !self.started {
            scheduler::never_started(self.number);
        }
    }
}

/// Announces that this thread ends the process, so that no other thread is scheduled.
#[track_caller]
pub(crate) fn announce_exit() {
    scheduler::exit(me());
}

/// Records a thread that this crate did not start, such as the main thread.
fn joined(thread: u32) {
    if with_lines() {
        add(thread_line("joined", thread));
    }
}

/// Records that a thread is about to start.
fn spawned(child: u32, name: Option<&str>, caller: &'static Location<'static>) {
    if with_lines() {
        let mut line = thread_line("spawned", child).raw("parent", me());
        if let Some(name) = name {
            line = line.text("name", name);
        }
        add(line.at(Place::of_call(caller).as_ref()));
    }
}

fn add(line: JsonLine) {
    let line = line.finish();
    live::add_thread(&line);
    if count_event() {
        write_line(&line);
    }
}

/// Starts a line about a new thread, with the objects for its exit and its parking.
fn thread_line(name: &str, thread: u32) -> JsonLine {
    JsonLine::new(name)
        .raw("thread", thread)
        .raw("end", scheduler::end_of(thread).number())
        .raw("parking", scheduler::parking_of(thread).number())
}

/// Sets a hook, once, that records each panic and then calls the program's own hook.
fn record_panics() {
    static SET: Once = Once::new();
    // A panicking thread must not change the hook.
    if record::with_lines() && !::std::thread::panicking() {
        SET.call_once(set_panic_hook);
    }
}

fn set_panic_hook() {
    let before = ::std::panic::take_hook();
    ::std::panic::set_hook(Box::new(move |panic| {
        let mut line = JsonLine::new("panicked").raw("thread", me());
        let payload = panic.payload();
        let said = payload.downcast_ref::<&str>().copied();
        let said = said.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        if let Some(said) = said {
            line = line.text("message", said);
        }
        record::reopen();
        if count_event() {
            let path = CallPath::always();
            write_event(line.at(path.place()).called_by(&path));
        }
        before(panic);
    }));
}
