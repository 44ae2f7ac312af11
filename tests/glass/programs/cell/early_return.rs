use std::cell::RefCell;

fn first_even(cell: &RefCell<Vec<i32>>) -> Option<i32> {
    let list = cell.borrow(); //~ reads list
    for number in list.iter() {
        if number % 2 == 0 {
            return Some(*number);
        }
    }
    None
} //~ ends list

fn main() {
    let cell = RefCell::new(vec![1, 2]);
    println!("{:?}", first_even(&cell));
    cell.borrow_mut().clear(); //~ writes _, ends _
    println!("{:?}", first_even(&cell));
}
