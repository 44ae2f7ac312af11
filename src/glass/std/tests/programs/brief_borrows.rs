//! Borrows that begin and end inside one call.

use std::cell::RefCell;

#[derive(Clone, Debug, PartialEq)]
struct Holds {
    cell: RefCell<u8>,
}

fn main() {
    let one = RefCell::new(1); //~ made
    let other = RefCell::new(2); //~ made
    one.replace(3); //~ began alone, ended
    one.replace_with(|old| *old + 1); //~ began alone, ended
    one.swap(&other); //~ began alone, began alone, ended, ended
    one.take(); //~ began alone, ended
    let _ = one == other; //~ began shared, began shared, ended, ended
    let _ = one < other; //~ began shared, began shared, ended, ended
    let _ = one.cmp(&other); //~ began shared, began shared, ended, ended
    let text = format!("{one:?}"); //~ began shared, ended
    let copy = one.clone(); //~ began shared, ended, made
    assert_eq!(copy, one); //~ began shared, began shared, ended, ended
    let writer = one.borrow_mut(); //~ began alone
    let text = text + &format!("{one:?}"); //~ refused shared
    drop(writer); //~ ended
    drop(text);
    let all = vec![other];
    let copies = all.clone(); //~ began shared, ended
    let _ = copies == all; //~ began shared, began shared, ended, ended
    let mut set = [6, 5].map(RefCell::new);
    set.sort(); //~ began shared, began shared, ended, ended
    drop(set); //~ dropped, dropped
    let refused = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        one.swap(&one); //~ began alone, refused alone, ended
    }));
    assert!(refused.is_err());
    std::mem::take(&mut *copies[0].borrow_mut()); //~ began alone, ended
} //~ dropped, dropped, dropped, dropped
