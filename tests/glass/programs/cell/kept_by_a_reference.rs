//@ ends panicked
use std::cell::RefCell;
struct Readings { values: RefCell<Vec<i32>> }
fn main() {
    let readings = Readings { values: RefCell::new(vec![3]) };
    {
        let first = &readings.values.borrow()[0]; //~ reads _first
        let last = readings.values.borrow().last().copied(); //~ reads _, ends _
        println!("{first} {last:?}");
    } //~ ends _first
    let all: &Vec<i32> = &*readings.values.borrow(); //~ reads _all
    println!("{}", all.len());
    readings.values.borrow_mut().push(4); //~ conflict
} //~ ends _all
//= Line 13 calls `borrow_mut`, but the read guard from line 11 is still alive. As a temporary, it lives until the `}` on line 14.
