//! Programs that hang with the genuine std: under glass they end, and the reason is recorded.
#![expect(clippy::unwrap_used, reason = "in a test, an error is a failure")]
#![allow(dead_code, reason = "not every file needs all of the support")]

#[path = "support/child.rs"]
mod child;

use glass::sync::{Arc, Barrier, Condvar, LazyLock, Mutex, Once, OnceLock, RwLock};
use glass::thread;

/// Asserts that the program ends in a deadlock in which a thread waits in `what`.
fn hangs(test: &str, what: &str, program: impl FnOnce()) {
    if let Some(ended) = child::run(test, None, program) {
        assert!(ended.in_deadlock(), "{ended:#?}");
        let waits = format!("blocked action:{what} file:tests/deadlocks.rs");
        assert!(ended.has(&waits), "{ended:#?}");
    }
}

/// Asserts that the program ends in a deadlock in some schedules, and ends well in others.
fn may_hang(test: &str, program: impl FnOnce() + Copy) {
    let (mut hung, mut ended_well) = (false, false);
    for seed in 0..60 {
        let Some(ended) = child::run(test, Some(seed), program) else {
            return;
        };
        if ended.in_deadlock() {
            hung = true;
        } else {
            ended_well = true;
        }
        if hung && ended_well {
            return;
        }
    }
    panic!("in 60 schedules it hung: {hung}, it ended well: {ended_well}");
}

/// Asserts that the program ends in a deadlock in no schedule that is tried.
fn never_hangs(test: &str, program: impl FnOnce() + Copy) {
    for seed in 0..20 {
        if let Some(ended) = child::run(test, Some(seed), program) {
            assert!(!ended.in_deadlock(), "{ended:#?}");
        }
    }
}

#[test]
fn a_mutex_locked_twice_hangs() {
    hangs("a_mutex_locked_twice_hangs", "lock", || {
        let mutex = Mutex::new(1);
        let _first = mutex.lock();
        let _second = mutex.lock();
    });
}

#[test]
fn locking_a_mutex_whose_guard_was_forgotten_hangs() {
    hangs(
        "locking_a_mutex_whose_guard_was_forgotten_hangs",
        "lock",
        || {
            let mutex = Mutex::new(1);
            std::mem::forget(mutex.lock());
            drop(mutex.lock());
        },
    );
}

#[test]
fn a_write_lock_under_a_read_guard_of_the_same_thread_hangs() {
    hangs(
        "a_write_lock_under_a_read_guard_of_the_same_thread_hangs",
        "write",
        || {
            let lock = RwLock::new(1);
            let _reader = lock.read();
            let _writer = lock.write();
        },
    );
}

#[test]
fn a_read_lock_under_a_write_guard_of_the_same_thread_hangs() {
    hangs(
        "a_read_lock_under_a_write_guard_of_the_same_thread_hangs",
        "read",
        || {
            let lock = RwLock::new(1);
            let _writer = lock.write();
            let _reader = lock.read();
        },
    );
}

#[test]
fn a_write_lock_under_a_write_guard_of_the_same_thread_hangs() {
    hangs(
        "a_write_lock_under_a_write_guard_of_the_same_thread_hangs",
        "write",
        || {
            let lock = RwLock::new(1);
            let _first = lock.write();
            let _second = lock.write();
        },
    );
}

#[test]
fn a_second_read_lock_while_another_thread_waits_to_write_may_hang() {
    may_hang(
        "a_second_read_lock_while_another_thread_waits_to_write_may_hang",
        || {
            let lock = Arc::new(RwLock::new(1));
            let other = Arc::clone(&lock);
            let thread = thread::spawn(move || *other.write().unwrap() += 1);
            {
                let _first = lock.read().unwrap();
                let _second = lock.read().unwrap();
            }
            thread.join().unwrap();
        },
    );
}

#[test]
fn two_locks_taken_in_opposite_orders_may_hang() {
    may_hang("two_locks_taken_in_opposite_orders_may_hang", || {
        let pair = Arc::new((Mutex::new(1), Mutex::new(2)));
        let other = Arc::clone(&pair);
        let thread = thread::spawn(move || {
            let one = other.0.lock().unwrap();
            let two = other.1.lock().unwrap();
            *one + *two
        });
        let sum = {
            let two = pair.1.lock().unwrap();
            let one = pair.0.lock().unwrap();
            *one + *two
        };
        assert_eq!(thread.join().unwrap(), sum);
    });
}

#[test]
fn two_locks_taken_in_one_order_never_hang() {
    never_hangs("two_locks_taken_in_one_order_never_hang", || {
        let pair = Arc::new((Mutex::new(1), Mutex::new(2)));
        let other = Arc::clone(&pair);
        let sum =
            |pair: &(Mutex<i32>, Mutex<i32>)| *pair.0.lock().unwrap() + *pair.1.lock().unwrap();
        let thread = thread::spawn(move || sum(&other));
        assert_eq!(sum(&pair), thread.join().unwrap());
    });
}

#[test]
fn a_wait_without_a_notification_hangs() {
    hangs("a_wait_without_a_notification_hangs", "wait", || {
        let mutex = Mutex::new(1);
        let condvar = Condvar::new();
        condvar.notify_one();
        drop(condvar.wait(mutex.lock().unwrap()));
    });
}

#[test]
fn a_notification_lost_between_a_check_and_a_wait_may_hang() {
    // The notifying thread does not hold the mutex, so the notify may come before the wait.
    may_hang(
        "a_notification_lost_between_a_check_and_a_wait_may_hang",
        || {
            let shared = Arc::new((Mutex::new(()), Condvar::new(), RwLock::new(false)));
            let other = Arc::clone(&shared);
            let thread = thread::spawn(move || {
                *other.2.write().unwrap() = true;
                other.1.notify_one();
            });
            let (mutex, condvar, ready) = &*shared;
            let guard = mutex.lock().unwrap();
            if !*ready.read().unwrap() {
                drop(condvar.wait(guard));
            }
            thread.join().unwrap();
        },
    );
}

#[test]
fn a_check_and_a_wait_under_one_lock_never_hang() {
    never_hangs("a_check_and_a_wait_under_one_lock_never_hang", || {
        let shared = Arc::new((Mutex::new(false), Condvar::new()));
        let other = Arc::clone(&shared);
        let thread = thread::spawn(move || {
            *other.0.lock().unwrap() = true;
            other.1.notify_one();
        });
        let (mutex, condvar) = &*shared;
        drop(condvar.wait_while(mutex.lock().unwrap(), |ready| !*ready));
        thread.join().unwrap();
    });
}

#[test]
fn one_notification_for_two_waiting_threads_may_hang() {
    may_hang("one_notification_for_two_waiting_threads_may_hang", || {
        let shared = Arc::new((Mutex::new(false), Condvar::new()));
        let threads = [(); 2].map(|()| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                let (mutex, condvar) = &*shared;
                drop(condvar.wait_while(mutex.lock().unwrap(), |ready| !*ready));
            })
        });
        *shared.0.lock().unwrap() = true;
        shared.1.notify_one();
        for thread in threads {
            thread.join().unwrap();
        }
    });
}

#[test]
fn a_barrier_for_more_threads_than_arrive_hangs() {
    hangs(
        "a_barrier_for_more_threads_than_arrive_hangs",
        "wait",
        || {
            Barrier::new(2).wait();
        },
    );
}

#[test]
fn a_once_that_runs_itself_hangs() {
    hangs("a_once_that_runs_itself_hangs", "call_once", || {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| ONCE.call_once(|| ()));
    });
}

#[test]
fn a_once_that_waits_for_itself_hangs() {
    hangs("a_once_that_waits_for_itself_hangs", "wait", || {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| ONCE.wait());
    });
}

#[test]
fn waiting_for_a_once_that_never_runs_hangs() {
    hangs(
        "waiting_for_a_once_that_never_runs_hangs",
        "wait_force",
        || {
            Once::new().wait_force();
        },
    );
}

#[test]
fn a_once_lock_whose_initializer_initializes_it_hangs() {
    hangs(
        "a_once_lock_whose_initializer_initializes_it_hangs",
        "get_or_init",
        || {
            static CELL: OnceLock<i32> = OnceLock::new();
            CELL.get_or_init(|| *CELL.get_or_init(|| 1));
        },
    );
}

#[test]
fn a_once_lock_whose_initializer_sets_it_hangs() {
    hangs("a_once_lock_whose_initializer_sets_it_hangs", "set", || {
        static CELL: OnceLock<i32> = OnceLock::new();
        CELL.get_or_init(|| CELL.set(1).map_or(2, |()| 3));
    });
}

#[test]
fn waiting_for_a_once_lock_that_is_never_set_hangs() {
    hangs(
        "waiting_for_a_once_lock_that_is_never_set_hangs",
        "wait",
        || {
            OnceLock::<i32>::new().wait();
        },
    );
}

#[test]
fn a_lazy_lock_whose_initializer_needs_it_hangs() {
    hangs(
        "a_lazy_lock_whose_initializer_needs_it_hangs",
        "force",
        || {
            static LAZY: LazyLock<i32> = LazyLock::new(|| *LAZY);
            LazyLock::force(&LAZY);
        },
    );
}

#[test]
fn a_lazy_lock_forced_under_a_lock_that_its_initializer_needs_may_hang() {
    may_hang(
        "a_lazy_lock_forced_under_a_lock_that_its_initializer_needs_may_hang",
        || {
            static WORLD: Mutex<i32> = Mutex::new(1);
            static LAZY: LazyLock<i32> = LazyLock::new(|| *WORLD.lock().unwrap());
            let thread = thread::spawn(|| LazyLock::force(&LAZY));
            {
                // Fine if the thread has initialized it already; otherwise the two may wait for each other.
                let _world = WORLD.lock().unwrap();
                LazyLock::force(&LAZY);
            }
            thread.join().unwrap();
        },
    );
}
