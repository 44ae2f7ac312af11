//! Points for three players. The third joins late and starts with one point.

use std::cell::RefCell;
use std::rc::Rc;

fn main() {
    let mut points = vec![Rc::new(RefCell::new(0)); 3];

    *points[0].borrow_mut() += 5;
    points[2] = Rc::new(RefCell::new(1));
    *points[1].borrow_mut() += 2;

    for (player, points) in points.iter().enumerate() {
        println!("player {player}: {}", points.borrow());
    }
}
