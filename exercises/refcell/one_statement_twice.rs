//! Points in a cell: two of these statements borrow twice.

use std::cell::RefCell;

fn main() {
    let points = RefCell::new(vec![3]);
    points.borrow_mut().push(4);
    let sum = points.borrow()[0] + points.borrow()[1];
    println!("sum {sum}");
    points.borrow_mut().push(points.borrow()[1] * 2);
    println!("{} in all", points.borrow().len());
}
