//! What cells, guards and threads are called.

use crate::text::plural;
use crate::verdict::{AccessMode, Guards, Place, Trace, TracedCell, TracedThread};

/// `7`, or `7 of the test` for a line of a hidden test.
pub(super) fn line_number(place: &Place) -> String {
    let of_test = if place.is_in_test() {
        " of the test"
    } else {
        ""
    };
    format!("{}{of_test}", place.line)
}

/// What a thread is called: `main`, its own name, or `thread 1`.
pub(super) fn thread_name(trace: &Trace, thread: u32) -> String {
    let known = trace.threads.iter().find(|seen| seen.id == thread);
    known.map_or_else(|| format!("thread {thread}"), |seen| seen.name.clone())
}

/// What a cell is called: its variable, or its type and the line where it was made.
#[must_use]
pub fn cell_name(trace: &Trace, cell: u32) -> String {
    if let Some(seen) = trace.cells.iter().find(|seen| seen.id == cell) {
        let number = trace.number(seen);
        let number = number.map_or(String::new(), |number| format!(" {number}"));
        return match (&seen.name, &seen.made) {
            (Some(name), _) => format!("`{name}`{number}"),
            (None, Some(made)) => {
                format!("{}{number} from line {}", seen.kind, line_number(made))
            }
            (None, None) => format!("{}{number}", seen.kind),
        };
    }
    let thread = |wanted: &dyn Fn(&TracedThread) -> bool| {
        let mut threads = trace.threads.iter();
        threads.find(|thread| wanted(thread))
    };
    if let Some(thread) = thread(&|thread| thread.end == cell) {
        return thread.name.clone();
    }
    if thread(&|thread| thread.parking == cell).is_some() {
        return "its `unpark`".to_owned();
    }
    "the clock".to_owned()
}

/// The type of a cell with its article: `a Mutex<i32>`, `an AtomicU64`, `a Condvar`.
pub(super) fn a_type(cell: &TracedCell) -> String {
    let article = cell.article();
    match cell.of.as_str() {
        "()" => format!("{article} {}", cell.kind),
        _ if cell.kind.starts_with("Atomic") => format!("{article} {}", cell.kind),
        of => format!("{article} {}<{of}>", cell.kind),
    }
}

/// Whether a cell is a lock, and not a `RefCell`.
pub(super) fn is_lock(cell: Option<&TracedCell>) -> bool {
    cell.is_some_and(|cell| ["Mutex", "RwLock", "ReentrantLock"].contains(&cell.kind.as_str()))
}

/// What a guard of this kind is called.
pub(super) fn guard(cell: Option<&TracedCell>, access: AccessMode) -> &'static str {
    match access {
        _ if cell.is_some_and(|cell| cell.kind == "Mutex") => "lock",
        AccessMode::Shared => "read guard",
        AccessMode::Exclusive => "write guard",
    }
}

/// What a thread does that gets a guard of this kind: `borrows`, and what follows the name of the cell.
pub(super) fn acquires(
    cell: Option<&TracedCell>,
    access: AccessMode,
) -> (&'static str, &'static str) {
    match access {
        _ if cell.is_some_and(|cell| cell.kind == "Mutex") => ("locks", ""),
        AccessMode::Shared if is_lock(cell) => ("locks", " for reading"),
        AccessMode::Exclusive if is_lock(cell) => ("locks", " for writing"),
        AccessMode::Shared => ("borrows", ""),
        AccessMode::Exclusive => ("borrows", " mutably"),
    }
}

/// What is said of a cell at a moment: `is free`, `has 2 read guards`.
pub(super) fn is_or_has(cell: Option<&TracedCell>, guards: Guards) -> String {
    let state = state_of(cell, guards);
    let verb = if state.starts_with(|letter: char| letter.is_ascii_digit()) {
        "has"
    } else {
        "is"
    };
    format!("{verb} {state}")
}

/// The guards of a cell at a moment: `free`, `locked`, `2 read guards`.
pub(super) fn state_of(cell: Option<&TracedCell>, guards: Guards) -> String {
    match (guards.writer, guards.readers) {
        (true, _) if cell.is_some_and(|cell| cell.kind == "Mutex") => "locked".to_owned(),
        (true, _) => "1 write guard".to_owned(),
        (false, 0) => "free".to_owned(),
        (false, readers) => plural(usize::try_from(readers).unwrap_or(usize::MAX), "read guard"),
    }
}
