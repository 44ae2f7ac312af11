//! What the record says about locks, condition variables and once cells, and on which lines.
#![expect(clippy::unwrap_used, reason = "in a test, an error is a failure")]
#![allow(dead_code, reason = "not every file needs all of the support")]

#[path = "support/child.rs"]
mod child;

use child::Ended;
use glass::sync::{
    Arc, Barrier, Condvar, LazyLock, Mutex, Once, OnceLock, RwLock, RwLockWriteGuard,
};
use glass::thread;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

/// Runs a program that ends well, and looks at its record.
fn record(test: &str, program: impl FnOnce(), look: impl FnOnce(&Ended)) {
    if let Some(ended) = child::run(test, None, program) {
        assert!(ended.well, "{ended:#?}");
        look(&ended);
    }
}

impl Ended {
    /// Asserts that exactly one event on the line with this mark matches the description.
    #[track_caller]
    fn is_at(&self, event: &str, mark: &str) {
        self.are_at(1, event, mark);
    }

    /// Asserts that this many events on the line with this mark match the description.
    #[track_caller]
    fn are_at(&self, count: usize, event: &str, mark: &str) {
        let place = format!("file:tests/sync_record.rs line:{}", line_of(mark));
        let event = format!("{event} {place}");
        assert_eq!(self.count(&event), count, "{mark}: {event} in {self:#?}");
    }
}

/// Returns the line of this file that has this mark.
#[track_caller]
fn line_of(mark: &str) -> usize {
    let mark = format!("// AT: {mark}");
    let lines = include_str!("sync_record.rs").lines();
    1 + lines
        .into_iter()
        .position(|line| line.ends_with(&mark))
        .unwrap()
}

fn panics(f: impl FnOnce()) {
    assert!(catch_unwind(AssertUnwindSafe(f)).is_err());
}

const A_WHILE: Duration = Duration::from_millis(70_500);
#[test]
fn a_guard_is_recorded_with_both_its_lines() {
    let program = || {
        let mutex = Mutex::new(1); // AT: created
        {
            let mut guard = mutex.lock().unwrap(); // AT: locked
            *guard += 1;
            drop(mutex.try_lock()); // AT: refused
        } // AT: unlocked
        *mutex.lock().unwrap() += 1; // AT: temporary
        drop(format!("{mutex:?}")); // AT: printed
    };
    record(
        "a_guard_is_recorded_with_both_its_lines",
        program,
        |ended| {
            ended.is_at("created kind:Mutex content_type:i32", "created");
            ended.is_at("acquired access:exclusive write_guard:true", "locked");
            ended.is_at("refused access:exclusive panics:false", "refused");
            ended.is_at("released write_guard:false unwinding:false", "unlocked");
            for event in ["acquired", "released"] {
                ended.is_at(event, "temporary");
                ended.is_at(event, "printed");
            }
            assert!(!ended.has("poisoned"));
        },
    );
}

#[test]
fn poisoning_a_lock_is_recorded_once() {
    let program = || {
        let mutex = Mutex::new(1);
        let lock = RwLock::new(1);
        panics(|| {
            let _mutex = mutex.lock().unwrap();
            let _writer = lock.write().unwrap();
            panic!("on purpose"); // AT: panic
        }); // AT: poisoned
        let _ = mutex.is_poisoned(); // AT: looked
        mutex.clear_poison(); // AT: cleared
        lock.clear_poison(); // AT: cleared, too
        panics(|| {
            let _reader = lock.read().unwrap();
            panic!("on purpose");
        });
        drop(mutex.lock().unwrap());
    };
    record("poisoning_a_lock_is_recorded_once", program, |ended| {
        assert_eq!(ended.count("poisoned"), 2, "{ended:#?}");
        ended.is_at("operation action:is_poisoned value:true", "looked");
        ended.is_at("operation action:clear_poison", "cleared");
        ended.is_at("operation action:clear_poison", "cleared, too");
        ended.is_at("panicked", "panic");
        ended.are_at(2, "poisoned", "poisoned");
        ended.are_at(2, "released unwinding:true", "poisoned");
    });
}

#[test]
fn a_guard_taken_during_a_panic_does_not_poison() {
    struct Locks<'a>(&'a Mutex<i32>);
    impl Drop for Locks<'_> {
        fn drop(&mut self) {
            *self.0.lock().unwrap() += 1;
        }
    }
    let program = || {
        let mutex = Mutex::new(1);
        panics(|| {
            let _locks = Locks(&mutex);
            panic!("on purpose");
        });
    };
    record(
        "a_guard_taken_during_a_panic_does_not_poison",
        program,
        |ended| {
            assert!(
                ended.has("released") && !ended.has("poisoned"),
                "{ended:#?}"
            );
        },
    );
}

#[test]
fn read_guards_are_counted_and_a_downgrade_changes_the_access() {
    let program = || {
        let lock = RwLock::new(1);
        let first = lock.read().unwrap(); // AT: first
        let second = lock.try_read().unwrap(); // AT: second
        drop(lock.try_write()); // AT: no writer
        drop((first, second));
        let writer = lock.write().unwrap(); // AT: writer
        drop(lock.try_read()); // AT: no reader
        let reader = RwLockWriteGuard::downgrade(writer); // AT: downgraded
        drop(reader); // AT: dropped
    };
    let test = "read_guards_are_counted_and_a_downgrade_changes_the_access";
    record(test, program, |ended| {
        ended.is_at("acquired access:shared read_guards:1", "first");
        ended.is_at("acquired access:shared read_guards:2", "second");
        ended.is_at("refused access:exclusive", "no writer");
        ended.is_at(
            "acquired access:exclusive read_guards:0 write_guard:true",
            "writer",
        );
        ended.is_at("refused access:shared", "no reader");
        ended.is_at("released write_guard:false", "downgraded");
        ended.is_at("acquired access:shared read_guards:1", "downgraded");
        ended.is_at("released read_guards:0", "dropped");
    });
}

#[test]
fn a_wait_releases_one_guard_and_acquires_another() {
    let program = || {
        let shared = Arc::new((Mutex::new(false), Condvar::new()));
        let other = Arc::clone(&shared);
        let guard = shared.0.lock().unwrap();
        let thread = thread::spawn(move || {
            *other.0.lock().unwrap() = true;
            other.1.notify_all(); // AT: called
        });
        let guard = shared.1.wait_while(guard, |ready| !*ready).unwrap(); // AT: waited
        shared.1.notify_one(); // AT: called in vain
        let waited = shared.1.wait_timeout(guard, A_WHILE); // AT: for a time
        drop(waited);
        thread.join().unwrap();
    };
    record(
        "a_wait_releases_one_guard_and_acquires_another",
        program,
        |ended| {
            ended.is_at("released", "waited");
            ended.is_at("blocked action:wait has_timeout:false", "waited");
            ended.is_at("acquired access:exclusive", "waited");
            ended.is_at("operation action:notify_all value:1", "called");
            ended.is_at("operation action:notify_one value:0", "called in vain");
            ended.is_at("blocked has_timeout:true", "for a time");
            assert!(ended.has("resumed timed_out:true"), "{ended:#?}");
        },
    );
}

#[test]
fn each_initialization_is_recorded_with_its_lines() {
    let program = || {
        let cell = OnceLock::new();
        let _ = cell.get(); // AT: nothing
        cell.get_or_init(|| 1); // AT: made the value
        let _ = cell.set(2); // AT: too late
        let _ = cell.get(); // AT: something
        let lazy = LazyLock::new(|| 1);
        let _ = *lazy + *lazy; // AT: needed
        let once = Once::new();
        once.call_once(|| ()); // AT: ran
        once.call_once(|| ()); // AT: ran before
        Barrier::new(1).wait(); // AT: barrier
    };
    record(
        "each_initialization_is_recorded_with_its_lines",
        program,
        |ended| {
            for mark in ["made the value", "needed", "ran"] {
                ended.is_at("acquired access:exclusive", mark);
                ended.is_at("released", mark);
            }
            ended.is_at("operation action:get value:None", "nothing");
            ended.is_at("refused", "too late");
            ended.is_at("operation action:get value:Some(_)", "something");
            ended.is_at("operation action:call_once", "ran before");
            ended.is_at("operation action:wait value:1", "barrier");
            assert!(!ended.has("poisoned"));
        },
    );
}

#[test]
fn a_closure_that_panics_poisons_a_once_and_a_lazy_lock() {
    let program = || {
        let once = Once::new();
        panics(|| once.call_once(|| panic!("on purpose"))); // AT: poisoned once
        once.call_once_force(|_| ()); // AT: forced
        let lazy = LazyLock::<i32>::new(|| panic!("on purpose"));
        panics(|| assert_eq!(*lazy, 1)); // AT: poisoned lazy
        panics(|| assert_eq!(*lazy, 1));
        let cell = OnceLock::<i32>::new();
        panics(|| assert_eq!(cell.get_or_init(|| panic!("on purpose")), &1)); // AT: still whole
    };
    record(
        "a_closure_that_panics_poisons_a_once_and_a_lazy_lock",
        program,
        |ended| {
            assert_eq!(ended.count("poisoned"), 2, "{ended:#?}");
            ended.is_at("poisoned", "poisoned once");
            ended.is_at("acquired", "forced");
            ended.is_at("poisoned", "poisoned lazy");
            ended.is_at("released unwinding:true", "still whole");
        },
    );
}
