//! `Ref` and `RefMut`.

use super::std;
use crate::implementing::implements;
use crate::panicking::panic_of;
use std::cell::{Ref, RefCell, RefMut};

#[expect(dead_code, reason = "it only has to compile")]
fn ref_is_covariant<'long: 'short, 'short>(
    guard: Ref<'long, &'long str>,
) -> Ref<'short, &'short str> {
    guard
}

#[expect(dead_code, reason = "it only has to compile")]
fn ref_mut_is_covariant_in_its_lifetime<'long: 'short, 'short>(
    guard: RefMut<'long, u8>,
) -> RefMut<'short, u8> {
    guard
}

#[test]
fn a_clone_keeps_the_cell_borrowed_without_the_first_guard() {
    let cell = RefCell::new(1);
    let one = cell.borrow();
    let other = Ref::clone(&one);
    drop(one);
    assert!(cell.try_borrow_mut().is_err());
    assert_eq!(*other, 1);
    drop(other);
    assert!(cell.try_borrow_mut().is_ok());
}

#[test]
fn map_borrows_a_part() {
    let cell = RefCell::new((1, String::from("a")));
    let part: Ref<'_, str> = Ref::map(cell.borrow(), |both| both.1.as_str());
    assert_eq!(&*part, "a");
    assert!(cell.try_borrow_mut().is_err());
    drop(part);
    {
        let mut part: RefMut<'_, String> = RefMut::map(cell.borrow_mut(), |both| &mut both.1);
        part.push('b');
        assert!(cell.try_borrow().is_err());
    }
    assert_eq!(cell.borrow().1, "ab");
}

#[test]
fn map_can_be_chained() {
    let cell = RefCell::new(Some(vec![1, 2, 3]));
    let all = Ref::map(cell.borrow(), |maybe| maybe.as_ref().unwrap());
    let last = Ref::map(all, |all| &all[2]);
    assert_eq!(*last, 3);
    drop(last);
    let all = RefMut::map(cell.borrow_mut(), |maybe| maybe.as_mut().unwrap());
    *RefMut::map(all, |all| &mut all[0]) = 9;
    assert_eq!(cell.into_inner().unwrap(), [9, 2, 3]);
}

#[test]
fn filter_map_returns_the_guard_if_the_closure_returns_none() {
    let cell = RefCell::new(vec![1, 2]);
    let second = Ref::filter_map(cell.borrow(), |all| all.get(1))
        .ok()
        .unwrap();
    assert_eq!(*second, 2);
    drop(second);
    let whole = Ref::filter_map(cell.borrow(), |all| all.get(7))
        .err()
        .unwrap();
    assert_eq!(whole.len(), 2);
    assert!(cell.try_borrow_mut().is_err());
    drop(whole);
    let mut first = RefMut::filter_map(cell.borrow_mut(), |all| all.first_mut())
        .ok()
        .unwrap();
    *first = 5;
    drop(first);
    let mut whole = RefMut::filter_map(cell.borrow_mut(), |all| all.get_mut(7))
        .err()
        .unwrap();
    whole.push(3);
    assert!(cell.try_borrow().is_err());
    drop(whole);
    assert_eq!(cell.into_inner(), [5, 2, 3]);
}

#[test]
fn both_halves_of_a_split_keep_the_cell_borrowed() {
    let cell = RefCell::new((1, 2));
    let (one, other) = Ref::map_split(cell.borrow(), |both| (&both.0, &both.1));
    assert_eq!((*one, *other), (1, 2));
    drop(one);
    assert!(cell.try_borrow_mut().is_err());
    drop(other);
    let (mut one, mut other) =
        RefMut::map_split(cell.borrow_mut(), |both| (&mut both.0, &mut both.1));
    *one += 10;
    *other += 10;
    drop(other);
    assert!(cell.try_borrow().is_err());
    drop(one);
    assert_eq!(*cell.borrow(), (11, 12));
}

#[test]
fn a_slice_can_be_split_again() {
    let cell = RefCell::new([1, 2, 3, 4]);
    let whole = RefMut::map(cell.borrow_mut(), |all| all.as_mut_slice());
    let (low, mut high) = RefMut::map_split(whole, |all| all.split_at_mut(2));
    let (mut one, two) = RefMut::map_split(low, |low| low.split_at_mut(1));
    one[0] = 9;
    high[1] = 8;
    assert_eq!(*two, [2]);
    drop((one, two, high));
    assert_eq!(cell.into_inner(), [9, 2, 3, 8]);
}

#[test]
fn a_panic_on_the_way_ends_the_borrow() {
    fn panics<T>() -> T {
        panic!("on the way")
    }
    let cell = RefCell::new(1);
    panic_of(|| Ref::map(cell.borrow(), |_| panics::<&u8>()));
    panic_of(|| RefMut::map(cell.borrow_mut(), |_| panics::<&mut u8>()));
    panic_of(|| Ref::filter_map(cell.borrow(), |_| panics::<Option<&u8>>()));
    panic_of(|| RefMut::filter_map(cell.borrow_mut(), |_| panics::<Option<&mut u8>>()));
    panic_of(|| Ref::map_split(cell.borrow(), |_| panics::<(&u8, &u8)>()));
    panic_of(|| RefMut::map_split(cell.borrow_mut(), |_| panics::<(&mut u8, &mut u8)>()));
    assert!(cell.try_borrow_mut().is_ok());
}

#[test]
fn guards_print_like_what_they_guard() {
    let cell = RefCell::new(1.5);
    assert_eq!(
        format!(
            "{} {:?} {:6.2}|",
            cell.borrow(),
            cell.borrow(),
            cell.borrow()
        ),
        "1.5 1.5   1.50|"
    );
    let writer = cell.borrow_mut();
    assert_eq!(
        format!("{writer} {writer:?} {writer:6.2}|"),
        "1.5 1.5   1.50|"
    );
}

#[test]
fn a_forgotten_guard_keeps_the_cell_borrowed() {
    let cell = RefCell::new(1);
    std::mem::forget(cell.borrow());
    assert!(cell.try_borrow().is_ok());
    assert!(cell.try_borrow_mut().is_err());
    let other = RefCell::new(1);
    std::mem::forget(other.borrow_mut());
    assert!(other.try_borrow().is_err());
}

#[test]
fn a_guard_lives_to_the_end_of_its_statement() {
    let cell = RefCell::new(Some(1));
    match *cell.borrow() {
        Some(_) => assert!(cell.try_borrow_mut().is_err()),
        None => unreachable!(),
    }
    assert!(cell.try_borrow_mut().is_ok());
}

#[test]
fn guards_stay_on_their_thread() {
    assert!(!implements!(Ref<'static, u8>: Send));
    assert!(!implements!(Ref<'static, u8>: Sync));
    assert!(!implements!(RefMut<'static, u8>: Send));
    assert!(!implements!(RefMut<'static, u8>: Sync));
    assert!(implements!(Ref<'static, u8>: Unpin));
    assert!(implements!(RefMut<'static, u8>: Unpin));
    assert!(!implements!(Ref<'static, u8>: std::panic::UnwindSafe));
    assert!(!implements!(RefMut<'static, u8>: std::panic::UnwindSafe));
    assert!(!implements!(Ref<'static, u8>: std::panic::RefUnwindSafe));
    assert!(!implements!(Ref<'static, u8>: Clone));
}

#[test]
fn every_part_of_a_split_is_counted() {
    let cell = RefCell::new([1, 2]);
    let free = || {
        let to_read = cell.try_borrow().is_ok();
        (to_read, cell.try_borrow_mut().is_ok())
    };
    {
        let reader = cell.borrow();
        assert_eq!(free(), (true, false));
        let (one, two) = Ref::map_split(reader, |all| all.split_at(1));
        let (deep, deeper) = Ref::map_split(two, |all| all.split_at(0));
        let copy = Ref::clone(&deep);
        for guard in [one, deep, deeper] {
            assert_eq!(free(), (true, false));
            drop(guard);
        }
        assert_eq!(free(), (true, false));
        drop(copy);
    }
    assert_eq!(free(), (true, true));
    {
        let writer = cell.borrow_mut();
        assert_eq!(free(), (false, false));
        let (one, two) = RefMut::map_split(writer, |all| all.split_at_mut(1));
        let (deep, deeper) = RefMut::map_split(two, |all| all.split_at_mut(0));
        for guard in [deeper, one, deep] {
            assert_eq!(free(), (false, false));
            drop(guard);
        }
    }
    assert_eq!(free(), (true, true));
}

#[test]
fn a_guard_can_be_returned_and_kept_in_a_struct() {
    struct Keeps<'a> {
        writer: RefMut<'a, Vec<u8>>,
    }
    fn keep(cell: &RefCell<Vec<u8>>) -> Keeps<'_> {
        Keeps {
            writer: cell.borrow_mut(),
        }
    }
    let cell = RefCell::new(vec![]);
    let mut kept = keep(&cell);
    kept.writer.push(1);
    let moved = Box::new(kept);
    assert!(cell.try_borrow().is_err());
    drop(moved);
    assert_eq!(*cell.borrow(), [1]);
}
