//! The methods of `RefCell`.

use super::std;
use crate::panicking::panic_of;
use std::cell::{BorrowError, BorrowMutError, Cell, RefCell};
use std::rc::Rc;
use std::thread_local;

const MADE_IN_CONST: RefCell<u8> = RefCell::new(3);

#[test]
fn new_is_const() {
    thread_local! {
        static KEPT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    KEPT.with(|kept| kept.borrow_mut().push(1));
    KEPT.with(|kept| assert_eq!(*kept.borrow(), [1]));
    let made = MADE_IN_CONST;
    assert_eq!(made.into_inner(), 3);
}

#[test]
fn a_cell_is_read_and_written() {
    let cell = RefCell::new(5);
    {
        let one = cell.borrow();
        let other = cell.borrow();
        assert_eq!((*one, *other), (5, 5));
    }
    *cell.borrow_mut() += 1;
    assert_eq!(*cell.borrow(), 6);
}

#[test]
fn into_inner_and_get_mut_check_no_borrows() {
    let mut cell = RefCell::new(String::from("a"));
    std::mem::forget(cell.borrow());
    cell.get_mut().push('b');
    assert_eq!(cell.into_inner(), "ab");
}

#[test]
fn as_ptr_points_to_the_value() {
    let cell = RefCell::new(7);
    let seen = std::ptr::from_ref(&*cell.borrow());
    assert_eq!(cell.as_ptr().cast_const(), seen);
}

#[test]
fn replace_returns_the_old_value() {
    let cell = RefCell::new(1);
    assert_eq!(cell.replace(2), 1);
    assert_eq!(cell.replace_with(|old| *old * 10), 2);
    assert_eq!(cell.take(), 20);
    assert_eq!(cell, RefCell::new(0));
}

#[test]
fn replace_with_borrows_the_cell_while_its_closure_runs() {
    let cell = RefCell::new(1);
    cell.replace_with(|_| {
        assert!(cell.try_borrow().is_err());
        2
    });
    assert!(cell.try_borrow_mut().is_ok());
    let reported = panic_of(|| {
        cell.replace_with(|old| {
            *old = 9;
            panic!("on the way")
        });
    });
    assert_eq!(reported.message, "on the way");
    assert_eq!(*cell.borrow(), 9);
    assert!(cell.try_borrow_mut().is_ok());
}

#[test]
fn swap_exchanges_two_values() {
    let (one, other) = (RefCell::new(1), RefCell::new(2));
    one.swap(&other);
    assert_eq!((one.into_inner(), other.into_inner()), (2, 1));
}

#[test]
fn take_creates_the_default_before_it_borrows() {
    thread_local! {
        static SEEN: Cell<Option<bool>> = const { Cell::new(None) };
        static CELL: RefCell<Looks> = const { RefCell::new(Looks(1)) };
    }
    struct Looks(u8);
    impl Default for Looks {
        fn default() -> Self {
            SEEN.set(Some(CELL.with(|cell| cell.try_borrow_mut().is_ok())));
            Self(0)
        }
    }
    assert_eq!(CELL.with(RefCell::take).0, 1);
    assert_eq!(SEEN.get(), Some(true));
}

#[test]
fn try_borrow_fails_during_a_mutable_borrow() {
    let cell = RefCell::new(1);
    let writer = cell.borrow_mut();
    let error: BorrowError = cell.try_borrow().err().unwrap();
    assert_eq!(error.to_string(), "RefCell already mutably borrowed");
    assert_eq!(format!("{error:?}"), "BorrowError");
    let error: BorrowMutError = cell.try_borrow_mut().err().unwrap();
    assert_eq!(error.to_string(), "RefCell already borrowed");
    drop(writer);
    assert!(cell.try_borrow().is_ok());
    let reader = cell.try_borrow().unwrap();
    assert!(cell.try_borrow().is_ok());
    assert!(cell.try_borrow_mut().is_err());
    drop(reader);
    assert!(cell.try_borrow_mut().is_ok());
}

#[test]
fn try_borrow_unguarded_fails_only_while_a_write_guard_is_alive() {
    let cell = RefCell::new(4);
    let reader = cell.borrow();
    // SAFETY: it is not borrowed mutably while the reference is used.
    assert_eq!(unsafe { cell.try_borrow_unguarded() }.unwrap(), &4);
    drop(reader);
    let writer = cell.borrow_mut();
    // SAFETY: no reference is given out.
    assert!(unsafe { cell.try_borrow_unguarded() }.is_err());
    drop(writer);
}

#[test]
fn a_refused_borrow_panics_where_it_was_asked_for() {
    let cell = RefCell::new(1);
    let reader = cell.borrow();
    let (reported, line) = (panic_of(|| cell.borrow_mut()), line!());
    assert_eq!((reported.line, reported.file.as_str()), (line, file!()));
    assert_eq!(reported.message, "RefCell already borrowed");
    let (reported, line) = (panic_of(|| cell.replace(2)), line!());
    assert_eq!((reported.line, reported.file.as_str()), (line, file!()));
    let (reported, line) = (panic_of(|| cell.replace_with(|old| *old)), line!());
    assert_eq!((reported.line, reported.file.as_str()), (line, file!()));
    drop(reader);
    let writer = cell.borrow_mut();
    let (reported, line) = (panic_of(|| cell.borrow()), line!());
    assert_eq!((reported.line, reported.file.as_str()), (line, file!()));
    assert_eq!(reported.message, "RefCell already mutably borrowed");
    drop(writer);
    assert_eq!(cell.into_inner(), 1);
}

#[test]
fn swap_and_take_panic_inside_std() {
    let cell = RefCell::new(1);
    let reported = panic_of(|| cell.swap(&cell));
    assert!(reported.file.ends_with("core/src/cell.rs"), "{reported:?}");
    assert_eq!(reported.message, "RefCell already borrowed");
    assert!(cell.try_borrow_mut().is_ok());
    let other = RefCell::new(2);
    let reader = other.borrow();
    let reported = panic_of(|| cell.swap(&other));
    assert!(reported.file.ends_with("core/src/cell.rs"), "{reported:?}");
    assert!(cell.try_borrow_mut().is_ok());
    let reported = panic_of(|| other.take());
    assert!(reported.file.ends_with("core/src/cell.rs"), "{reported:?}");
    drop(reader);
}

#[test]
fn a_cell_stays_free_after_a_panic_under_a_guard() {
    let cell = RefCell::new(1);
    panic_of(|| {
        let mut writer = cell.borrow_mut();
        *writer = 2;
        panic!("with a guard");
    });
    assert_eq!(*cell.borrow(), 2);
}

#[test]
fn a_cell_of_something_unsized_is_borrowed() {
    let cell: Rc<RefCell<[i32]>> = Rc::new(RefCell::new([1, 2, 3]));
    cell.borrow_mut()[0] = 9;
    assert_eq!(cell.borrow().iter().sum::<i32>(), 14);
    let shown: &RefCell<dyn std::fmt::Debug> = &RefCell::new(5);
    assert_eq!(format!("{:?}", &*shown.borrow()), "5");
    assert!(shown.try_borrow_mut().is_ok());
}

#[test]
fn cells_that_point_at_each_other_are_accepted() {
    struct Node<'a>(RefCell<Option<&'a Node<'a>>>);
    let (one, other) = (Node(RefCell::new(None)), Node(RefCell::new(None)));
    *one.0.borrow_mut() = Some(&other);
    *other.0.borrow_mut() = Some(&one);
    assert!(one.0.borrow().is_some());
}

#[test]
fn the_value_is_dropped_once() {
    struct Counts<'a>(&'a Cell<u32>);
    impl Drop for Counts<'_> {
        fn drop(&mut self) {
            self.0.set(self.0.get() + 1);
        }
    }
    let drops = Cell::new(0);
    let cell = RefCell::new(Counts(&drops));
    drop(cell.replace(Counts(&drops)));
    assert_eq!(drops.get(), 1);
    drop(cell);
    assert_eq!(drops.get(), 2);
    drop(RefCell::new(Counts(&drops)).into_inner());
    assert_eq!(drops.get(), 3);
}
