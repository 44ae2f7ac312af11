use std::cell::Cell;
use std::thread;

fn main() {
    let cell = Cell::new(1);
    thread::scope(|scope| {
        scope.spawn(|| cell.set(2)); //~ E0277
    });
}
