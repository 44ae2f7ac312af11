//! Borrows that begin and end inside one call.

use std::cell::RefCell;

#[derive(Clone, Debug, PartialEq)]
struct Holds {
    cell: RefCell<u8>,
}

fn main() {
    let one = RefCell::new(1); //~ created
    let other = RefCell::new(2); //~ created
    one.replace(3); //~ acquired exclusive, released
    one.replace_with(|old| *old + 1); //~ acquired exclusive, released
    one.swap(&other); //~ acquired exclusive, acquired exclusive, released, released
    one.take(); //~ acquired exclusive, released
    let _ = one == other; //~ acquired shared, acquired shared, released, released
    let _ = one < other; //~ acquired shared, acquired shared, released, released
    let _ = one.cmp(&other); //~ acquired shared, acquired shared, released, released
    let text = format!("{one:?}"); //~ acquired shared, released
    let copy = one.clone(); //~ acquired shared, released, created
    assert_eq!(copy, one); //~ acquired shared, acquired shared, released, released
    let writer = one.borrow_mut(); //~ acquired exclusive
    let text = text + &format!("{one:?}"); //~ refused shared
    drop(writer); //~ released
    drop(text);
    let all = vec![other];
    let copies = all.clone(); //~ acquired shared, released
    let _ = copies == all; //~ acquired shared, acquired shared, released, released
    let mut set = [6, 5].map(RefCell::new);
    set.sort(); //~ acquired shared, acquired shared, released, released
    drop(set); //~ dropped, dropped
    let refused = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        one.swap(&one); //~ acquired exclusive, refused exclusive, released
    }));
    assert!(refused.is_err());
    std::mem::take(&mut *copies[0].borrow_mut()); //~ acquired exclusive, released
} //~ dropped, dropped, dropped, dropped
