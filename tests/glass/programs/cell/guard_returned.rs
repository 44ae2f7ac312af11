use std::cell::{RefCell, RefMut};

fn writer(cell: &RefCell<Vec<i32>>) -> RefMut<'_, Vec<i32>> {
    let writer = cell.borrow_mut(); //~ writes writer
    println!("handed out");
    writer
}

fn main() {
    let cell = RefCell::new(vec![1]);
    writer(&cell).push(2); //~ ends writer
    let mut kept = writer(&cell);
    kept.push(3);
    drop(kept); //~ ends writer
    println!("{}", cell.borrow().len()); //~ reads _, ends _
}
