//! Counts the rooms on a walk through a house.

use std::cell::RefCell;

/// Walks down from a room and calls `visit` for each room on the way.
fn walk(room: u32, visit: &dyn Fn(u32)) {
    visit(room);
    if room > 1 {
        walk(room / 2, visit);
    }
}

fn rooms_on_the_way(start: u32) -> usize {
    let seen = RefCell::new(Vec::new());
    walk(start, &|room| seen.borrow_mut().push(room));
    seen.borrow().len()
}

fn main() {
    println!("{} rooms", rooms_on_the_way(9));
}
