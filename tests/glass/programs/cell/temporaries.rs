use std::cell::RefCell;

fn main() {
    let cell = RefCell::new(vec![1]);
    cell.borrow_mut().push(2); //~ writes _, ends _
    let len = cell.borrow().len(); //~ reads _, ends _
    let copy = *cell.borrow().first().unwrap(); //~ reads _, ends _
    println!("{len} {copy} {}", cell.borrow().len()); //~ reads _, ends _
    cell.borrow_mut() //~ writes _long
        .push(3); //~ ends _long
    let _ = cell.borrow_mut(); //~ writes _, ends _
    let _guard = cell.borrow_mut(); //~ writes _guard
} //~ ends _guard
