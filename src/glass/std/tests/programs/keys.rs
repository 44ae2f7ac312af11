//! Thread-local cells.

use std::cell::RefCell;

thread_local! {
    static LIST: RefCell<Vec<u8>> = RefCell::new(Vec::new()); //~ created
    static LATE: RefCell<u8> = panic!();
}

fn main() {
    LIST.with_borrow_mut(|list| list.push(1)); //~ acquired exclusive, released
    LIST.with_borrow(|list| { //~ acquired shared, released
        assert_eq!(list.len(), 1);
    });
    LIST.set(vec![1]); //~ acquired exclusive, released
    LIST.replace(vec![2]); //~ acquired exclusive, released
    LIST.take(); //~ acquired exclusive, released
    LATE.set(1); //~ created
    LATE.take(); //~ acquired exclusive, released
}
