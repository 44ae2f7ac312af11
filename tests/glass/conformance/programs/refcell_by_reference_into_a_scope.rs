use std::cell::RefCell;
use std::thread;

fn main() {
    let cell = RefCell::new(1);
    thread::scope(|scope| {
        scope.spawn(|| *cell.borrow_mut() += 1); //~ E0277
    });
}
