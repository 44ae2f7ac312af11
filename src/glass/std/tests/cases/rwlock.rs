// `RwLock` and its guards.

use crate::panics::{panics, said_by};
use crate::{assert_has, assert_has_not};
use std::cell::Cell;
use std::fmt;
use std::mem;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::rc::Rc;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, TryLockError};
use std::thread;

#[derive(Debug, Default, PartialEq, Eq)]
struct NotCopy(i32);

fn poison<T>(lock: &RwLock<T>) {
    panics(|| {
        let _guard = lock.write().unwrap();
        panic!("while having it");
    });
}

fn poisoned<T>(value: T) -> RwLock<T> {
    let lock = RwLock::new(value);
    poison(&lock);
    lock
}

fn would_block<G>(result: &Result<G, TryLockError<G>>) -> bool {
    matches!(result, Err(TryLockError::WouldBlock))
}

#[test]
fn many_read_guards_or_one_write_guard_can_be_alive() {
    let lock = RwLock::new(());
    drop(lock.read().unwrap());
    drop(lock.write().unwrap());
    drop((lock.read().unwrap(), lock.read().unwrap()));
    drop(lock.write().unwrap());
}

#[test]
fn values_written_under_a_write_guard_are_read() {
    let lock = RwLock::new(NotCopy(1));
    lock.write().unwrap().0 = 2;
    assert_eq!(*lock.read().unwrap(), NotCopy(2));
    assert_eq!(lock.write().unwrap().0, 2);
}

#[test]
fn threads_read_and_write() {
    let lock = Arc::new(RwLock::new((0, 0)));
    let writers = (0..3).map(|_| {
        let lock = Arc::clone(&lock);
        thread::spawn(move || {
            for _ in 0..10 {
                let mut pair = lock.write().unwrap();
                pair.0 += 1;
                thread::yield_now();
                pair.1 += 1;
            }
        })
    });
    let readers = (0..3).map(|_| {
        let lock = Arc::clone(&lock);
        thread::spawn(move || {
            for _ in 0..10 {
                let pair = lock.read().unwrap();
                assert_eq!(pair.0, pair.1);
            }
        })
    });
    for thread in writers.chain(readers).collect::<Vec<_>>() {
        thread.join().unwrap();
    }
    assert_eq!(*lock.read().unwrap(), (30, 30));
}

#[test]
fn a_write_guard_blocks_try_read_but_a_read_guard_does_not() {
    let lock = RwLock::new(1);
    let reader = lock.read().unwrap();
    assert_eq!(*lock.try_read().unwrap(), 1);
    drop(reader);
    let writer = lock.write().unwrap();
    assert!(would_block(&lock.try_read()));
    drop(writer);
    assert!(lock.try_read().is_ok());
}

#[test]
fn any_guard_blocks_try_write() {
    let lock = RwLock::new(1);
    let reader = lock.read().unwrap();
    assert!(would_block(&lock.try_write()));
    let second = lock.read().unwrap();
    drop(reader);
    assert!(would_block(&lock.try_write()));
    drop(second);
    let mut writer = lock.try_write().unwrap();
    *writer = 2;
    assert!(would_block(&lock.try_write()));
    drop(writer);
    assert_eq!(*lock.read().unwrap(), 2);
}

#[test]
fn a_panic_under_a_write_guard_poisons() {
    let lock = Arc::new(RwLock::new(1));
    let other = Arc::clone(&lock);
    let thread = thread::spawn(move || {
        panics(|| {
            let mut guard = other.write().unwrap();
            *guard = 2;
            panic!("on purpose");
        });
    });
    thread.join().unwrap();
    assert!(lock.is_poisoned());
    assert_eq!(*lock.read().unwrap_err().into_inner(), 2);
    assert_eq!(**lock.write().unwrap_err().get_ref(), 2);
    assert!(matches!(lock.try_read(), Err(TryLockError::Poisoned(_))));
    assert!(matches!(lock.try_write(), Err(TryLockError::Poisoned(_))));
    let error = lock.read().unwrap_err();
    assert!(
        lock.try_read()
            .is_err_and(|error| matches!(error, TryLockError::Poisoned(_)))
    );
    assert!(would_block(&lock.try_write()));
    drop(error);
}

#[test]
fn a_panic_under_a_read_guard_does_not_poison() {
    let lock = RwLock::new(1);
    panics(|| {
        let _guard = lock.read().unwrap();
        panic!("on purpose");
    });
    assert!(!lock.is_poisoned());
    *lock.write().unwrap() = 2;
}

#[test]
fn unwrap_on_a_poisoned_lock_names_the_line() {
    let lock = poisoned(1);
    let sentence = r"called `Result::unwrap()` on an `Err` value: PoisonError { .. }";
    let line = line!() + 1;
    let said = said_by(|| lock.read().unwrap());
    assert_eq!((said.message.as_str(), said.line), (sentence, line));
    let line = line!() + 1;
    let said = said_by(|| lock.write().unwrap());
    assert_eq!((said.message.as_str(), said.line), (sentence, line));
}

#[test]
fn clear_poison_removes_the_poison() {
    let lock = poisoned(1);
    lock.clear_poison();
    assert!(!lock.is_poisoned());
    assert!(lock.read().is_ok() && lock.write().is_ok());
    poison(&lock);
    assert!(lock.is_poisoned());
}

#[test]
fn it_can_be_used_while_a_thread_unwinds() {
    struct Unwinder<'a>(&'a RwLock<i32>);
    impl Drop for Unwinder<'_> {
        fn drop(&mut self) {
            *self.0.write().unwrap() += 1;
        }
    }
    let lock = RwLock::new(1);
    panics(|| {
        let _unwinder = Unwinder(&lock);
        panic!("on purpose");
    });
    assert_eq!(*lock.read().unwrap(), 2);
}

#[test]
fn into_inner_and_get_mut_return_the_value_even_if_poisoned() {
    assert_eq!(RwLock::new(NotCopy(10)).into_inner().unwrap(), NotCopy(10));
    let error = poisoned(NotCopy(11)).into_inner().unwrap_err();
    assert_eq!(error.into_inner(), NotCopy(11));
    let mut lock = RwLock::new(NotCopy(1));
    mem::forget(lock.read());
    *lock.get_mut().unwrap() = NotCopy(2);
    assert_eq!(lock.into_inner().unwrap(), NotCopy(2));
    let mut lock = poisoned(NotCopy(3));
    assert_eq!(*lock.get_mut().unwrap_err().into_inner(), NotCopy(3));
}

#[test]
fn it_drops_its_value_once() {
    let count = Rc::new(());
    drop(RwLock::new(Rc::clone(&count)));
    assert_eq!(Rc::strong_count(&count), 1);
    drop(RwLock::new(Rc::clone(&count)).into_inner());
    assert_eq!(Rc::strong_count(&count), 1);
}

#[test]
fn forgotten_guards_keep_it_locked() {
    let lock = RwLock::new(1);
    mem::forget(lock.read());
    assert!(lock.try_read().is_ok() && would_block(&lock.try_write()));
    let lock = RwLock::new(1);
    mem::forget(lock.write());
    assert!(would_block(&lock.try_read()) && would_block(&lock.try_write()));
}

#[test]
fn debug_shows_each_state() {
    let lock = RwLock::new(NotCopy(1));
    let free = "RwLock { data: NotCopy(1), poisoned: false, .. }";
    assert_eq!(format!("{lock:?}"), free);
    let reader = lock.read().unwrap();
    assert_eq!(format!("{lock:?}"), free);
    drop(reader);
    let writer = lock.write().unwrap();
    let locked = "RwLock { data: <locked>, poisoned: false, .. }";
    assert_eq!(format!("{lock:?}"), locked);
    drop(writer);
    poison(&lock);
    let broken = "RwLock { data: NotCopy(1), poisoned: true, .. }";
    assert_eq!(format!("{lock:?}"), broken);
}

#[test]
fn guards_print_what_they_guard() {
    let lock = RwLock::new("text");
    let guard = lock.read().unwrap();
    assert_eq!(format!("{guard} {guard:?}"), "text \"text\"");
    drop(guard);
    let mut guard = lock.write().unwrap();
    *guard = "new";
    assert_eq!(format!("{guard} {guard:?}"), "new \"new\"");
}

#[test]
fn it_is_created_in_several_ways() {
    assert_eq!(*RwLock::<NotCopy>::default().read().unwrap(), NotCopy(0));
    assert_eq!(*RwLock::from(NotCopy(2)).read().unwrap(), NotCopy(2));
}

#[test]
fn it_can_be_a_const_and_a_static() {
    static COUNT: RwLock<i32> = RwLock::new(1);
    *COUNT.write().unwrap() += 1;
    assert_eq!(*COUNT.read().unwrap(), 2);
}

#[test]
fn it_holds_unsized_values() {
    let slice: &RwLock<[i32]> = &RwLock::new([1, 2, 3]);
    slice.write().unwrap()[0] = 4;
    let expected: &[i32] = &[4, 2, 3];
    assert_eq!(&*slice.read().unwrap(), expected);
    let boxed: Box<RwLock<dyn fmt::Debug>> = Box::new(RwLock::new(5));
    assert_eq!(
        format!("{:?} {boxed:?}", boxed.read().unwrap()),
        "5 RwLock { data: 5, poisoned: false, .. }"
    );
}

#[test]
fn a_write_guard_becomes_a_read_guard() {
    let lock = RwLock::new(0);
    let mut writer = lock.write().unwrap();
    *writer = 1;
    let reader = RwLockWriteGuard::downgrade(writer);
    assert_eq!(*reader, 1);
    assert!(lock.try_read().is_ok());
    assert!(would_block(&lock.try_write()));
    drop(reader);
    assert!(lock.try_write().is_ok());
}

#[test]
fn no_thread_writes_during_a_downgrade() {
    let lock = Arc::new(RwLock::new(0));
    let threads: Vec<_> = (1..=4)
        .map(|number| {
            let lock = Arc::clone(&lock);
            thread::spawn(move || {
                for _ in 0..10 {
                    let mut writer = lock.write().unwrap();
                    *writer = number;
                    let reader = RwLockWriteGuard::downgrade(writer);
                    thread::yield_now();
                    assert_eq!(*reader, number);
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

#[test]
fn waiting_threads_read_what_was_written_before_the_downgrade() {
    let lock = Arc::new(RwLock::new(0));
    let mut writer = lock.write().unwrap();
    let readers: Vec<_> = (0..2)
        .map(|_| {
            let lock = Arc::clone(&lock);
            thread::spawn(move || *lock.read().unwrap())
        })
        .collect();
    *writer = 5;
    let reader = RwLockWriteGuard::downgrade(writer);
    for thread in readers {
        assert_eq!(thread.join().unwrap(), 5);
    }
    drop(reader);
}

struct Downgrades<'a>(Option<RwLockWriteGuard<'a, i32>>);

impl Drop for Downgrades<'_> {
    fn drop(&mut self) {
        drop(self.0.take().map(RwLockWriteGuard::downgrade));
    }
}

#[test]
fn a_downgrade_keeps_poison_and_adds_none() {
    let lock = poisoned(1);
    let writer = lock.write().unwrap_or_else(PoisonError::into_inner);
    drop(RwLockWriteGuard::downgrade(writer));
    assert!(lock.is_poisoned());
    let lock = RwLock::new(1);
    panics(|| {
        let _writer = Downgrades(Some(lock.write().unwrap()));
        panic!("on purpose");
    });
    assert!(!lock.is_poisoned());
}

#[test]
fn a_read_guard_is_covariant_in_its_value() {
    fn shorter<'a>(
        guard: RwLockReadGuard<'a, &'static str>,
        _: &'a str,
    ) -> RwLockReadGuard<'a, &'a str> {
        guard
    }
    let lock = RwLock::new("static");
    let short = String::from("short");
    assert_eq!(*shorter(lock.read().unwrap(), &short), "static");
}

#[test]
fn auto_traits_are_those_of_std() {
    assert_has! {
        RwLock<i32>: Send, Sync, UnwindSafe, RefUnwindSafe, Unpin;
        RwLock<Cell<i32>>: Send, UnwindSafe, RefUnwindSafe;
        RwLockReadGuard<'static, i32>: Sync, UnwindSafe, RefUnwindSafe, Unpin;
        RwLockWriteGuard<'static, i32>: Sync, UnwindSafe, RefUnwindSafe, Unpin;
        RwLockWriteGuard<'static, Cell<i32>>: UnwindSafe, RefUnwindSafe;
    }
    assert_has_not! {
        RwLock<Cell<i32>>: Sync;
        RwLock<Rc<i32>>: Send, Sync;
        RwLock<i32>: Clone;
        RwLockReadGuard<'static, i32>: Send, Clone;
        RwLockReadGuard<'static, Cell<i32>>: Sync, UnwindSafe, RefUnwindSafe;
        RwLockWriteGuard<'static, i32>: Send;
        RwLockWriteGuard<'static, Cell<i32>>: Sync;
    }
}
