//@ ends panicked
// A value borrows itself: it looks at all values of the list that it is in. Both functions call it `fish`.
use std::cell::RefCell;
use std::rc::Rc;

struct Fish {
    at: i32,
}

struct Tank {
    fish: Vec<Rc<RefCell<Fish>>>,
}

impl Fish {
    fn swim(&mut self, tank: &Tank) {
        self.at = tank.middle();
    }
}

impl Tank {
    fn middle(&self) -> i32 {
        let all: i32 = self.fish.iter().map(|fish| fish.borrow().at).sum(); //~ conflict
        all / self.fish.len() as i32
    }

    fn tick(&self) {
        for fish in &self.fish {
            fish.borrow_mut().swim(self); //~ writes _swim, ends _swim
        }
    }
}

fn main() {
    let fish = [1, 5].map(|at| Rc::new(RefCell::new(Fish { at })));
    Tank { fish: fish.into() }.tick();
}
//= Line 22 calls `borrow` (in `middle`, called by `swim` on line 16), but the write guard from line 28 in `tick` is still alive. As a temporary, it lives until the `;` on line 28. While it is alive, `tick` calls `swim` on line 28. `swim` calls `middle` on line 16. `fish` on line 28 and `fish` on line 22 are the same RefCell here.
//? -
