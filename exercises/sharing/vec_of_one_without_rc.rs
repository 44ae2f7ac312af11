//! The same points, without the handles.

use std::cell::RefCell;

fn main() {
    let mut points = vec![RefCell::new(0); 3];

    *points[0].borrow_mut() += 5;
    points[2] = RefCell::new(1);
    *points[1].borrow_mut() += 2;

    for (player, points) in points.iter().enumerate() {
        println!("player {player}: {}", points.borrow());
    }
}
