// Programs that wait by polling: they end under any fair scheduler.

use std::cell::UnsafeCell;
use std::hint;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::sync::mpsc::{TryRecvError, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Runs `waits` in this thread while another one sets the flag.
fn until_set(waits: impl Fn(&AtomicBool)) {
    let flag = Arc::new(AtomicBool::new(false));
    let setter = {
        let flag = flag.clone();
        thread::spawn(move || flag.store(true, Release))
    };
    waits(&flag);
    setter.join().unwrap();
}

#[test]
fn polling_without_anything_in_between_ends() {
    until_set(|flag| while !flag.load(Acquire) {});
}

#[test]
fn polling_with_a_hint_or_a_yield_in_between_ends() {
    until_set(|flag| {
        while !flag.load(Acquire) {
            hint::spin_loop();
        }
    });
    until_set(|flag| {
        while !flag.load(Acquire) {
            thread::yield_now();
        }
    });
    #[expect(deprecated, reason = "std still has it")]
    until_set(|flag| {
        while !flag.load(Acquire) {
            std::sync::atomic::spin_loop_hint();
        }
    });
}

#[test]
fn polling_with_a_sleep_in_between_ends() {
    until_set(|flag| {
        while !flag.load(Acquire) {
            thread::sleep(Duration::from_micros(10));
        }
    });
}

#[test]
fn polling_with_an_exchange_ends() {
    until_set(|flag| while flag.compare_exchange(true, false, SeqCst, Relaxed).is_err() {});
    until_set(|flag| {
        while flag
            .compare_exchange_weak(true, false, SeqCst, Relaxed)
            .is_err()
        {}
    });
    until_set(|flag| while !flag.swap(false, SeqCst) {});
    until_set(|flag| while !flag.fetch_and(true, SeqCst) {});
    until_set(|flag| {
        while flag
            .try_update(SeqCst, SeqCst, |set| set.then_some(false))
            .is_err()
        {}
    });
}

#[test]
fn polling_two_atomics_in_turn_ends() {
    let other = AtomicUsize::new(0);
    until_set(|flag| {
        while !flag.load(Acquire) {
            other.load(Relaxed);
        }
    });
}

#[test]
fn a_poll_that_counts_its_checks_ends() {
    let looks = AtomicUsize::new(0);
    until_set(|flag| {
        while !flag.load(Acquire) {
            looks.fetch_add(1, Relaxed);
        }
    });
}

#[test]
fn polling_under_a_lock_ends() {
    let done = Arc::new(Mutex::new(false));
    let setter = {
        let done = done.clone();
        thread::spawn(move || *done.lock().unwrap() = true)
    };
    loop {
        if *done.lock().unwrap() {
            break;
        }
    }
    setter.join().unwrap();
}

#[test]
fn polling_a_channel_ends() {
    let (tx, rx) = channel();
    let sender = thread::spawn(move || tx.send(1).unwrap());
    while rx.try_recv() == Err(TryRecvError::Empty) {}
    sender.join().unwrap();
}

/// A spin lock, as in textbooks.
struct SpinLock<T> {
    is_taken: AtomicBool,
    value: UnsafeCell<T>,
}

// SAFETY: only the thread that has set the flag accesses the value.
unsafe impl<T: Send> Sync for SpinLock<T> {}

impl<T> SpinLock<T> {
    fn with<R>(&self, f: impl FnOnce(&mut T) -> R, waits: fn()) -> R {
        while self
            .is_taken
            .compare_exchange_weak(false, true, Acquire, Relaxed)
            .is_err()
        {
            waits();
        }
        // SAFETY: this thread has set the flag.
        let result = f(unsafe { &mut *self.value.get() });
        self.is_taken.store(false, Release);
        result
    }
}

#[test]
fn a_spin_lock_keeps_others_out() {
    for waits in [(|| ()) as fn(), hint::spin_loop, thread::yield_now] {
        let lock = SpinLock {
            is_taken: AtomicBool::new(false),
            value: UnsafeCell::new(0),
        };
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    for _ in 0..4 {
                        lock.with(
                            |count| {
                                let seen = *count;
                                thread::yield_now();
                                *count = seen + 1;
                            },
                            waits,
                        );
                    }
                });
            }
        });
        assert_eq!(lock.with(|count| *count, waits), 12);
    }
}

#[test]
fn a_ticket_lock_serves_threads_in_turn() {
    let (next, serving, inside) = (
        AtomicUsize::new(0),
        AtomicUsize::new(0),
        AtomicUsize::new(0),
    );
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let mine = next.fetch_add(1, Relaxed);
                while serving.load(Acquire) != mine {
                    hint::spin_loop();
                }
                assert_eq!(inside.fetch_add(1, SeqCst), 0);
                inside.fetch_sub(1, SeqCst);
                serving.store(mine + 1, Release);
            });
        }
    });
    assert_eq!(serving.into_inner(), 3);
}

#[test]
fn spinning_does_not_advance_the_clock_to_the_end_of_a_sleep() {
    let flag = Arc::new(AtomicBool::new(false));
    let setter = {
        let flag = flag.clone();
        thread::spawn(move || {
            for _ in 0..2 {
                thread::sleep(Duration::from_millis(100));
                flag.store(true, Release);
            }
        })
    };
    // As locks and channels do before they wait with a deadline.
    for _ in 0..200 {
        assert!(!flag.load(Acquire));
        hint::spin_loop();
    }
    while !flag.load(Acquire) {}
    flag.store(false, Release);
    assert!(!flag.load(Acquire));
    setter.join().unwrap();
}
