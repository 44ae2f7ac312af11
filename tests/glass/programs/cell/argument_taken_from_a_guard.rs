//@ ends panicked
// The guard is a temporary of the argument, and lives until the call has returned.
use std::cell::RefCell;

struct Shop {
    open: RefCell<Vec<u32>>,
}

impl Shop {
    fn serve(&self, order: Option<u32>) {
        println!("{order:?}, {} left", self.open.borrow().len()); //~ conflict
    }

    fn next(&self) {
        self.serve(self.open.borrow_mut().pop()); //~ writes _pop, ends _pop
    }
}

fn main() {
    Shop { open: RefCell::new(vec![1, 2]) }.next();
}
//= Line 11 calls `borrow` (in `serve`, called by `next` on line 15), but the write guard from line 15 in `next` is still alive. As a temporary, it lives until the `;` on line 15.
//? bind the argument of `serve` with a `let` before the statement on line 15, so that the `;` drops the guard
