//@ ends panicked
// A value of the program has the guard, and is used after the call.
use std::cell::{RefCell, RefMut};

struct Frame<'m> {
    steps: u32,
    globals: RefMut<'m, Vec<u32>>,
}

struct Machine {
    globals: RefCell<Vec<u32>>,
}

impl Machine {
    fn frame(&self) -> Option<Frame<'_>> {
        Some(Frame { steps: 2, globals: self.globals.borrow_mut() }) //~ writes _globals
    }

    fn dump(&self) {
        println!("{:?}", self.globals.borrow()); //~ conflict
    }

    fn run(&self) {
        let Some(mut frame) = self.frame() else { return };
        while frame.steps > 0 {
            frame.globals.push(frame.steps);
            frame.steps -= 1;
            self.dump();
        }
    } //~ ends _globals
}

fn main() {
    Machine { globals: RefCell::default() }.run();
}
//= Line 20 calls `borrow` (in `dump`, called by `run` on line 28), but the write guard from line 16 in `frame` is still alive. `run` got it from `frame` on line 24, and keeps it in `frame`; the panic dropped it at the `}` on line 30.
//? don't keep guards in the fields of `Frame` (here `globals`): borrow only where the value is used
