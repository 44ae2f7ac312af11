//! Guards: where each begins, where it is dropped, and which requests failed.

use std::cell::{Ref, RefCell, RefMut};

struct Bank {
    accounts: RefCell<Vec<u32>>,
}

impl Bank {
    fn total(&self) -> u32 {
        self.accounts.borrow().iter().sum() //~ acquired shared, released
    }

    fn first(&self) -> Ref<'_, u32> {
        Ref::map(self.accounts.borrow(), |all| &all[0]) //~ acquired shared
    }
}

fn early(cell: &RefCell<u8>) -> u8 {
    let guard = cell.borrow_mut(); //~ acquired exclusive
    if *guard > 0 {
        return *guard;
    }
    0
} //~ released

fn main() {
    let bank = Bank {
        accounts: RefCell::new(vec![1, 2]), //~ created
    };
    bank.total();
    let first = bank.first();
    let _ = bank.accounts.try_borrow_mut().is_err(); //~ refused exclusive
    drop(first); //~ released
    {
        let mut guard = bank.accounts.borrow_mut(); //~ acquired exclusive
        guard.push(3);
    } //~ released
    match bank.accounts.borrow().len() { //~ acquired shared
        3 => {
            let _ = bank.accounts.try_borrow_mut().is_err(); //~ refused exclusive
        }
        _ => {}
    } //~ released
    let cell = RefCell::new(1); //~ created
    early(&cell);
    if let Ok(guard) = cell.try_borrow() { //~ acquired shared
        let again = Ref::clone(&guard); //~ acquired shared
        drop(guard); //~ released
        drop(again); //~ released
    }
    let (mut one, other) = RefMut::map_split( //~ acquired exclusive
        bank.accounts.borrow_mut(), //~ acquired exclusive
        |all| all.split_at_mut(1),
    );
    one[0] += other[0];
    drop(other); //~ released
    let refused = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let _all = bank.accounts.borrow(); //~ refused shared
    }));
    assert!(refused.is_err());
    drop(one); //~ released
    let cells = [&cell];
    let guards: Vec<_> = cells.iter().map(|cell| cell.borrow()).collect(); //~ acquired shared
    drop(guards); //~ released
    let guards: Vec<_> = cells.into_iter().map(RefCell::borrow).collect(); //~ acquired shared
    drop(guards); //~ released
    let kept = cell.borrow(); //~ acquired shared
    std::mem::forget(kept);
    let writer = bank.accounts.borrow_mut(); //~ acquired exclusive
    let mapped = RefMut::filter_map(writer, |all| all.get_mut(99));
    drop(mapped); //~ released
    println!("{}", bank.accounts.into_inner().len()); //~ dropped
} //~ dropped
