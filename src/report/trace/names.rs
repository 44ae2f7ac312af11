//! Names cells, guards and threads.

use crate::text::{capitalize, list, plural};
use crate::verdict::{
    AccessMode, CellKind, Disambiguation, EventKind, Guards, Place, SharedAccess, Trace,
    TraceEvent, TracedAction, TracedCell, TracedThread,
};
use std::collections::BTreeSet;

/// Returns `7`, or `7 of the test` for a line of a hidden test.
pub(in crate::report) fn line_number(place: &Place) -> String {
    let of_test = if place.is_in_test() {
        " of the test"
    } else {
        ""
    };
    format!("{}{of_test}", place.line)
}

/// Returns `line 7`; `line 7 of the test` for a hidden test. In a file other than the one that the trace is about:
/// `src/store.rs:7`.
pub(super) fn line_text(trace: &Trace, place: &Place) -> String {
    if is_in_its_file(trace, place) {
        format!("line {}", line_number(place))
    } else {
        format!("{}:{}", place.file, place.line)
    }
}

fn is_in_its_file(trace: &Trace, place: &Place) -> bool {
    place.is_in_test() || trace.file == place.file
}

/// Returns ` on line 7`, ` at src/store.rs:7`, or nothing without a place.
pub(in crate::report) fn on_line(trace: &Trace, place: Option<&Place>) -> String {
    place.map_or(String::new(), |place| on_line_text(trace, place))
}

/// Returns ` on line 7`, ` at src/store.rs:7`.
pub(super) fn on_line_text(trace: &Trace, place: &Place) -> String {
    let preposition = if is_in_its_file(trace, place) {
        "on"
    } else {
        "at"
    };
    format!(" {preposition} {}", line_text(trace, place))
}

/// Returns ` since line 7`, or nothing without a place.
pub(super) fn since_line(trace: &Trace, place: Option<&Place>) -> String {
    place.map_or(String::new(), |place| {
        format!(" since {}", line_text(trace, place))
    })
}

/// Returns `the main thread`, `the test`, `thread 1`, or `thread` with its name.
pub(in crate::report) fn thread_in_a_sentence(trace: &Trace, thread: u32) -> String {
    match thread_name(trace, thread).as_str() {
        "main" => "the main thread".to_owned(),
        "test" if thread == 0 => "the test".to_owned(),
        name if name == format!("thread {thread}") => name.to_owned(),
        name => format!("thread `{name}`"),
    }
}

/// Returns a short name of a thread: `main`, `the test`, `thread 1`.
pub(in crate::report) fn thread_in_brief(trace: &Trace, thread: u32) -> String {
    match thread_name(trace, thread).as_str() {
        "test" if thread == 0 => "the test".to_owned(),
        name => name.to_owned(),
    }
}

/// Returns `threads 1 and 2`, `threads 11 to 15`, or each by its name.
pub(super) fn threads_in_a_sentence(trace: &Trace, threads: &[u32]) -> String {
    let names: Vec<String> = threads
        .iter()
        .map(|thread| thread_in_a_sentence(trace, *thread))
        .collect();
    let are_numbered = threads
        .iter()
        .zip(&names)
        .all(|(thread, name)| *name == format!("thread {thread}"));
    let numbers: Vec<String> = threads.iter().map(u32::to_string).collect();
    let are_in_a_row = threads.windows(2).all(|pair| pair[0] + 1 == pair[1]);
    match numbers.as_slice() {
        [first, _, .., last] if are_numbered && are_in_a_row => {
            format!("threads {first} to {last}")
        }
        [_, _, ..] if are_numbered => format!("threads {}", list(&numbers)),
        _ => list(&names),
    }
}

pub(super) fn cell_kind(trace: &Trace, cell: u32) -> Option<CellKind> {
    let known = trace.cells.iter().find(|seen| seen.id == cell);
    known.map(|seen| seen.kind)
}

/// Returns the name of a cell, or where it was created: `the Mutex created on line 3`.
pub(super) fn cell_in_a_sentence(trace: &Trace, cell: u32) -> String {
    let Some(cell) = trace.cells.iter().find(|seen| seen.id == cell) else {
        return "something".to_owned();
    };
    let number = cell.disambiguation.and_then(|which| which.number);
    match (&cell.name, &cell.created_at, number) {
        (Some(name), ..) => disambiguated(trace, name, cell, cell.disambiguation),
        (None, Some(made), None) => {
            format!("the {} created{}", cell.kind, on_line_text(trace, made))
        }
        (None, Some(made), Some(number)) => {
            format!(
                "{} number {number} of those created{}",
                cell.kind,
                on_line_text(trace, made)
            )
        }
        (None, None, _) => match cell.kind {
            CellKind::Stdout => "standard output".to_owned(),
            CellKind::Stderr => "standard error".to_owned(),
            CellKind::Stdin => "standard input".to_owned(),
            CellKind::RefCell
            | CellKind::OnceCell
            | CellKind::Mutex
            | CellKind::RwLock
            | CellKind::Once
            | CellKind::OnceLock
            | CellKind::LazyLock
            | CellKind::Condvar
            | CellKind::Barrier
            | CellKind::Channel
            | CellKind::Atomic(_) => format!("{} {}", cell.kind.article(), cell.kind),
        },
    }
}

/// Returns a name, and what distinguishes its cell from others: `` `port` 2 ``, `` `stop` (line 45) ``,
/// `` `forks[0]` of list 2 ``, `` `forks` B `` for an element whose index is not known.
fn disambiguated(
    trace: &Trace,
    name: &str,
    cell: &TracedCell,
    which: Option<Disambiguation>,
) -> String {
    let Some(which) = which else {
        return format!("`{name}`");
    };
    let number = which.number.map(|number| {
        if which.is_element && name.ends_with(']') {
            format!(" of list {number}")
        } else if which.is_element {
            format!(" {}", letters(number))
        } else {
            format!(" {number}")
        }
    });
    let made = cell.created_at.as_ref().filter(|_| which.by_line);
    let made = made.map(|made| format!(" ({})", line_text(trace, made)));
    format!(
        "`{name}`{}{}",
        number.unwrap_or_default(),
        made.unwrap_or_default()
    )
}

/// Says where the lists that a text distinguishes by number are first used, in a sentence after a space.
pub(super) fn numbered_lists(trace: &Trace, text: &str) -> String {
    let is_named = |cell: &TracedCell| {
        let name = cell_in_a_sentence(trace, cell.id);
        // `list 2` isn't part of `list 20`.
        let mut after = text.split(&name).skip(1);
        after.any(|rest| !rest.starts_with(|next: char| next.is_ascii_digit()))
    };
    let lists = trace
        .cells
        .iter()
        .filter_map(|cell| list_of(cell).filter(|_| is_named(cell)));
    let lists: BTreeSet<(&str, u32)> = lists.collect();
    let first_use = |(list, number): (&str, u32)| {
        let is_of_it = |event: &&TraceEvent| {
            event.kind != EventKind::Created
                && trace.cell(event).and_then(list_of) == Some((list, number))
        };
        let event = trace.events.iter().find(is_of_it)?;
        let outermost = event.calls.last().map(|call| &call.place);
        let at = on_line(trace, Some(outermost.or(event.place.as_ref())?));
        Some(format!("list {number} of `{list}` is first used{at}"))
    };
    let uses: Vec<String> = lists.into_iter().filter_map(first_use).collect();
    if uses.is_empty() {
        return String::new();
    }
    format!(" {}.", capitalize(&list(&uses)))
}

/// Returns the list that a cell is an element of, and the number of the list.
fn list_of(cell: &TracedCell) -> Option<(&str, u32)> {
    let which = cell.disambiguation.filter(|which| which.is_element)?;
    let (list, _) = cell.name.as_ref()?.strip_suffix(']')?.split_once('[')?;
    Some((list, which.number?))
}

/// Returns `A` for 1, `Z` for 26, `AA` for 27.
fn letters(number: u32) -> String {
    let mut rest = number;
    let mut letters = Vec::new();
    while rest > 0 {
        let letter = (rest - 1) % 26;
        letters.push(char::from_u32(u32::from(b'A') + letter).unwrap_or('?'));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Returns the name of a thread: `main`, its own, or `thread 1`.
pub(in crate::report) fn thread_name(trace: &Trace, thread: u32) -> String {
    let known = trace.threads.iter().find(|seen| seen.id == thread);
    known.map_or_else(|| format!("thread {thread}"), |seen| seen.name.clone())
}

/// Returns the name of the cell of an event; without one, where the cell was created. The receiver of a channel has its
/// own.
pub(super) fn cell_of_event(trace: &Trace, event: &TraceEvent) -> Option<String> {
    receiver(trace, event).or_else(|| Some(cell_name(trace, event.cell?)))
}

/// Returns the cell of an event for a sentence: `the Mutex created on line 3`.
pub(super) fn cell_of_event_in_a_sentence(trace: &Trace, event: &TraceEvent) -> String {
    receiver(trace, event)
        .unwrap_or_else(|| cell_in_a_sentence(trace, event.cell.unwrap_or_default()))
}

/// Returns the cell of an access for a sentence. A long run may have lost the record of the cell, but not what this
/// line calls it.
pub(super) fn accessed_cell(trace: &Trace, cell: u32, access: &SharedAccess) -> String {
    let is_known = trace.cells.iter().any(|known| known.id == cell);
    let called = access.expression.as_ref().filter(|_| !is_known);
    called.map_or_else(
        || cell_in_a_sentence(trace, cell),
        |called| format!("`{called}`"),
    )
}

/// Returns the receiver of a channel, if an event is about that end, and the source names it.
fn receiver(trace: &Trace, event: &TraceEvent) -> Option<String> {
    let (EventKind::Blocked { action, .. } | EventKind::Operation { action, .. }) = &event.kind
    else {
        return None;
    };
    let is_of_receiver = action.receives() || *action == TracedAction::DropReceiver;
    let cell = trace.cell(event).filter(|_| is_of_receiver)?;
    let name = cell.receiver.as_ref()?;
    Some(disambiguated(trace, name, cell, cell.disambiguation))
}

/// Returns the name of a cell: its variable, or its type and the line that created it.
#[must_use]
pub fn cell_name(trace: &Trace, cell: u32) -> String {
    if let Some(seen) = trace.cells.iter().find(|seen| seen.id == cell) {
        let number = seen.disambiguation.and_then(|which| which.number);
        let number = number.map_or(String::new(), |number| format!(" {number}"));
        return match (&seen.name, &seen.created_at) {
            (Some(name), _) => disambiguated(trace, name, seen, seen.disambiguation),
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
        return "an `unpark`".to_owned();
    }
    // Beyond the limit of cells that are followed.
    "a value that is not followed".to_owned()
}

/// Returns the type of a cell with its article: `a Mutex<i32>`, `an AtomicU64`, `a Condvar`.
pub(super) fn a_type(cell: &TracedCell) -> String {
    let article = cell.kind.article();
    match cell.content_type.as_str() {
        "()" => format!("{article} {}", cell.kind),
        _ if matches!(cell.kind, CellKind::Atomic(_)) => format!("{article} {}", cell.kind),
        of if cell.kind == CellKind::Channel => format!("a channel of {of}"),
        of => format!("{article} {}<{of}>", cell.kind),
    }
}

/// Whether a cell is a lock, and not a `RefCell`.
pub(in crate::report) fn is_lock(cell: Option<&TracedCell>) -> bool {
    cell.is_some_and(|cell| cell.kind.is_lock())
}

/// Whether a guard of a cell stands for a run of its initializer.
pub(super) fn initializes(cell: Option<&TracedCell>) -> bool {
    cell.is_some_and(|cell| {
        matches!(
            cell.kind,
            CellKind::Once | CellKind::OnceCell | CellKind::OnceLock | CellKind::LazyLock
        )
    })
}

/// Returns the name of a guard of this kind.
pub(super) fn guard(cell: Option<&TracedCell>, access: AccessMode) -> &'static str {
    match access {
        _ if cell.is_some_and(|cell| cell.kind == CellKind::Mutex) => "guard",
        AccessMode::Shared => "read guard",
        AccessMode::Exclusive => "write guard",
    }
}

/// Returns what a thread does to get a guard of this kind: `borrows`, and what follows the name of the cell.
pub(in crate::report) fn acquires(
    cell: Option<&TracedCell>,
    access: AccessMode,
) -> (&'static str, &'static str) {
    match access {
        _ if cell.is_some_and(|cell| cell.kind == CellKind::Mutex) => ("locks", ""),
        _ if initializes(cell) => ("initializes", ""),
        AccessMode::Shared if is_lock(cell) => ("locks", " for reading"),
        AccessMode::Exclusive if is_lock(cell) => ("locks", " for writing"),
        AccessMode::Shared => ("borrows", ""),
        AccessMode::Exclusive => ("borrows", " mutably"),
    }
}

/// Returns the access that guards with this name give, if the name stands for a guard in the sentence. If a cell or a
/// function has the same name, it does so only after the word "guard".
#[must_use]
pub fn access_of_guard(
    trace: &Trace,
    source: &str,
    name: &str,
    is_after_guard: bool,
) -> Option<AccessMode> {
    let access = trace.events.iter().find_map(|event| {
        let EventKind::Acquired {
            access,
            name: of_guard,
            ..
        } = &event.kind
        else {
            return None;
        };
        (of_guard.as_deref() == Some(name)).then_some(*access)
    });
    let has_other_meaning = || {
        let mut cells = trace.cells.iter();
        cells.any(|cell| cell.name.as_deref() == Some(name))
            || ["(", "<"]
                .iter()
                .any(|next| source.contains(&format!("fn {name}{next}")))
    };
    access.filter(|_| is_after_guard || !has_other_meaning())
}

/// Returns the state of a cell with these guards, for a sentence: `is free`, `has 2 read guards`.
pub(super) fn is_or_has(cell: Option<&TracedCell>, guards: Guards) -> String {
    let is_mutex = cell.is_some_and(|cell| cell.kind == CellKind::Mutex);
    let verb = if is_mutex || guards == Guards::default() {
        "is"
    } else {
        "has"
    };
    format!("{verb} {}", state_of(cell, guards))
}

/// Returns the state of a cell with these guards: `free`, `locked`, `2 read guards`.
pub(super) fn state_of(cell: Option<&TracedCell>, guards: Guards) -> String {
    match (guards.write_guard, guards.read_guards) {
        (true, _) if cell.is_some_and(|cell| cell.kind == CellKind::Mutex) => "locked".to_owned(),
        (true, _) => "1 write guard".to_owned(),
        (false, 0) => "free".to_owned(),
        (false, readers) => plural(usize::try_from(readers).unwrap_or(usize::MAX), "read guard"),
    }
}
