//! A small server with a journal of its work, indented by how deep it is nested.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

type Names = HashMap<&'static str, &'static str>;

/// How often the names were made. (An atomic is a number that every thread can change.)
static MADE: AtomicU32 = AtomicU32::new(0);

/// Slow, in real life: leave it as it is.
fn make_names() -> Names {
    MADE.fetch_add(1, Ordering::Relaxed);
    HashMap::from([
        ("srv", "serve"),
        ("imp", "import"),
        ("chk", "check"),
        ("out", "send"),
    ])
}

// Made on first use, once for the whole program.
static NAMES: Mutex<Option<Names>> = Mutex::new(None);

// One journal for all threads.
static JOURNAL: Mutex<Vec<String>> = Mutex::new(Vec::new());

// How deep the work of a thread is nested: each thread has its own depth.
thread_local! {
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

fn name(short: &str) -> &'static str {
    if NAMES.lock().unwrap().is_none() {
        let made = make_names();
        *NAMES.lock().unwrap() = Some(made);
    }
    NAMES.lock().unwrap().as_ref().unwrap()[short]
}

fn journal() -> Vec<String> {
    JOURNAL.lock().unwrap().clone()
}

/// Adds a line about this piece of work, then does it, one step deeper.
fn enter(short: &str, work: impl FnOnce()) {
    let depth = DEPTH.get();
    let line = format!("{}{}", "  ".repeat(depth), name(short));
    JOURNAL.lock().unwrap().push(line);

    DEPTH.set(depth + 1);
    work();
    DEPTH.set(depth);
}

fn main() {
    enter("srv", || {
        let worker = thread::spawn(|| enter("imp", || enter("chk", || {})));
        worker.join().unwrap();
        enter("out", || {});
    });
    println!("{}", journal().join("\n"));
    println!("names made: {}", MADE.load(Ordering::Relaxed));
}
