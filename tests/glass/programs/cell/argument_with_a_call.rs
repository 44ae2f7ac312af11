//@ ends panicked
// The argument of `insert` is evaluated after the borrow.
use std::cell::RefCell;
use std::collections::HashMap;

#[derive(Default)]
struct Memo {
    known: RefCell<HashMap<u32, u32>>,
}

impl Memo {
    fn get(&self, key: u32) -> u32 {
        let known = self.known.borrow().get(&key).copied(); //~ reads _get, ends _get, conflict
        if let Some(known) = known {
            return known;
        }
        self.known.borrow_mut().insert(key, self.slow(key)); //~ writes _insert, ends _insert
        self.get(key)
    }

    fn slow(&self, key: u32) -> u32 {
        if key < 2 { key } else { self.get(key - 1) }
    }
}

fn main() {
    println!("{}", Memo::default().get(2));
}
//= Line 13 calls `borrow` (in `get`, called by `slow` on line 22), but the write guard from line 17, in an outer call to `get` (by `main` on line 27), is still alive. As a temporary, it lives until the `;` on line 17. While it is alive, `get` calls `slow` on line 17.
//? compute the argument of `insert` with a `let` before the statement on line 17, so that the guard is created after that
