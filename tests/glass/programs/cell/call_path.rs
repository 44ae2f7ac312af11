//@ ends panicked
use std::cell::RefCell;

struct Graph {
    edges: RefCell<Vec<(u32, u32)>>,
}

impl Graph {
    fn add_edge(&self, from: u32, to: u32) {
        self.edges.borrow_mut().push((from, to)); //~ conflict
    }

    fn walk(&self) {
        for (from, to) in self.edges.borrow().iter() { //~ reads _all
            self.add_edge(*to, *from);
        } //~ ends _all
    }
}

fn main() {
    let graph = Graph {
        edges: RefCell::new(vec![(1, 2)]),
    };
    graph.walk();
}
//= Line 10 calls `borrow_mut` (in `add_edge`, called by `walk` on line 15), but the read guard from line 14 in `walk` is still alive. As a temporary in the iterator expression of the `for`, it lives until the `}` on line 16.
//| 14 ╭ read guard
//| 10 ├ ✗ cannot borrow mutably
//| 16 ╎ read guard would be dropped
