//! How cells, guards and threads are called.

use crate::verdict::{AccessMode, Trace, TracedCell};

/// What a thread is called: `main`, its own name, or `thread 1`.
#[must_use]
pub fn thread_name(trace: &Trace, thread: u32) -> String {
    let known = trace.threads.iter().find(|seen| seen.id == thread);
    known.map_or_else(|| format!("thread {thread}"), |seen| seen.name.clone())
}

/// What a cell is called: its variable, or its type and the line where it was made.
#[must_use]
pub fn cell_name(trace: &Trace, cell: u32) -> String {
    if let Some(seen) = trace.cells.iter().find(|seen| seen.id == cell) {
        let number = trace
            .number(seen)
            .map_or(String::new(), |number| format!(" {number}"));
        return match (&seen.name, &seen.made) {
            (Some(name), _) => format!("{name}{number}"),
            (None, Some(made)) => format!("{}{number} of line {}", seen.kind, made.line),
            (None, None) => format!("{}{number}", seen.kind),
        };
    }
    let of_thread = |wanted: &dyn Fn(&crate::verdict::TracedThread) -> bool| {
        trace.threads.iter().find(|thread| wanted(thread))
    };
    if let Some(thread) = of_thread(&|thread| thread.end == cell) {
        return thread.name.clone();
    }
    if of_thread(&|thread| thread.parking == cell).is_some() {
        return "its unpark".to_owned();
    }
    "the clock".to_owned()
}

/// The letter of a guard: what it may do.
pub(super) fn letter(cell: Option<&TracedCell>, access: AccessMode) -> char {
    let is_lock = cell.is_some_and(|cell| cell.kind == "Mutex");
    match access {
        _ if is_lock => 'L',
        AccessMode::Shared => 'R',
        AccessMode::Exclusive => 'W',
    }
}

/// What a guard of this kind does with the cell.
pub(super) fn verb(letter: char) -> &'static str {
    match letter {
        'L' => "locks",
        'R' => "reads",
        _ => "writes",
    }
}
