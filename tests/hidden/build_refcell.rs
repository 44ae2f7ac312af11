//! Hidden tests for `build_refcell`. They use what the starter fixes: `new`, the four ways to borrow, and the guards.
use super::{MyRefCell, Reader, Writer};
use std::cell::Cell;
use std::fmt::Debug;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What `cell.count` finds if `MyRefCell` has no field of that name, because it counts in another way.
pub struct NoCount {
    pub count: (),
}

impl<T> Deref for MyRefCell<T> {
    type Target = NoCount;

    fn deref(&self) -> &NoCount {
        &NoCount { count: () }
    }
}

trait Shown {
    fn shown(&self) -> String;
}

impl<V: Copy + Debug> Shown for Cell<V> {
    fn shown(&self) -> String {
        format!("{:?}", self.get())
    }
}

impl Shown for () {
    fn shown(&self) -> String {
        String::from("no count")
    }
}

fn readers_get_in<T>(cell: &MyRefCell<T>) -> bool {
    cell.try_borrow().is_some()
}

fn writers_get_in<T>(cell: &MyRefCell<T>) -> bool {
    cell.try_borrow_mut().is_some()
}

#[test]
fn many_readers() {
    let cell = MyRefCell::new(String::from("seen"));
    let mut readers: Vec<Reader<'_, String>> = (0..5).map(|_| cell.borrow()).collect();
    for reader in &readers {
        assert_eq!(
            **reader, "seen",
            "the value that one of five read guards shows"
        );
    }
    while readers.pop().is_some() {
        assert_eq!(
            writers_get_in(&cell),
            readers.is_empty(),
            "whether `try_borrow_mut` returns a guard with {} read guards left",
            readers.len()
        );
    }
}

#[test]
fn one_writer() {
    let cell = MyRefCell::new(vec![1]);
    let mut writer: Writer<'_, Vec<i32>> = cell.borrow_mut();
    writer.push(2);
    assert!(
        !readers_get_in(&cell) && !writers_get_in(&cell),
        "`try_borrow` or `try_borrow_mut` returned a guard next to a write guard"
    );
    assert!(
        !readers_get_in(&cell) && !writers_get_in(&cell),
        "`try_borrow` or `try_borrow_mut` returned a guard when asked a second time next to a write guard"
    );
    drop(writer);
    assert!(
        writers_get_in(&cell) && readers_get_in(&cell) && writers_get_in(&cell),
        "the cell refused a guard after the write guard was dropped"
    );
    assert_eq!(
        *cell.borrow(),
        [1, 2],
        "the value after a write guard pushed 2 to `[1]`"
    );
}

#[test]
fn refused_without_a_trace() {
    let cell = MyRefCell::new(0);
    let reader = cell.borrow();
    assert!(
        !writers_get_in(&cell),
        "`try_borrow_mut` returned a guard next to a read guard"
    );
    assert!(
        readers_get_in(&cell),
        "`try_borrow` returned `None` after `try_borrow_mut` was refused"
    );
    drop(reader);
    assert!(
        writers_get_in(&cell),
        "`try_borrow_mut` returned `None` after the read guard was dropped"
    );
}

#[test]
fn count_unchanged() {
    let cell = MyRefCell::new(0);
    let writer = cell.borrow_mut();
    let before = cell.count.shown();
    assert!(!readers_get_in(&cell));
    assert_eq!(
        cell.count.shown(),
        before,
        "the count after `try_borrow` was refused next to a write guard"
    );
    assert!(!writers_get_in(&cell));
    assert_eq!(
        cell.count.shown(),
        before,
        "the count after `try_borrow_mut` was refused next to a write guard"
    );
    drop(writer);
}

#[test]
fn borrow_panics() {
    let cell = MyRefCell::new(0);
    let writer = cell.borrow_mut();
    assert!(
        catch_unwind(AssertUnwindSafe(|| *cell.borrow())).is_err(),
        "`borrow` didn't panic next to a write guard"
    );
    assert!(
        catch_unwind(AssertUnwindSafe(|| *cell.borrow_mut())).is_err(),
        "`borrow_mut` didn't panic next to a write guard"
    );
    drop(writer);
    assert_eq!(
        *cell.borrow(),
        0,
        "the value after `borrow` and `borrow_mut` panicked"
    );
}

#[test]
fn free_after_a_panic() {
    let cell = MyRefCell::new(1);
    let caught = catch_unwind(AssertUnwindSafe(|| {
        let mut writer = cell.borrow_mut();
        *writer = 2;
        panic!("in the middle");
    }));
    assert!(caught.is_err());
    assert_eq!(
        *cell.borrow(),
        2,
        "the value after a panic while a write guard was alive"
    );
}
