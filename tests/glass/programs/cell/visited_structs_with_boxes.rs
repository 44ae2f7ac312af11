//@ ends panicked
// A `Listener` cannot be cloned, because it owns a box with a trait object.
use std::cell::RefCell;

struct Listener {
    call: Box<dyn Fn(&Board, u32)>,
}

#[derive(Default)]
struct Board {
    listeners: RefCell<Vec<Listener>>,
}

impl Board {
    fn listen(&self, call: impl Fn(&Board, u32) + 'static) {
        self.listeners.borrow_mut().push(Listener { call: Box::new(call) }); //~ writes _, conflict, ends _
    }

    fn post(&self, note: u32) {
        self.listeners.borrow().iter().for_each(|listener| (listener.call)(self, note)); //~ reads _, ends _
    }
}

fn main() {
    let board = Board::default();
    board.listen(|board, note| {
        if note == 1 {
            board.listen(|_, note| println!("{note}"));
        }
    });
    board.post(1);
}
//= Line 16 calls `borrow_mut` (in `listen`, called by a closure in `main` on line 28), but the read guard from line 20 in `post` is still alive. As a temporary, it lives until the `;` on line 20. While it is alive, line 20 runs a closure in `post`. The closure runs a closure in `main` on line 20.
//? -
