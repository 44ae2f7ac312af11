//@ ends panicked
// The comparison borrows what is sorted: nothing can drop the guard before it.
use std::cell::RefCell;

struct Engine {
    documents: RefCell<Vec<u32>>,
}

impl Engine {
    fn score(&self, document: u32) -> usize {
        document as usize % self.documents.borrow().len() //~ conflict
    }
    fn arrange(&self) {
        let mut documents = self.documents.borrow_mut(); //~ writes documents
        documents.sort_by_key(|document| self.score(*document));
    } //~ ends documents
}

fn main() {
    let engine = Engine { documents: RefCell::new(vec![3, 1, 2]) };
    engine.arrange();
}
//= Line 11 calls `borrow` (in `score`, called by a closure in `arrange` on line 15), but the write guard `documents` from line 14 in `arrange` is still alive. It lives until the `}` on line 16. While it is alive, line 15 runs that closure.
