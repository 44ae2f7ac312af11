use std::cell::RefCell;

fn half(cell: &RefCell<i32>) -> Option<i32> {
    let number = cell.borrow(); //~ reads number
    let half = (*number % 2 == 0).then_some(*number / 2)?;
    Some(half)
} //~ ends number

fn main() {
    let cell = RefCell::new(3);
    println!("{:?}", half(&cell));
    *cell.borrow_mut() = 4; //~ writes _, ends _
    println!("{:?}", half(&cell));
}
