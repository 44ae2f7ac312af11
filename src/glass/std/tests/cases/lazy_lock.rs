// `LazyLock`.

use crate::panics::{panics, said_by};
use crate::{assert_has, assert_has_not};
use std::cell::Cell;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::rc::Rc;
use std::sync::{Arc, Barrier, LazyLock, Mutex};
use std::thread;

const SENTENCE: &str = "LazyLock instance has previously been poisoned";

#[test]
fn it_is_initialized_on_first_use_and_only_once() {
    let calls = Cell::new(0);
    let lazy = LazyLock::new(|| {
        calls.set(calls.get() + 1);
        92
    });
    assert_eq!(calls.get(), 0);
    assert_eq!(*lazy - 30, 62);
    assert_eq!(*lazy - 30, 62);
    assert_eq!(LazyLock::force(&lazy), &92);
    assert_eq!(calls.get(), 1);
}

#[test]
fn it_can_be_a_static() {
    static VALUES: LazyLock<Vec<String>> = LazyLock::new(|| vec!["a".to_owned(), "b".to_owned()]);
    static COUNT: LazyLock<Mutex<i32>> = LazyLock::new(Mutex::default);
    fn values() -> &'static Vec<String> {
        static VALUES: LazyLock<Vec<String>> = LazyLock::new(Vec::new);
        &VALUES
    }
    let thread = thread::spawn(|| VALUES.len());
    assert_eq!(thread.join().unwrap(), 2);
    *COUNT.lock().unwrap() += 1;
    assert_eq!(*COUNT.lock().unwrap(), 1);
    assert!(values().is_empty());
}

#[test]
fn one_of_many_threads_initializes_the_value() {
    static RUNS: Mutex<i32> = Mutex::new(0);
    let shared = Arc::new((
        LazyLock::new(|| {
            thread::yield_now();
            let mut runs = RUNS.lock().unwrap();
            *runs += 1;
            *runs
        }),
        Barrier::new(4),
    ));
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                shared.1.wait();
                *shared.0
            })
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), 1);
    }
    assert_eq!(*RUNS.lock().unwrap(), 1);
}

#[test]
fn a_panic_poisons_for_good_with_stds_message_and_place() {
    let lazy: LazyLock<String> = LazyLock::new(|| panic!("kaboom"));
    assert_eq!(said_by(|| lazy.len()).message, "kaboom");
    for _ in 0..2 {
        let said = said_by(|| lazy.len());
        assert_eq!(said.message, SENTENCE);
        assert!(said.file.contains("library"), "{said:?}");
    }
    assert!(LazyLock::get(&lazy).is_none());
    assert_eq!(format!("{lazy:?}"), "LazyLock(<uninit>)");
}

#[test]
fn threads_that_wait_for_a_panicking_initializer_panic_too() {
    let barrier = Arc::new(Barrier::new(2));
    let inside = Arc::clone(&barrier);
    let lazy = Arc::new(LazyLock::new(move || -> i32 {
        inside.wait();
        panic!("on purpose")
    }));
    let other = Arc::clone(&lazy);
    let thread = thread::spawn(move || said_by(|| **other).message);
    barrier.wait();
    let mine = said_by(|| **lazy).message;
    assert_eq!(
        (mine.as_str(), thread.join().unwrap().as_str()),
        (SENTENCE, "on purpose")
    );
}

#[test]
fn get_does_not_initialize_the_value() {
    let mut lazy = LazyLock::new(|| 92);
    assert_eq!(LazyLock::get(&lazy), None);
    assert_eq!(LazyLock::get_mut(&mut lazy), None);
    LazyLock::force(&lazy);
    assert_eq!(LazyLock::get(&lazy), Some(&92));
    assert_eq!(LazyLock::get_mut(&mut lazy), Some(&mut 92));
}

#[test]
fn force_mut_initializes_the_value_and_lets_it_be_changed() {
    let mut lazy = LazyLock::new(|| vec![1]);
    LazyLock::force_mut(&mut lazy).push(2);
    lazy.push(3);
    assert_eq!(*lazy, [1, 2, 3]);
    assert_eq!(LazyLock::force_mut(&mut lazy).len(), 3);
}

#[test]
fn a_panic_in_force_mut_poisons() {
    let mut lazy = LazyLock::<String>::new(|| panic!("on purpose"));
    panics(|| LazyLock::force_mut(&mut lazy).len());
    assert_eq!(
        said_by(|| LazyLock::force_mut(&mut lazy).len()).message,
        SENTENCE
    );
    assert_eq!(said_by(|| lazy.len()).message, SENTENCE);
    assert!(LazyLock::get_mut(&mut lazy).is_none());
    let mut lazy = LazyLock::<String>::new(|| panic!("on purpose"));
    panics(|| lazy.len());
    assert_eq!(
        said_by(|| LazyLock::force_mut(&mut lazy).len()).message,
        SENTENCE
    );
}

#[test]
fn debug_shows_both_states() {
    let lazy = LazyLock::new(|| "text");
    assert_eq!(format!("{lazy:?}"), "LazyLock(<uninit>)");
    LazyLock::force(&lazy);
    assert_eq!(format!("{lazy:?}"), "LazyLock(\"text\")");
}

#[test]
fn default_contains_the_default_value() {
    let lazy: LazyLock<Vec<i32>> = LazyLock::default();
    assert!(LazyLock::get(&lazy).is_none());
    assert!(lazy.is_empty());
}

#[test]
fn either_the_closure_or_the_value_is_dropped() {
    let count = Rc::new(());
    let captured = Rc::clone(&count);
    drop(LazyLock::new(move || captured));
    assert_eq!(Rc::strong_count(&count), 1);
    let captured = Rc::clone(&count);
    let lazy = LazyLock::new(move || captured);
    assert_eq!(Rc::strong_count(&lazy), 2);
    drop(lazy);
    assert_eq!(Rc::strong_count(&count), 1);
    let captured = Rc::clone(&count);
    let lazy = LazyLock::new(move || -> i32 {
        drop(captured);
        panic!("on purpose")
    });
    panics(|| *lazy);
    assert_eq!(Rc::strong_count(&count), 1);
}

fn generic<T, F: FnOnce() -> T>(lazy: &LazyLock<T, F>) -> &T {
    lazy
}

#[test]
fn its_type_is_inferred() {
    let number = 1;
    let lazy = LazyLock::new(|| Cell::new(Some(number)));
    assert_eq!(lazy.get(), Some(1));
    assert_eq!(generic(&lazy).take(), Some(1));
}

#[test]
fn one_lazy_value_may_need_another() {
    static FIRST: LazyLock<i32> = LazyLock::new(|| *SECOND + 1);
    static SECOND: LazyLock<i32> = LazyLock::new(|| 1);
    assert_eq!((*FIRST, *SECOND), (2, 1));
}

#[test]
fn auto_traits_are_those_of_std() {
    type Makes<T> = LazyLock<T, Box<dyn FnOnce() -> T + Send>>;
    assert_has! {
        LazyLock<i32>: Send, Sync, UnwindSafe, RefUnwindSafe, Unpin;
        Makes<i32>: Send, Sync, Unpin;
        LazyLock<Cell<i32>>: Send, UnwindSafe;
    }
    assert_has_not! {
        LazyLock<Cell<i32>>: Sync, RefUnwindSafe;
        LazyLock<Rc<i32>>: Send, Sync;
        LazyLock<i32, Rc<i32>>: Send, Sync;
        Makes<i32>: UnwindSafe, RefUnwindSafe;
        LazyLock<i32>: Clone, PartialEq;
    }
}
