use std::cell::RefCell;
use std::rc::{Rc, Weak};

struct Stage {
    sprites: RefCell<Vec<Sprite>>,
}

impl Stage {
    fn show(&self, sprite: Sprite) {
        self.sprites.borrow_mut().push(sprite); //~ writes _, ends _
    }

    fn clear(&self) {
        self.sprites.borrow_mut().clear(); //~ writes _, ends _
    }
}

struct Sprite {
    stage: Weak<Stage>,
}

impl Drop for Sprite {
    fn drop(&mut self) {
        if let Some(stage) = self.stage.upgrade() {
            println!("{}", stage.sprites.borrow().len()); //~ conflict
        }
    }
}

fn main() {
    let stage = Rc::new(Stage {
        sprites: RefCell::default(),
    });
    stage.show(Sprite {
        stage: Rc::downgrade(&stage),
    });
    stage.clear();
}
//@ ends panicked
//= Line 25 calls `borrow` (in `drop`, called by `clear` on line 14), but the write guard from line 14 in `clear` is still alive. As a temporary, it lives until the `;` on line 14. `self.sprites` and `stage.sprites` are the same RefCell here.
//? move what `clear` removes into a variable, so that the guard is dropped first
