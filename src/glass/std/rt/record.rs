//! What is written down, a line at a time, so that it is there also after an abort or a kill.

use super::line::Line;
use super::marks::Hold;
use super::op::Op;
use super::place::Place;
use super::settings::settings;
use super::{Id, scheduler, statics, threads};
use ::std::fs::File;
use ::std::io::Write;
use ::std::panic::Location;
use ::std::sync::atomic::{AtomicBool, Ordering};
use ::std::sync::{Mutex, OnceLock, PoisonError};

struct Record {
    file: File,
    /// How many more events are written.
    left: u64,
}

/// Set when so many events were written as are let in.
static FULL: AtomicBool = AtomicBool::new(false);

fn record() -> Option<&'static Mutex<Record>> {
    static RECORD: OnceLock<Option<Mutex<Record>>> = OnceLock::new();
    RECORD.get_or_init(open).as_ref()
}

fn open() -> Option<Mutex<Record>> {
    let path = settings().out.as_ref()?;
    let file = File::options().append(true).create(true).open(path).ok()?;
    // A thread that unwinds already may not change the hook.
    if settings().lines && !::std::thread::panicking() {
        listen_to_panics();
    }
    Some(Mutex::new(Record {
        file,
        left: settings().most_events,
    }))
}

/// Whether borrows and locks are recorded with their lines.
pub(super) fn with_lines() -> bool {
    settings().lines && record().is_some()
}

/// Whether events are still written; if not, nobody need look for their lines.
pub(super) fn has_room() -> bool {
    with_lines() && !FULL.load(Ordering::Relaxed)
}

/// Writes what must not be cut: choices, and how the run ended.
pub(super) fn always(line: Line) {
    if let Some(record) = record() {
        let mut record = record.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = record.file.write_all(line.finish().as_bytes());
    }
}

/// Writes an event, unless there were too many.
fn event(line: Line) {
    let Some(record) = record() else { return };
    let mut record = record.lock().unwrap_or_else(PoisonError::into_inner);
    let text = match record.left {
        0 => return,
        1 => Line::new("cut").finish(),
        _ => line.finish(),
    };
    record.left -= 1;
    FULL.store(record.left == 0, Ordering::Relaxed);
    let _ = record.file.write_all(text.as_bytes());
}

/// Begins a line about a cell and the thread that is at it.
fn about(name: &str, cell: Id) -> Line {
    Line::new(name)
        .raw("cell", cell.number())
        .raw("thread", threads::me())
}

pub(super) fn made(
    cell: Id,
    kind: &str,
    of: &str,
    made: &'static Location<'static>,
    address: usize,
    owns: bool,
) {
    if has_room() {
        let line = about("made", cell)
            .text("kind", kind)
            .text("of", of)
            .raw("owns", owns)
            .raw("fixed", statics::contain(address));
        // Written down at its first use: if std made it, as `Vec::clone` does, the stack no longer says for whom.
        event(line.at(Place::if_own(made).as_ref()));
    }
}

pub(super) fn dropped(cell: Id) {
    if has_room() {
        event(about("dropped", cell).at(Place::innermost().as_ref()));
    }
}

/// A thread that this crate did not start, such as the first.
pub(super) fn joined(thread: u32) {
    if has_room() {
        event(met("joined", thread));
    }
}

/// A thread is about to be started.
pub(super) fn spawned(child: u32, name: Option<&str>, caller: &'static Location<'static>) {
    if has_room() {
        let mut line = met("spawned", child).raw("by", threads::me());
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

/// A thread came to its end.
pub(super) fn stopped(thread: u32) {
    if has_room() {
        event(Line::new("stopped").raw("thread", thread));
    }
}

pub(super) fn began(
    guard: u32,
    cell: Id,
    how: Hold,
    state: (u32, bool),
    caller: &'static Location<'static>,
) {
    let line = about("began", cell)
        .raw("guard", guard)
        .text("how", how.word())
        .raw("readers", state.0)
        .raw("writer", state.1);
    event(line.at(Place::of_call(caller).as_ref()));
}

pub(super) fn ended(guard: u32, cell: Id, state: (u32, bool), place: Option<&Place>) {
    let line = about("ended", cell)
        .raw("guard", guard)
        .raw("unwinding", ::std::thread::panicking())
        .raw("readers", state.0)
        .raw("writer", state.1);
    event(line.at(place));
}

/// Somebody asked for a guard and did not get it.
#[track_caller]
pub(crate) fn refused(cell: Id, how: Hold, panics: bool) {
    if has_room() {
        let line = about("refused", cell)
            .text("how", how.word())
            .raw("panics", panics);
        event(line.at(Place::of_call(Location::caller()).as_ref()));
    }
}

/// Something else was done with a cell: `load`, `send`, `notify_one`…, and the value that went in or came out.
#[track_caller]
pub(crate) fn did(cell: Id, what: &str, value: Option<&dyn ::std::fmt::Debug>) {
    if has_room() {
        let mut line = about("did", cell).text("what", what);
        if let Some(value) = value {
            line = line.text("value", &format!("{value:?}"));
        }
        event(line.at(Place::of_call(Location::caller()).as_ref()));
    }
}

/// A guard, or the one who made a value, came to its end in a panic and left its cell poisoned.
pub(crate) fn poisoned(cell: Id) {
    if has_room() {
        event(about("poisoned", cell).at(Place::innermost().as_ref()));
    }
}

/// A thread cannot go on.
pub(super) fn waits(thread: u32, op: &Op, place: Option<&Place>) {
    let line = Line::new("waits")
        .raw("cell", op.on.number())
        .raw("thread", thread)
        .text("what", op.what)
        .raw("for_a_time", op.deadline.is_some());
    event(line.at(place));
}

/// A thread that waited goes on.
pub(super) fn goes(thread: u32, op: &Op, in_time: bool) {
    let line = Line::new("goes")
        .raw("cell", op.on.number())
        .raw("thread", thread)
        .raw("in_time", in_time);
    event(line);
}

/// What a thread looked at last in a run that never ends: written also where the record was cut before.
pub(super) fn looks(thread: u32, op: &Op, place: Option<&Place>) {
    let line = Line::new("looks")
        .raw("cell", op.on.number())
        .raw("thread", thread)
        .text("what", op.what);
    always(line.at(place));
}

/// A hook that writes down where a panic came from, before the program's own hook speaks.
fn listen_to_panics() {
    let before = ::std::panic::take_hook();
    ::std::panic::set_hook(Box::new(move |panic| {
        let mut line = Line::new("panicked").raw("thread", threads::me());
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
