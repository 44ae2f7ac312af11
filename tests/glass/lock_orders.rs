//! Locks that threads take in different orders, in runs that do not deadlock. `programs/right/lock_orders.rs` has the
//! programs in which no schedule deadlocks.

use crate::glass;
use cellmate::glass::{Analysis, ProgramSpec};
use cellmate::process::Cancel;
use cellmate::report;
use cellmate::verdict::{Edition, Trace};

fn trace(text: &str) -> Trace {
    let spec = ProgramSpec::single_file("order.rs", text, Edition::E2024);
    match glass().trace(&spec, &[], &Cancel::new()).unwrap() {
        Analysis::Done(trace) => trace,
        other => panic!("{other:?}"),
    }
}

/// Returns the explanations of a run, each with its advice.
fn says(text: &str) -> Vec<(String, String)> {
    let trace = trace(text);
    let all = trace.explanations.iter();
    all.map(|one| {
        let help = report::trace::help_text(&trace, one);
        (
            report::trace::explanation_text(&trace, one),
            help.unwrap_or_default(),
        )
    })
    .collect()
}

const ROOMS: &str = "use std::sync::{Mutex, RwLock};
use std::thread;
static ROOMS: RwLock<Vec<u32>> = RwLock::new(Vec::new());
static USERS: Mutex<Vec<u32>> = Mutex::new(Vec::new());
fn count() -> usize {
    USERS.lock().unwrap().len()
}
fn post(line: u32) {
    let mut rooms = ROOMS.write().unwrap();
    let count = count();
    rooms.extend((0..count).map(|_| line));
}
fn strike(user: u32) {
    let mut users = USERS.lock().unwrap();
    users.retain(|one| *one != user);
    if !ROOMS.read().unwrap().is_empty() {
        thread::sleep(std::time::Duration::from_millis(1));
    }
}
fn main() {
    let other = thread::spawn(|| (0..40).for_each(post));
    (0..40).for_each(strike);
    other.join().unwrap();
}";

#[test]
fn a_deadlock_of_another_schedule_is_found_in_a_run_that_finishes() {
    let found = says(ROOMS);
    let [(says, help)] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(
        says,
        "The main thread locks `ROOMS` for reading on line 16 while it holds `USERS`, locked on line 14 as `users`. \
         Thread 1 locks `USERS` on line 6 (in `count`, called by `post` on line 10) while it holds `ROOMS`, locked on line 9 \
         as `rooms`. This run got past that point, but in another schedule each thread holds its first lock and waits for the other thread's: \
         a deadlock."
    );
    assert_eq!(
        help,
        "lock `ROOMS` and `USERS` in the same order in every thread"
    );
}

#[test]
fn nothing_is_reported_without_a_write_guard_or_with_a_lock_around_both() {
    let read = ROOMS.replace("let mut rooms = ROOMS.write()", "let rooms = ROOMS.read()");
    let read = read.replace(
        "rooms.extend((0..count).map(|_| line));",
        "let _ = (rooms, count, line);",
    );
    assert_eq!(says(&read), []);
    let gate = "static GATE: Mutex<()> = Mutex::new(());\nfn count()";
    let gated = ROOMS.replacen("fn count()", gate, 1);
    let gated = gated.replace(
        "    let mut ",
        "    let _gate = GATE.lock().unwrap();\n    let mut ",
    );
    assert_eq!(says(&gated), []);
}

#[test]
fn a_helper_that_is_called_with_swapped_locks_is_found() {
    let found = says(
        "use std::sync::Mutex;
         use std::thread;
         fn transfer(from: &Mutex<i64>, to: &Mutex<i64>) {
             let mut from = from.lock().unwrap();
             *to.lock().unwrap() += 1;
             *from -= 1;
         }
         fn main() {
             let (rent, food) = (Mutex::new(0), Mutex::new(0));
             thread::scope(|scope| {
                 scope.spawn(|| transfer(&rent, &food));
                 scope.spawn(|| transfer(&food, &rent));
             });
         }",
    );
    let [(says, help)] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert!(
        says.contains("Thread 2 does the same with the two locks swapped.")
            && help.contains("an order that does not depend on the caller"),
        "{found:?}"
    );
}

#[test]
fn a_cycle_of_three_is_found_and_its_rows_are_marked() {
    let text = "use std::sync::Mutex;
         use std::thread;
         fn main() {
             let forks: Vec<Mutex<u32>> = (0..3).map(Mutex::new).collect();
             thread::scope(|scope| {
                 for seat in 0..3 {
                     let forks = &forks;
                     scope.spawn(move || {
                         let mut left = forks[seat].lock().unwrap();
                         *forks[(seat + 1) % 3].lock().unwrap() += 1;
                         *left += 1;
                     });
                 }
             });
         }";
    let trace = trace(text);
    let [one] = trace.explanations.as_slice() else {
        panic!("{trace:?}")
    };
    let says = report::trace::explanation_text(&trace, one);
    assert!(
        says.contains(
            "Threads 2 and 3 do the same with other locks, so that the locks form a cycle."
        ) && says.contains("waits for the next thread's"),
        "{says}"
    );
    let focus = report::trace::Focus {
        file: &trace.file,
        source: text,
        cell: None,
        event: None,
        all: true,
        page: None,
        failing: None,
    };
    let blocks = report::trace::run_blocks(&trace, focus);
    let sentences = blocks.iter().find_map(|block| match block {
        report::Block::Timeline(timeline) => Some(&timeline.sentences),
        _ => None,
    });
    let marked = sentences.unwrap().iter().filter(|sentence| sentence.marked);
    assert_eq!(marked.count(), 6);
}
