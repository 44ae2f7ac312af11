use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

fn fails(cell: &RefCell<i32>) {
    let mut writer = cell.borrow_mut(); //~ writes writer
    *writer = 7;
    if *writer == 7 {
        panic!("halfway");
    }
    *writer = 0;
} //~ ends writer

fn main() {
    let cell = RefCell::new(0);
    let result = catch_unwind(AssertUnwindSafe(|| fails(&cell)));
    println!("{} {}", result.is_err(), cell.borrow()); //~ reads _, ends _
}
