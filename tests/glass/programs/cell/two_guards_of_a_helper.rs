//@ ends panicked
// The call returns a guard, too: in another order, that one would be in the way.
use std::cell::{Ref, RefCell};

struct Tiles {
    tiles: RefCell<Vec<u32>>,
}

impl Tiles {
    fn tile(&self, at: usize) -> Ref<'_, u32> {
        while self.tiles.borrow().len() <= at { //~ reads _len, ends _len
            self.tiles.borrow_mut().push(7); //~ writes _push, ends _push, conflict
        }
        Ref::map(self.tiles.borrow(), |tiles| &tiles[at]) //~ reads _map
    }

    fn edge(&self, at: usize) -> u32 {
        let here = self.tile(at);
        let there = self.tile(at + 1);
        *here - *there
    } //~ ends _map
}

fn main() {
    let tiles = Tiles { tiles: RefCell::new(Vec::new()) };
    println!("{}", tiles.edge(0));
}
//= Line 12 calls `borrow_mut` (in `tile`, called by `edge` on line 19), but the read guard from line 14 is still alive. `edge` got it from `tile` on line 18, and keeps it in `here` until the `}` on line 21.
//? -
