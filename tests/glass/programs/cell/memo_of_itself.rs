//@ ends panicked
// The closure of `or_insert_with` computes what needs the same map.
use std::cell::RefCell;
use std::collections::HashMap;

struct Paths {
    known: RefCell<HashMap<u32, u64>>,
}

impl Paths {
    fn count(&self, steps: u32) -> u64 {
        *self.known
            .borrow_mut() //~ writes _count, conflict
            .entry(steps)
            .or_insert_with(|| self.compute(steps)) //~ ends _count
    }

    fn compute(&self, steps: u32) -> u64 {
        match steps {
            0 | 1 => 1,
            _ => self.count(steps - 1) + self.count(steps - 2),
        }
    }
}

fn main() {
    println!("{}", Paths { known: RefCell::default() }.count(3));
}
//= Line 13 calls `borrow_mut` (in `count`, called by `compute` on line 21), but a write guard from the same line, in an outer call to `count` (by `main` on line 27), is still alive. As a temporary, it lives until the `}` on line 16. While it is alive, line 15 runs a closure in `count`. The closure calls `compute` on line 15. Both calls use the same RefCell.
//? don't use `or_insert_with` on line 15: if there is no value yet, compute it before line 13 borrows, and insert it after that
