use std::cell::RefCell;

struct Writes<'a>(&'a RefCell<i32>);

impl Drop for Writes<'_> {
    fn drop(&mut self) {
        *self.0.borrow_mut() += 1; //~ writes _w, ends _w
    }
}

fn read(cell: &RefCell<i32>) -> i32 {
    let _writes = Writes(cell);
    cell.borrow().abs() //~ reads _, ends _
}

fn main() {
    println!("{}", read(&RefCell::new(1)));
}
//> 1
