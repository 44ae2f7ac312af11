// `Mutex` and its guard.

use crate::panics::{panics, said_by};
use crate::{assert_has, assert_has_not};
use std::collections::HashMap;
use std::fmt;
use std::mem;
use std::panic::{AssertUnwindSafe, RefUnwindSafe, UnwindSafe};
use std::rc::Rc;
use std::sync::{Arc, LockResult, Mutex, MutexGuard, PoisonError, TryLockError, TryLockResult};
use std::thread;

#[derive(Debug, Default, PartialEq, Eq)]
struct NotCopy(i32);

/// Poisons a mutex.
fn poison<T>(mutex: &Mutex<T>) {
    panics(|| {
        let _guard = mutex.lock().unwrap();
        panic!("while having it");
    });
}

fn poisoned<T>(value: T) -> Mutex<T> {
    let mutex = Mutex::new(value);
    poison(&mutex);
    mutex
}

#[test]
fn it_is_locked_and_locked_again() {
    let mutex = Mutex::new(());
    drop(mutex.lock().unwrap());
    drop(mutex.lock().unwrap());
}

#[test]
fn a_guard_sees_what_the_previous_one_wrote() {
    let mutex = Mutex::new(NotCopy(1));
    mutex.lock().unwrap().0 += 1;
    *mutex.lock().unwrap() = NotCopy(mutex_value(&mutex) + 1);
    assert_eq!(mutex_value(&mutex), 3);
}

fn mutex_value(mutex: &Mutex<NotCopy>) -> i32 {
    // The guard of the left side is created after this one was dropped.
    mutex.lock().unwrap().0
}

#[test]
fn threads_count_together() {
    let count = Arc::new(Mutex::new(0));
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let count = Arc::clone(&count);
            thread::spawn(move || {
                for _ in 0..25 {
                    *count.lock().unwrap() += 1;
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(*count.lock().unwrap(), 100);
}

#[test]
fn a_guard_is_held_across_steps_of_others() {
    let pair = Arc::new(Mutex::new((0, 0)));
    let other = Arc::clone(&pair);
    let guard = pair.lock().unwrap();
    let thread = thread::spawn(move || {
        let (a, b) = *other.lock().unwrap();
        assert_eq!(a, b);
    });
    let mut guard = guard;
    guard.0 = 1;
    thread::yield_now();
    guard.1 = 1;
    drop(guard);
    thread.join().unwrap();
}

#[test]
fn try_lock_takes_what_is_free() {
    let mutex = Mutex::new(3);
    *mutex.try_lock().unwrap() = 4;
    assert_eq!(*mutex.try_lock().unwrap(), 4);
}

#[test]
fn try_lock_does_not_wait() {
    let mutex = Mutex::new(3);
    let guard = mutex.lock().unwrap();
    assert!(matches!(mutex.try_lock(), Err(TryLockError::WouldBlock)));
    drop(guard);
    assert!(mutex.try_lock().is_ok());
}

#[test]
fn try_lock_in_another_thread_does_not_wait() {
    let mutex = Arc::new(Mutex::new(3));
    let guard = mutex.lock().unwrap();
    let other = Arc::clone(&mutex);
    let thread = thread::spawn(move || matches!(other.try_lock(), Err(TryLockError::WouldBlock)));
    assert!(thread.join().unwrap());
    drop(guard);
}

#[test]
fn try_lock_reports_poison_and_still_returns_the_guard() {
    let mutex = poisoned(3);
    let error = mutex.try_lock().unwrap_err();
    let TryLockError::Poisoned(error) = error else {
        panic!("it is free")
    };
    assert_eq!(**error.get_ref(), 3);
    assert!(matches!(mutex.try_lock(), Err(TryLockError::WouldBlock)));
    drop(error);
    assert!(matches!(mutex.try_lock(), Err(TryLockError::Poisoned(_))));
}

#[test]
fn a_panic_poisons_and_lock_says_so() {
    let mutex = Arc::new(Mutex::new(1));
    assert!(!mutex.is_poisoned());
    let other = Arc::clone(&mutex);
    let thread = thread::spawn(move || {
        panics(|| {
            let mut guard = other.lock().unwrap();
            *guard = 2;
            panic!("on purpose");
        });
    });
    thread.join().unwrap();
    assert!(mutex.is_poisoned());
    assert_eq!(*mutex.lock().unwrap_err().into_inner(), 2);
    assert!(mutex.is_poisoned());
}

#[test]
fn unwrap_on_a_poisoned_lock_names_the_line() {
    let mutex = poisoned(1);
    let line = line!() + 1;
    let said = said_by(|| mutex.lock().unwrap());
    let sentence = r"called `Result::unwrap()` on an `Err` value: PoisonError { .. }";
    assert_eq!((said.message.as_str(), said.line), (sentence, line));
    let said = said_by(|| mutex.try_lock().unwrap());
    assert!(said.message.contains("Poisoned(..)"), "{said:?}");
    let guard = mutex.lock();
    let said = said_by(|| mutex.try_lock().unwrap());
    assert!(said.message.contains("WouldBlock"), "{said:?}");
    drop(guard);
}

#[test]
fn clear_poison_removes_the_poison() {
    let mutex = poisoned(1);
    let guard = mutex.lock().unwrap_or_else(|mut error| {
        **error.get_mut() = 5;
        mutex.clear_poison();
        error.into_inner()
    });
    assert!(!mutex.is_poisoned());
    drop(guard);
    assert_eq!(*mutex.lock().unwrap(), 5);
    poison(&mutex);
    assert!(mutex.is_poisoned());
}

#[test]
fn a_guard_taken_in_a_panic_does_not_poison() {
    struct Locks<'a>(&'a Mutex<i32>);
    impl Drop for Locks<'_> {
        fn drop(&mut self) {
            *self.0.lock().unwrap() += 1;
        }
    }
    let mutex = Mutex::new(1);
    panics(|| {
        let _locks = Locks(&mutex);
        panic!("on purpose");
    });
    assert_eq!(*mutex.lock().unwrap(), 2);
}

#[test]
fn a_guard_dropped_before_the_panic_does_not_poison() {
    let mutex = Mutex::new(1);
    panics(|| {
        drop(mutex.lock().unwrap());
        panic!("on purpose");
    });
    assert!(!mutex.is_poisoned());
}

#[test]
fn it_can_be_used_while_a_thread_unwinds() {
    struct Unwinder(Arc<Mutex<i32>>);
    impl Drop for Unwinder {
        fn drop(&mut self) {
            *self.0.lock().unwrap() += 1;
        }
    }
    let mutex = Arc::new(Mutex::new(1));
    let other = Arc::clone(&mutex);
    let thread = thread::spawn(move || {
        panics(move || {
            let _unwinder = Unwinder(other);
            panic!("on purpose");
        });
    });
    thread.join().unwrap();
    assert_eq!(*mutex.lock().unwrap(), 2);
}

#[test]
fn into_inner_returns_the_value_or_the_error_with_it() {
    assert_eq!(Mutex::new(NotCopy(10)).into_inner().unwrap(), NotCopy(10));
    let error = poisoned(NotCopy(11)).into_inner().unwrap_err();
    assert_eq!(error.into_inner(), NotCopy(11));
}

#[test]
fn into_inner_drops_the_value_once() {
    let count = Rc::new(());
    let mutex = Mutex::new(Rc::clone(&count));
    assert_eq!(Rc::strong_count(&count), 2);
    {
        let _inner = mutex.into_inner().unwrap();
        assert_eq!(Rc::strong_count(&count), 2);
    }
    assert_eq!(Rc::strong_count(&count), 1);
    drop(Mutex::new(Rc::clone(&count)));
    assert_eq!(Rc::strong_count(&count), 1);
}

#[test]
fn get_mut_needs_no_lock() {
    let mut mutex = Mutex::new(NotCopy(10));
    mem::forget(mutex.lock());
    *mutex.get_mut().unwrap() = NotCopy(20);
    assert_eq!(mutex.into_inner().unwrap(), NotCopy(20));
    let mut mutex = poisoned(NotCopy(1));
    let error = mutex.get_mut().unwrap_err();
    assert_eq!(*error.into_inner(), NotCopy(1));
}

#[test]
fn a_forgotten_guard_keeps_it_locked() {
    let mutex = Mutex::new(1);
    mem::forget(mutex.lock().unwrap());
    assert!(matches!(mutex.try_lock(), Err(TryLockError::WouldBlock)));
}

#[test]
fn debug_shows_each_state() {
    let mutex = Mutex::new(NotCopy(1));
    let free = "Mutex { data: NotCopy(1), poisoned: false, .. }";
    assert_eq!(format!("{mutex:?}"), free);
    let guard = mutex.lock().unwrap();
    let locked = format!("{mutex:?}");
    assert!(locked.contains("<locked>"), "{locked}");
    assert!(locked.ends_with(", poisoned: false, .. }"), "{locked}");
    drop(guard);
    poison(&mutex);
    let broken = "Mutex { data: NotCopy(1), poisoned: true, .. }";
    assert_eq!(format!("{mutex:?}"), broken);
    let pretty = "Mutex {\n    data: NotCopy(\n        1,\n    ),\n    poisoned: true,\n    ..\n}";
    assert_eq!(format!("{mutex:#?}"), pretty);
}

#[test]
fn debug_may_lock_the_value_inside() {
    let inner = Arc::new(Mutex::new(1));
    let outer = Mutex::new(Arc::clone(&inner));
    let text = "Mutex { data: Mutex { data: 1, poisoned: false, .. }, poisoned: false, .. }";
    assert_eq!(format!("{outer:?}"), text);
}

#[test]
fn a_panic_while_it_is_printed_poisons() {
    struct Bad;
    impl fmt::Debug for Bad {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            panic!("cannot be printed")
        }
    }
    let mutex = Mutex::new(Bad);
    panics(|| format!("{mutex:?}"));
    assert!(mutex.is_poisoned());
}

#[test]
fn guards_print_what_they_guard() {
    let mutex = Mutex::new("text");
    let guard = mutex.lock().unwrap();
    assert_eq!(
        format!("{guard} {guard:?} {guard:>6}"),
        "text \"text\"   text"
    );
    let text = format!("{:?}", mutex.try_lock());
    assert!(
        text.starts_with("Err(") && text.contains("WouldBlock"),
        "{text}"
    );
    drop(guard);
    assert_eq!(format!("{:?}", mutex.lock()), "Ok(\"text\")");
}

#[derive(Default)]
struct Derived {
    mutex: Mutex<Vec<i32>>,
}

#[test]
fn it_is_created_in_several_ways() {
    assert_eq!(*Mutex::<NotCopy>::default().lock().unwrap(), NotCopy(0));
    assert_eq!(*Mutex::from(NotCopy(2)).lock().unwrap(), NotCopy(2));
    let into: Mutex<i32> = 3.into();
    assert_eq!(into.into_inner().unwrap(), 3);
    let many: Vec<Mutex<i32>> = vec![1, 2].into_iter().map(Mutex::new).collect();
    assert_eq!(*many[1].lock().unwrap(), 2);
    assert!(Derived::default().mutex.lock().unwrap().is_empty());
}

#[test]
fn it_can_be_a_const_and_a_static() {
    static COUNT: Mutex<i32> = Mutex::new(1);
    static TABLE: [Mutex<Option<&str>>; 2] = [const { Mutex::new(None) }; 2];
    *COUNT.lock().unwrap() += 1;
    assert_eq!(*COUNT.lock().unwrap(), 2);
    *TABLE[1].lock().unwrap() = Some("set");
    assert!(TABLE[0].lock().unwrap().is_none());
    assert_eq!(*TABLE[1].lock().unwrap(), Some("set"));
}

#[test]
fn it_holds_unsized_and_zero_sized_values() {
    let slice: &Mutex<[i32]> = &Mutex::new([1, 2, 3]);
    slice.lock().unwrap()[0] = 4;
    let expected: &[i32] = &[4, 2, 3];
    assert_eq!(&*slice.lock().unwrap(), expected);
    let boxed: Box<Mutex<dyn fmt::Debug>> = Box::new(Mutex::new(5));
    assert_eq!(format!("{:?}", boxed.lock().unwrap()), "5");
    let shared: Arc<Mutex<dyn Fn() -> i32 + Send>> = Arc::new(Mutex::new(|| 7));
    assert_eq!((shared.lock().unwrap())(), 7);
    assert!(boxed.try_lock().is_ok() && !boxed.is_poisoned());
    *Mutex::new(()).lock().unwrap() = ();
}

#[test]
fn a_mutex_may_be_inside_a_mutex() {
    let inner = Arc::new(Mutex::new(1));
    let outer = Arc::new(Mutex::new(inner));
    let thread = thread::spawn(move || {
        let outer = outer.lock().unwrap();
        let inner = outer.lock().unwrap();
        *inner
    });
    assert_eq!(thread.join().unwrap(), 1);
}

#[test]
fn guards_can_be_passed_to_functions_and_stored_in_structs() {
    struct Holder<'a> {
        guard: MutexGuard<'a, HashMap<&'static str, i32>>,
    }
    fn lock<T>(mutex: &Mutex<T>) -> LockResult<MutexGuard<'_, T>> {
        mutex.lock()
    }
    fn try_it<T>(mutex: &Mutex<T>) -> TryLockResult<MutexGuard<'_, T>> {
        let guard = mutex.try_lock()?;
        Ok(guard)
    }
    fn both<'a>(one: MutexGuard<'a, i32>, _: &'a str) -> MutexGuard<'a, i32> {
        one
    }
    let mutex = Mutex::new(HashMap::new());
    let mut holder = Holder {
        guard: lock(&mutex).unwrap_or_else(PoisonError::into_inner),
    };
    holder.guard.insert("a", 1);
    assert!(try_it(&mutex).is_err());
    drop(holder);
    assert_eq!(try_it(&mutex).unwrap()["a"], 1);
    let short = String::from("short");
    let long: &'static Mutex<i32> = Box::leak(Box::new(Mutex::new(9)));
    assert_eq!(*both(long.lock().unwrap(), &short), 9);
}

#[test]
fn temporaries_are_dropped_where_std_drops_them() {
    let mutex = Mutex::new(vec![3, 2, 1]);
    mutex.lock().unwrap().sort_unstable();
    let first = mutex.lock().unwrap()[0];
    assert_eq!(first, 1);
    if let Some(last) = mutex.lock().unwrap().pop() {
        assert!(mutex.try_lock().is_err());
        assert_eq!(last, 3);
    }
    assert!(mutex.try_lock().is_ok());
}

#[test]
fn the_value_is_dropped_after_the_other_fields_as_in_std() {
    struct Says(&'static str, Arc<Mutex<Vec<&'static str>>>);
    impl Drop for Says {
        fn drop(&mut self) {
            self.1.lock().unwrap().push(self.0);
        }
    }
    let order = Arc::new(Mutex::new(Vec::new()));
    {
        let mutex = Mutex::new(Says("old", Arc::clone(&order)));
        *mutex.lock().unwrap() = Says("new", Arc::clone(&order));
        order.lock().unwrap().push("replaced");
    }
    assert_eq!(*order.lock().unwrap(), ["old", "replaced", "new"]);
}

#[test]
fn auto_traits_are_those_of_std() {
    assert_has! {
        Mutex<i32>: Send, Sync, UnwindSafe, RefUnwindSafe, Unpin;
        Mutex<std::cell::Cell<i32>>: Send, Sync;
        Mutex<Rc<i32>>: UnwindSafe, RefUnwindSafe;
        Mutex<&'static mut i32>: UnwindSafe, RefUnwindSafe;
        Mutex<[i32]>: Send, Sync;
        MutexGuard<'static, i32>: Sync, UnwindSafe, RefUnwindSafe, Unpin;
        MutexGuard<'static, std::cell::Cell<i32>>: UnwindSafe, RefUnwindSafe;
    }
    assert_has_not! {
        Mutex<Rc<i32>>: Send, Sync;
        Mutex<*const i32>: Send, Sync;
        Mutex<i32>: Clone;
        MutexGuard<'static, i32>: Send, Clone;
        MutexGuard<'static, std::cell::Cell<i32>>: Sync;
        MutexGuard<'static, Rc<i32>>: Send, Sync;
    }
}

#[test]
fn a_reference_to_it_may_cross_catch_unwind() {
    let mutex = Mutex::new(std::cell::Cell::new(1));
    let result = std::panic::catch_unwind(|| mutex.lock().unwrap().get());
    assert_eq!(result.unwrap(), 1);
    let guard = mutex.lock().unwrap();
    let seen = std::panic::catch_unwind(AssertUnwindSafe(|| guard.get()));
    assert_eq!(seen.unwrap(), 1);
}
