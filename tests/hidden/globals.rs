//! Hidden tests for `globals`. They use what the starter fixes: `MADE`, `name`, `journal` and `enter`.
use super::{MADE, enter, journal, name};
use std::cell::RefCell;
use std::sync::atomic::Ordering;
use std::thread;

#[test]
fn names_made_once() {
    assert_eq!(
        MADE.load(Ordering::Relaxed),
        0,
        "how often the names were made before anything used them"
    );
    let worker = thread::spawn(|| name("imp"));
    assert_eq!(
        (worker.join().unwrap(), name("out"), name("chk")),
        ("import", "send", "check"),
        "the long names of `imp`, `out` and `chk`"
    );
    assert_eq!(
        MADE.load(Ordering::Relaxed),
        1,
        "how often the names were made, after two threads used them"
    );
}

#[test]
fn one_journal_for_all() {
    let workers: Vec<_> = (0..3)
        .map(|_| thread::spawn(|| (0..20).for_each(|_| enter("chk", || {}))))
        .collect();
    for worker in workers {
        worker.join().unwrap();
    }
    assert_eq!(
        journal(),
        ["check"; 60],
        "the journal after three threads wrote 20 lines each"
    );
}

#[test]
fn depth_of_each_thread() {
    enter("out", || {
        enter("srv", || {
            let worker = thread::spawn(|| enter("imp", || {}));
            worker.join().unwrap();
            enter("chk", || {});
        });
        enter("chk", || {});
    });
    assert_eq!(
        journal(),
        ["send", "  serve", "import", "    check", "  check"],
        "the journal of two threads, in the order of the lines"
    );
}

#[test]
fn asked_while_working() {
    let while_working = RefCell::new(Vec::new());
    enter("srv", || *while_working.borrow_mut() = journal());
    assert_eq!(
        while_working.into_inner(),
        ["serve"],
        "the journal, asked for during a call to `work`"
    );
    assert_eq!(
        journal(),
        ["serve"],
        "the journal, asked for once more after that call"
    );
}

/// Small on purpose: `[schedules]` runs this test in many schedules of its two threads.
#[test]
fn first_used_at_once() {
    let names = thread::scope(|scope| {
        let other = scope.spawn(|| name("imp"));
        (name("out"), other.join().unwrap())
    });
    assert_eq!(
        (names, MADE.load(Ordering::Relaxed)),
        (("send", "import"), 1),
        "two names that two threads asked for at the same time, and how often the names were made"
    );
}
