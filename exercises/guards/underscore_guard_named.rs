//! A till that should stay closed while its contents are counted.

use std::cell::RefCell;

fn main() {
    let till = RefCell::new(vec![20, 5]);

    let _closed = till.borrow_mut(); // closed until the counting is done
    let sum: i32 = till.borrow().iter().sum();
    println!("{sum} in the till");

    till.borrow_mut().push(10);
    println!("{} coins and bills", till.borrow().len());
}
