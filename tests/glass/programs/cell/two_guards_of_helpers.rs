//@ ends panicked
// Both guards are of helpers; one function has them.
use std::cell::{Ref, RefCell, RefMut};

struct World {
    tables: RefCell<(Vec<u32>, Vec<u32>)>,
}

impl World {
    fn positions(&self) -> Ref<'_, Vec<u32>> {
        Ref::map(self.tables.borrow(), |tables| &tables.0) //~ reads _positions
    }
    fn speeds(&self) -> Ref<'_, Vec<u32>> {
        Ref::map(self.tables.borrow(), |tables| &tables.1) //~ reads _speeds
    }
    fn positions_mut(&self) -> RefMut<'_, Vec<u32>> {
        RefMut::map(self.tables.borrow_mut(), |tables| &mut tables.0) //~ conflict
    }
}

fn run(world: &World) {
    let positions = world.positions();
    for speed in world.speeds().iter() {
        world.positions_mut().push(positions[0] + speed);
    } //~ ends _speeds
} //~ ends _positions

fn main() {
    run(&World { tables: RefCell::new((vec![1], vec![2])) });
}
//= Line 17 calls `borrow_mut` (in `positions_mut`, called by `run` on line 24), but 2 read guards are still alive: one from line 11 in `positions` and one from line 14 in `speeds`. `run` got the one from line 11 from `positions` on line 22, and keeps it in `positions` until the `}` on line 26. `run` got the one from line 14 from `speeds` on line 23: as a temporary in the iterator expression of the `for`, it lives until the `}` on line 25.
//? -
