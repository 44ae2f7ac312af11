//! The methods of a `LocalKey` of a cell, other than `with`.

use super::std;
use std::cell::{Cell, RefCell};
use std::prelude::rust_2024::*;
use std::thread_local;

thread_local! {
    static LIST: RefCell<Vec<u8>> = RefCell::new(vec![1]);
    static UNMADE: RefCell<u8> = panic!("set comes first");
    static EAGER: RefCell<u8> = const { RefCell::new(3) };
    static COUNT: Cell<u8> = const { Cell::new(1) };
    static UNCOUNTED: Cell<u8> = panic!("set comes first");
}

#[test]
fn with_borrow_borrows_until_its_closure_returns() {
    LIST.with_borrow_mut(|list| list.push(2));
    assert_eq!(LIST.with_borrow(Vec::len), 2);
    LIST.with_borrow(|list| {
        LIST.with_borrow(|again| assert_eq!(list, again));
        assert!(LIST.with(|cell| cell.try_borrow_mut().is_err()));
    });
}

#[test]
fn replace_take_and_set_change_the_value() {
    assert_eq!(LIST.replace(vec![7]), [1]);
    assert_eq!(LIST.take(), [7]);
    LIST.set(vec![8]);
    assert_eq!(LIST.take(), [8]);
    assert_eq!(LIST.take(), [0; 0]);
}

#[test]
fn the_first_set_does_not_run_the_initializer() {
    UNMADE.set(5);
    assert_eq!(UNMADE.take(), 5);
    UNMADE.set(6);
    assert_eq!(UNMADE.replace(7), 6);
    EAGER.set(4);
    assert_eq!(EAGER.take(), 4);
}

#[test]
fn the_first_use_other_than_set_initializes_the_value() {
    let used = std::thread::spawn(|| UNMADE.with_borrow(|value| *value)).join();
    assert!(used.is_err());
    let used = std::thread::spawn(|| EAGER.with_borrow(|value| *value)).join();
    assert_eq!(used.unwrap(), 3);
}

#[test]
fn keys_with_a_cell_keep_the_methods_of_std() {
    COUNT.set(2);
    assert_eq!(
        (COUNT.get(), COUNT.replace(3), COUNT.take(), COUNT.get()),
        (2, 2, 3, 0)
    );
    UNCOUNTED.set(9);
    assert_eq!(UNCOUNTED.get(), 9);
}

#[test]
fn setting_a_destroyed_thread_local_fails_as_in_std() {
    struct Late;
    impl Drop for Late {
        fn drop(&mut self) {
            let set = std::panic::catch_unwind(|| GONE.set(vec![1]));
            assert_eq!(set.is_err(), GONE.try_with(|_| ()).is_err());
            let borrowed = std::panic::catch_unwind(|| GONE.with_borrow(Vec::len));
            assert_eq!(borrowed.is_err(), set.is_err());
            STILL.set(2);
            assert_eq!(STILL.take(), 2);
        }
    }
    thread_local! {
        static STILL: RefCell<u8> = const { RefCell::new(1) };
        static GONE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
        static HERE: RefCell<Option<Late>> = const { RefCell::new(None) };
    }
    std::thread::spawn(|| {
        HERE.set(Some(Late));
        GONE.set(vec![2]);
    })
    .join()
    .unwrap();
}
