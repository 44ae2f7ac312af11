//@ ends panicked
// In a ring of one, the neighbor is the hive itself.
use std::cell::RefCell;

struct Yard {
    hives: Vec<RefCell<u32>>,
}

impl Yard {
    fn neighbor(&self, index: usize) -> &RefCell<u32> {
        &self.hives[(index + 1) % self.hives.len()]
    }

    fn unite(&self, index: usize) {
        merge(&self.hives[index], self.neighbor(index));
    }
}

fn merge(from: &RefCell<u32>, into: &RefCell<u32>) {
    let from = from.borrow(); //~ reads from
    *into.borrow_mut() += *from; //~ conflict
} //~ ends from

fn main() {
    let yard = Yard { hives: vec![RefCell::new(3)] };
    yard.unite(0);
}
//= Line 21 calls `borrow_mut`, but the read guard `from` from line 20 is still alive. It lives until the `}` on line 22. `from` and `into` are the same RefCell here: line 15 passes `&self.hives[index]` and `self.neighbor(index)`. `main` calls `unite` on line 26, and `unite` calls `merge` on line 15.
//? check whether `from` and `into` are the same before you borrow both
