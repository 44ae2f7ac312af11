//@ ends panicked
use std::cell::RefCell;

fn main() {
    let total = RefCell::new(0);
    let add = |number: i32| *total.borrow_mut() += number; //~ writes _, ends _
    add(1);
    let numbers = RefCell::new(vec![1, 2, 3]);
    numbers.borrow().iter().for_each(|n| add(*n)); //~ reads _, ends _
    let sum: i32 = numbers
        .borrow() //~ reads _sum
        .iter()
        .map(|n| {
            numbers.borrow_mut().push(4); //~ conflict
            *n
        })
        .sum(); //~ ends _sum
    println!("{sum}");
}
//= Line 14 calls `borrow_mut`, but the read guard from line 11 in `main` is still alive. As a temporary, it lives until the `;` on line 17.
