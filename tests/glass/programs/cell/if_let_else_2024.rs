use std::cell::RefCell;

fn main() {
    let cell = RefCell::new(Vec::<i32>::new());
    if let Some(first) = cell.borrow().first() { //~ reads _
        println!("{first}");
    } else { //~ ends _
        cell.borrow_mut().push(1); //~ writes _w, ends _w
    }
}
