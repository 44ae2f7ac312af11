// `OnceLock`.

use crate::panics::panics;
use crate::{assert_has, assert_has_not};
use std::cell::Cell;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::rc::Rc;
use std::sync::{Arc, Barrier, Mutex, OnceLock};
use std::thread;

#[test]
fn it_can_be_set_only_once() {
    static CELL: OnceLock<i32> = OnceLock::new();
    assert!(CELL.get().is_none());
    assert_eq!(CELL.set(1), Ok(()));
    assert_eq!(CELL.set(2), Err(2));
    assert_eq!(CELL.get(), Some(&1));
    assert_eq!(*CELL.get_or_init(|| 3), 1);
}

#[test]
fn the_first_access_initializes_it() {
    let cell = OnceLock::new();
    assert_eq!(cell.get_or_init(|| 92), &92);
    assert_eq!(cell.get_or_init(|| panic!("it is there")), &92);
    assert_eq!(*cell.wait(), 92);
}

#[test]
fn one_of_many_threads_initializes_the_value() {
    let shared = Arc::new((OnceLock::new(), Mutex::new(0), Barrier::new(4)));
    let threads: Vec<_> = (0..4)
        .map(|number| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                let (cell, runs, barrier) = &*shared;
                barrier.wait();
                *cell.get_or_init(|| {
                    thread::yield_now();
                    *runs.lock().unwrap() += 1;
                    number
                })
            })
        })
        .collect();
    let seen: Vec<i32> = threads
        .into_iter()
        .map(|thread| thread.join().unwrap())
        .collect();
    assert!(seen.iter().all(|number| *number == seen[0]));
    assert_eq!(*shared.1.lock().unwrap(), 1);
    assert_eq!(shared.0.get(), Some(&seen[0]));
}

#[test]
fn one_of_many_threads_sets_the_value() {
    let cell = Arc::new(OnceLock::new());
    let threads: Vec<_> = (0..3)
        .map(|number| {
            let cell = Arc::clone(&cell);
            thread::spawn(move || cell.set(number))
        })
        .collect();
    let results: Vec<_> = threads
        .into_iter()
        .map(|thread| thread.join().unwrap())
        .collect();
    let winner = results.iter().position(Result::is_ok).unwrap();
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    assert_eq!(cell.get(), Some(&winner));
}

#[test]
fn set_waits_for_the_thread_that_initializes_the_value() {
    let shared = Arc::new((OnceLock::new(), Barrier::new(2)));
    let other = Arc::clone(&shared);
    let thread = thread::spawn(move || {
        other.1.wait();
        assert_eq!(other.0.set(2), Err(2));
    });
    shared.0.get_or_init(|| {
        shared.1.wait();
        thread::yield_now();
        assert!(shared.0.get().is_none());
        1
    });
    thread.join().unwrap();
}

#[test]
fn wait_ends_with_set_and_with_get_or_init() {
    for way in 0..2 {
        let cell = Arc::new(OnceLock::new());
        let other = Arc::clone(&cell);
        let thread = thread::spawn(move || *other.wait());
        if way == 0 {
            cell.set(5).unwrap();
        } else {
            cell.get_or_init(|| 5);
        }
        assert_eq!(thread.join().unwrap(), 5);
    }
}

#[test]
fn after_a_panic_it_is_empty_and_can_be_set() {
    let cell = OnceLock::new();
    panics(|| cell.get_or_init(|| panic!("on purpose")));
    assert!(cell.get().is_none());
    assert_eq!(cell.get_or_init(|| 1), &1);
    let cell = OnceLock::new();
    panics(|| cell.get_or_init(|| panic!("on purpose")));
    assert_eq!(cell.set(2), Ok(()));
    assert_eq!(cell.wait(), &2);
}

#[test]
fn get_mut_changes_an_existing_value() {
    let mut cell = OnceLock::new();
    assert!(cell.get_mut().is_none());
    cell.set(90).unwrap();
    *cell.get_mut().unwrap() += 2;
    assert_eq!(cell.get_mut(), Some(&mut 92));
}

#[test]
fn take_empties_the_cell_so_that_it_can_be_set_again() {
    let mut cell = OnceLock::new();
    assert!(cell.take().is_none());
    cell.set("first").unwrap();
    assert_eq!(cell.take(), Some("first"));
    assert!(cell.get().is_none());
    let cell = Arc::new(cell);
    let other = Arc::clone(&cell);
    let thread = thread::spawn(move || *other.wait());
    cell.set("second").unwrap();
    assert_eq!(thread.join().unwrap(), "second");
    let mut made: OnceLock<i32> = OnceLock::from(1);
    assert_eq!(made.take(), Some(1));
    assert_eq!(made.set(2), Ok(()));
}

#[test]
fn into_inner_returns_the_value_if_there_is_one() {
    let cell: OnceLock<String> = OnceLock::new();
    assert_eq!(cell.into_inner(), None);
    let cell = OnceLock::from(String::from("text"));
    assert_eq!(cell.into_inner().as_deref(), Some("text"));
}

#[test]
fn values_and_closures_are_dropped_once() {
    let count = Rc::new(());
    let cell = OnceLock::new();
    cell.set(Rc::clone(&count)).unwrap();
    let refused = cell.set(Rc::clone(&count));
    assert_eq!(Rc::strong_count(&count), 3);
    drop((cell, refused));
    assert_eq!(Rc::strong_count(&count), 1);
    let cell = OnceLock::from(1);
    let captured = Rc::clone(&count);
    cell.get_or_init(move || Rc::strong_count(&captured));
    assert_eq!(Rc::strong_count(&count), 1);
    drop(OnceLock::<Rc<()>>::new());
}

#[test]
fn it_can_be_cloned_compared_and_created() {
    let cell: OnceLock<i32> = OnceLock::default();
    assert_eq!(cell, cell.clone());
    cell.set(1).unwrap();
    let clone = cell.clone();
    assert_eq!(clone.get(), Some(&1));
    assert_eq!(cell, clone);
    assert_ne!(cell, OnceLock::from(2));
    assert_ne!(cell, OnceLock::new());
    assert_eq!(OnceLock::from(1), 1.into());
}

#[test]
fn debug_shows_both_states() {
    let cell = OnceLock::new();
    assert_eq!(format!("{cell:?}"), "OnceLock(<uninit>)");
    cell.set("text").unwrap();
    assert_eq!(format!("{cell:?}"), "OnceLock(\"text\")");
}

struct Node<'a>(OnceLock<&'a Node<'a>>);

#[test]
fn the_value_may_refer_to_variables_dropped_at_the_same_time() {
    // std's `Drop` says that it does not look at the value, and its twin must not either.
    let cell = OnceLock::new();
    let text = String::from("text");
    cell.set(&text).unwrap();
    let node = Node(OnceLock::new());
    assert!(node.0.set(&node).is_ok());
}

#[test]
fn references_live_as_long_as_the_cell() {
    fn name(cell: &OnceLock<String>) -> &str {
        cell.get_or_init(|| String::from("name"))
    }
    let cell = OnceLock::new();
    let (one, two) = (name(&cell), cell.wait());
    assert_eq!(one, two);
}

#[test]
fn auto_traits_are_those_of_std() {
    assert_has! {
        OnceLock<i32>: Send, Sync, UnwindSafe, RefUnwindSafe, Unpin, Eq;
        OnceLock<Cell<i32>>: Send, UnwindSafe;
        OnceLock<Rc<i32>>: Unpin;
    }
    assert_has_not! {
        OnceLock<Cell<i32>>: Sync, RefUnwindSafe;
        OnceLock<Rc<i32>>: Send, Sync;
        OnceLock<&'static mut i32>: UnwindSafe, RefUnwindSafe;
        OnceLock<i32>: Copy, PartialOrd, std::hash::Hash;
    }
}
