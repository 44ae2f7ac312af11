//! Thread-local cells.

use std::cell::RefCell;

thread_local! {
    static LIST: RefCell<Vec<u8>> = RefCell::new(Vec::new()); //~ made
    static LATE: RefCell<u8> = panic!();
}

fn main() {
    LIST.with_borrow_mut(|list| list.push(1)); //~ began alone, ended
    LIST.with_borrow(|list| { //~ began shared, ended
        assert_eq!(list.len(), 1);
    });
    LIST.set(vec![1]); //~ began alone, ended
    LIST.replace(vec![2]); //~ began alone, ended
    LIST.take(); //~ began alone, ended
    LATE.set(1); //~ made
    LATE.take(); //~ began alone, ended
}
