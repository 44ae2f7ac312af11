//! Points in a cell: each statement borrows once.

use std::cell::RefCell;

fn main() {
    let points = RefCell::new(vec![3]);
    points.borrow_mut().push(4);
    points.borrow_mut()[0] += 1;
    let last = points.borrow()[1];
    points.borrow_mut().push(last * 2);
    println!("{} in all", points.borrow().len());
    println!("sum {}", points.borrow().iter().sum::<i32>());
}
