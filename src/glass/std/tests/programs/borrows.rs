//! Guards: where each begins, where it is dropped, and which requests failed.

use std::cell::{Ref, RefCell, RefMut};

struct Bank {
    accounts: RefCell<Vec<u32>>,
}

impl Bank {
    fn total(&self) -> u32 {
        self.accounts.borrow().iter().sum() //~ began shared, ended
    }

    fn first(&self) -> Ref<'_, u32> {
        Ref::map(self.accounts.borrow(), |all| &all[0]) //~ began shared
    }
}

fn early(cell: &RefCell<u8>) -> u8 {
    let guard = cell.borrow_mut(); //~ began alone
    if *guard > 0 {
        return *guard;
    }
    0
} //~ ended

fn main() {
    let bank = Bank {
        accounts: RefCell::new(vec![1, 2]), //~ made
    };
    bank.total();
    let first = bank.first();
    let _ = bank.accounts.try_borrow_mut().is_err(); //~ refused alone
    drop(first); //~ ended
    {
        let mut guard = bank.accounts.borrow_mut(); //~ began alone
        guard.push(3);
    } //~ ended
    match bank.accounts.borrow().len() { //~ began shared
        3 => {
            let _ = bank.accounts.try_borrow_mut().is_err(); //~ refused alone
        }
        _ => {}
    } //~ ended
    let cell = RefCell::new(1); //~ made
    early(&cell);
    if let Ok(guard) = cell.try_borrow() { //~ began shared
        let again = Ref::clone(&guard); //~ began shared
        drop(guard); //~ ended
        drop(again); //~ ended
    }
    let (mut one, other) = RefMut::map_split( //~ began alone
        bank.accounts.borrow_mut(), //~ began alone
        |all| all.split_at_mut(1),
    );
    one[0] += other[0];
    drop(other); //~ ended
    let refused = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let _all = bank.accounts.borrow(); //~ refused shared
    }));
    assert!(refused.is_err());
    drop(one); //~ ended
    let cells = [&cell];
    let guards: Vec<_> = cells.iter().map(|cell| cell.borrow()).collect(); //~ began shared
    drop(guards); //~ ended
    let guards: Vec<_> = cells.into_iter().map(RefCell::borrow).collect(); //~ began shared
    drop(guards); //~ ended
    let kept = cell.borrow(); //~ began shared
    std::mem::forget(kept);
    let writer = bank.accounts.borrow_mut(); //~ began alone
    let mapped = RefMut::filter_map(writer, |all| all.get_mut(99));
    drop(mapped); //~ ended
    println!("{}", bank.accounts.into_inner().len()); //~ dropped
} //~ dropped
