// `Condvar` and what its waits return.

use crate::panics::panics;
use crate::{assert_has, assert_has_not};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::{Arc, Condvar, Mutex, WaitTimeoutResult};
use std::thread::{self, JoinHandle};
use std::time::Duration;

const SHORT: Duration = Duration::from_millis(2);
/// A timeout that no test reaches.
const LONG: Duration = Duration::from_secs(1000);

type Pair<T> = Arc<(Mutex<T>, Condvar)>;

fn pair<T>(value: T) -> Pair<T> {
    Arc::new((Mutex::new(value), Condvar::new()))
}

fn spawn<T: Send + 'static, R: Send + 'static>(
    pair: &Pair<T>,
    f: impl FnOnce(&Mutex<T>, &Condvar) -> R + Send + 'static,
) -> JoinHandle<R> {
    let pair = Arc::clone(pair);
    thread::spawn(move || f(&pair.0, &pair.1))
}

#[test]
fn a_notify_without_waiters_does_nothing() {
    let condvar = Condvar::new();
    condvar.notify_one();
    condvar.notify_all();
}

#[test]
fn notify_one_wakes_the_thread_that_waits() {
    let pair = pair(false);
    let guard = pair.0.lock().unwrap();
    let thread = spawn(&pair, |mutex, condvar| {
        *mutex.lock().unwrap() = true;
        condvar.notify_one();
    });
    let mut guard = guard;
    while !*guard {
        guard = pair.1.wait(guard).unwrap();
    }
    assert!(*guard);
    drop(guard);
    thread.join().unwrap();
}

#[test]
fn notify_all_wakes_all() {
    let pair = pair((0, false));
    let threads: Vec<_> = (0..3)
        .map(|_| {
            spawn(&pair, |mutex, condvar| {
                let mut guard = mutex.lock().unwrap();
                guard.0 += 1;
                condvar.notify_all();
                while !guard.1 {
                    guard = condvar.wait(guard).unwrap();
                }
            })
        })
        .collect();
    let (mutex, condvar) = &*pair;
    let mut guard = condvar
        .wait_while(mutex.lock().unwrap(), |state| state.0 < 3)
        .unwrap();
    guard.1 = true;
    condvar.notify_all();
    drop(guard);
    for thread in threads {
        thread.join().unwrap();
    }
}

#[test]
fn each_notify_one_wakes_one_more() {
    let pair = pair((0, 0));
    let threads: Vec<_> = (0..3)
        .map(|_| {
            spawn(&pair, |mutex, condvar| {
                let mut guard = mutex.lock().unwrap();
                while guard.0 == 0 {
                    guard = condvar.wait(guard).unwrap();
                }
                guard.0 -= 1;
                guard.1 += 1;
            })
        })
        .collect();
    for _ in 0..3 {
        pair.0.lock().unwrap().0 += 1;
        pair.1.notify_one();
    }
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(*pair.0.lock().unwrap(), (0, 3));
}

#[test]
fn two_threads_play_ping_pong() {
    let pair = pair(0);
    let thread = spawn(&pair, |mutex, condvar| {
        for round in 0..10 {
            let mut guard = condvar
                .wait_while(mutex.lock().unwrap(), |n| *n != 2 * round + 1)
                .unwrap();
            *guard += 1;
            condvar.notify_one();
        }
    });
    let (mutex, condvar) = &*pair;
    for round in 0..10 {
        let mut guard = condvar
            .wait_while(mutex.lock().unwrap(), |n| *n != 2 * round)
            .unwrap();
        *guard += 1;
        condvar.notify_one();
    }
    thread.join().unwrap();
    assert_eq!(*mutex.lock().unwrap(), 20);
}

#[test]
fn wait_while_returns_immediately_if_the_condition_is_false() {
    let pair = pair(5);
    let mut looks = 0;
    let guard = pair.0.lock().unwrap();
    let guard = pair.1.wait_while(guard, |value| {
        looks += 1;
        *value += 1;
        false
    });
    assert_eq!(*guard.unwrap(), 6);
    assert_eq!(looks, 1);
}

#[test]
fn a_wait_releases_the_mutex() {
    let pair = pair(0);
    let guard = pair.0.lock().unwrap();
    let thread = spawn(&pair, |mutex, condvar| {
        let mut guard = mutex.lock().unwrap();
        *guard += 1;
        condvar.notify_all();
        // The mutex is still locked, so no thread sees the value in between.
        *guard += 1;
    });
    let guard = pair.1.wait_while(guard, |value| *value == 0).unwrap();
    assert_eq!(*guard, 2);
    drop(guard);
    thread.join().unwrap();
}

#[test]
fn one_condvar_may_serve_different_mutexes_one_after_the_other() {
    let condvar = Condvar::new();
    for _ in 0..2 {
        let mutex = Mutex::new(());
        let (_guard, result) = condvar
            .wait_timeout(mutex.lock().unwrap(), Duration::ZERO)
            .unwrap();
        assert!(result.timed_out());
    }
}

#[test]
fn wait_timeout_ends_by_itself() {
    let pair = pair(1);
    loop {
        // It may also wake up spuriously.
        let (guard, result) = pair.1.wait_timeout(pair.0.lock().unwrap(), SHORT).unwrap();
        assert_eq!(*guard, 1);
        if result.timed_out() {
            break;
        }
    }
    assert!(pair.0.try_lock().is_ok());
}

#[test]
fn wait_timeout_is_ended_by_a_notification() {
    let pair = pair(false);
    let mut guard = pair.0.lock().unwrap();
    let thread = spawn(&pair, |mutex, condvar| {
        *mutex.lock().unwrap() = true;
        condvar.notify_one();
    });
    loop {
        let (back, result) = pair.1.wait_timeout(guard, LONG).unwrap();
        guard = back;
        assert!(!result.timed_out());
        if *guard {
            break;
        }
    }
    drop(guard);
    thread.join().unwrap();
}

#[test]
fn a_timeout_that_overflows_never_expires() {
    let pair = pair(false);
    let guard = pair.0.lock().unwrap();
    let thread = spawn(&pair, |mutex, condvar| {
        *mutex.lock().unwrap() = true;
        condvar.notify_one();
    });
    let waits = pair
        .1
        .wait_timeout_while(guard, Duration::MAX, |ready| !*ready);
    let (guard, result) = waits.unwrap();
    assert!(*guard && !result.timed_out());
    drop(guard);
    thread.join().unwrap();
}

#[test]
fn wait_timeout_while_ends_by_time_or_by_the_condition() {
    let pair = pair(1);
    let guard = pair.0.lock().unwrap();
    let (guard, result) = pair.1.wait_timeout_while(guard, SHORT, |_| true).unwrap();
    assert!(result.timed_out());
    let (guard, result) = pair
        .1
        .wait_timeout_while(guard, Duration::ZERO, |value| {
            *value += 1;
            false
        })
        .unwrap();
    assert!(!result.timed_out());
    assert_eq!(*guard, 2);
    let (_guard, result) = pair
        .1
        .wait_timeout_while(guard, Duration::ZERO, |_| true)
        .unwrap();
    assert!(result.timed_out());
}

#[test]
#[expect(deprecated, reason = "it is there, so it has to work")]
fn wait_timeout_ms_says_whether_it_was_notified() {
    let pair = pair(false);
    let mut guard = pair.0.lock().unwrap();
    loop {
        let (back, called) = pair.1.wait_timeout_ms(guard, 2).unwrap();
        guard = back;
        if !called {
            break;
        }
    }
    let thread = spawn(&pair, |mutex, condvar| {
        *mutex.lock().unwrap() = true;
        condvar.notify_one();
    });
    while !*guard {
        let (back, called) = pair.1.wait_timeout_ms(guard, 1_000_000).unwrap();
        assert!(called);
        guard = back;
    }
    drop(guard);
    thread.join().unwrap();
}

#[test]
fn a_waiting_thread_finds_the_mutex_poisoned() {
    let pair = pair(1);
    let guard = pair.0.lock().unwrap();
    let thread = spawn(&pair, |mutex, condvar| {
        panics(|| {
            let mut guard = mutex.lock().unwrap();
            *guard = 2;
            condvar.notify_one();
            panic!("on purpose");
        });
    });
    let mut guard = guard;
    while *guard == 1 {
        match pair.1.wait(guard) {
            Ok(back) => guard = back,
            Err(error) => guard = error.into_inner(),
        }
    }
    assert!(pair.0.is_poisoned());
    drop(guard);
    thread.join().unwrap();
}

#[test]
fn every_wait_reports_poison_and_returns_the_guard_with_it() {
    let pair = pair(1);
    panics(|| {
        let _guard = pair.0.lock().unwrap();
        panic!("on purpose");
    });
    let lock = || pair.0.lock().unwrap_err().into_inner();
    let (guard, _) = pair.1.wait_timeout(lock(), SHORT).unwrap_err().into_inner();
    assert_eq!(*guard, 1);
    drop(guard);
    #[expect(deprecated, reason = "it is there, so it has to work")]
    let (guard, _) = pair.1.wait_timeout_ms(lock(), 2).unwrap_err().into_inner();
    drop(guard);
    // If the condition holds at the start, it does not lock again, and so does not see the poisoning.
    assert!(pair.1.wait_while(lock(), |_| false).is_ok());
    assert!(pair.1.wait_timeout_while(lock(), SHORT, |_| false).is_ok());
    assert!(
        pair.1
            .wait_timeout_while(lock(), LONG, |_| {
                pair.1.notify_all();
                false
            })
            .is_ok()
    );
}

#[test]
fn a_panic_in_the_condition_poisons() {
    let pair = pair(1);
    panics(|| {
        pair.1
            .wait_while(pair.0.lock().unwrap(), |_| panic!("on purpose"))
    });
    assert!(pair.0.is_poisoned());
    assert!(pair.0.try_lock().is_err());
}

#[test]
fn it_is_created_and_printed() {
    static CONDVAR: Condvar = Condvar::new();
    CONDVAR.notify_one();
    assert_eq!(
        format!("{CONDVAR:?} {:?}", Condvar::default()),
        "Condvar { .. } Condvar { .. }"
    );
}

#[test]
fn a_result_can_be_copied_compared_and_printed() {
    let mutex = Mutex::new(());
    let (_guard, result) = Condvar::new()
        .wait_timeout_while(mutex.lock().unwrap(), SHORT, |()| true)
        .unwrap();
    let copy: WaitTimeoutResult = result;
    assert_eq!(copy, result.clone());
    assert_eq!(format!("{result:?}"), "WaitTimeoutResult(true)");
}

#[test]
fn auto_traits_are_those_of_std() {
    assert_has! {
        Condvar: Send, Sync, UnwindSafe, RefUnwindSafe, Unpin;
        WaitTimeoutResult: Send, Sync, UnwindSafe, RefUnwindSafe, Unpin, Copy, Eq;
    }
    assert_has_not! {
        Condvar: Clone;
        WaitTimeoutResult: Default, std::hash::Hash, PartialOrd;
    }
}
