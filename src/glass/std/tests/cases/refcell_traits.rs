//! What `RefCell` implements. Most of it borrows for one call, which can fail like any other borrow.

use super::std;
use crate::implementing::implements;
use crate::panicking::panic_of;
use std::cell::RefCell;
use std::cmp::Ordering;

#[test]
fn a_clone_is_a_cell_of_its_own() {
    let cell = RefCell::new(vec![1]);
    let other = cell.clone();
    other.borrow_mut().push(2);
    assert_eq!(*cell.borrow(), [1]);
    let reader = cell.borrow();
    assert_eq!(cell.clone().into_inner(), [1]);
    drop(reader);
    let mut target = RefCell::new(Vec::new());
    target.clone_from(&other);
    assert_eq!(target.into_inner(), [1, 2]);
}

#[test]
fn a_clone_fails_during_a_mutable_borrow() {
    let cell = RefCell::new(1);
    let writer = cell.borrow_mut();
    let (reported, line) = (panic_of(|| cell.clone()), line!());
    assert_eq!((reported.line, reported.file.as_str()), (line, file!()));
    assert_eq!(reported.message, "RefCell already mutably borrowed");
    let (reported, line) = (panic_of(|| RefCell::new(0).clone_from(&cell)), line!());
    assert_eq!((reported.line, reported.file.as_str()), (line, file!()));
    drop(writer);
}

#[test]
fn a_value_becomes_a_cell() {
    assert_eq!(*RefCell::<u8>::default().borrow(), 0);
    assert_eq!(*RefCell::from(3).borrow(), 3);
    let cell: RefCell<&str> = "a".into();
    assert_eq!(cell.into_inner(), "a");
}

#[test]
fn cells_compare_as_their_values() {
    let (one, two) = (RefCell::new(1.0), RefCell::new(2.0));
    assert_eq!(one, one.clone());
    assert_ne!(one, two);
    let answers = [one < two, two > one, one <= two, two >= one];
    assert_eq!(answers, [true; 4]);
    assert_eq!(one.partial_cmp(&two), Some(Ordering::Less));
    assert_eq!(RefCell::new(f64::NAN).partial_cmp(&one), None);
    assert_eq!(RefCell::new(2).cmp(&RefCell::new(1)), Ordering::Greater);
    assert_eq!(RefCell::new(2).max(RefCell::new(7)).into_inner(), 7);
    let readers = (one.borrow(), two.borrow());
    assert!(one < two);
    drop(readers);
    let mut many = [RefCell::new(3), RefCell::new(1), RefCell::new(2)];
    many.sort();
    assert_eq!(many, [1, 2, 3].map(RefCell::new));
}

#[test]
fn a_comparison_fails_during_a_mutable_borrow() {
    fn check<R>(code: impl FnOnce() -> R) {
        let reported = panic_of(code);
        assert!(reported.file.ends_with("core/src/cell.rs"), "{reported:?}");
        assert_eq!(reported.message, "RefCell already mutably borrowed");
    }
    let (one, other) = (RefCell::new(1), RefCell::new(1));
    let writer = other.borrow_mut();
    check(|| one == other);
    check(|| other == one);
    check(|| one < other);
    check(|| one <= other);
    check(|| one > other);
    check(|| one >= other);
    check(|| one.partial_cmp(&other));
    check(|| one.cmp(&other));
    assert!(one.try_borrow_mut().is_ok());
    drop(writer);
}

#[test]
fn a_cell_can_be_compared_with_itself() {
    let cell = RefCell::new(1);
    assert!(cell.eq(&cell));
}

#[test]
fn debug_shows_the_value_or_that_it_is_borrowed() {
    let cell = RefCell::new(Some(1));
    assert_eq!(format!("{cell:?}"), "RefCell { value: Some(1) }");
    assert_eq!(
        format!("{cell:#?}"),
        "RefCell {\n    value: Some(\n        1,\n    ),\n}"
    );
    let reader = cell.borrow();
    assert_eq!(format!("{cell:?}"), "RefCell { value: Some(1) }");
    drop(reader);
    let writer = cell.borrow_mut();
    assert_eq!(format!("{cell:?}"), "RefCell { value: <borrowed> }");
    drop(writer);
    let nested = RefCell::new(RefCell::new(1));
    assert_eq!(
        format!("{nested:?}"),
        "RefCell { value: RefCell { value: 1 } }"
    );
}

#[test]
fn a_cell_can_be_sent_but_not_shared() {
    assert!(implements!(RefCell<u8>: Send));
    assert!(!implements!(RefCell<std::rc::Rc<u8>>: Send));
    assert!(!implements!(RefCell<u8>: Sync));
    assert!(implements!(RefCell<u8>: Unpin));
    assert!(implements!(RefCell<u8>: std::panic::UnwindSafe));
    assert!(!implements!(RefCell<u8>: std::panic::RefUnwindSafe));
    assert!(!implements!(RefCell<u8>: std::hash::Hash));
    assert!(!implements!(RefCell<u8>: Copy));
    assert!(implements!(RefCell<str>: std::fmt::Debug));
    assert!(implements!(RefCell<str>: Ord));
    assert!(!implements!(RefCell<f32>: Eq));
}

#[test]
fn derives_and_collections_work_through_cells() {
    #[derive(Clone, Debug, Default, PartialEq, PartialOrd)]
    struct Holds {
        cell: RefCell<Vec<u8>>,
    }
    let one = Holds::default();
    one.cell.borrow_mut().push(1);
    let many = vec![one.clone(), Holds::default()];
    assert_eq!(many.clone(), many);
    assert!(many[1] < many[0]);
    assert_eq!(format!("{one:?}"), "Holds { cell: RefCell { value: [1] } }");
}
