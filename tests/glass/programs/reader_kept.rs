use std::cell::RefCell;

fn main() {
    let cell = RefCell::new(vec![1, 2, 3]);
    let reader = cell.borrow();
    println!("len is {}", reader.len());
    cell.borrow_mut().push(4);
}
