//@ ends panicked
use std::cell::RefCell;

type Listener = Box<dyn Fn(&Board, u32)>;

#[derive(Default)]
struct Board {
    listeners: RefCell<Vec<Listener>>,
}

impl Board {
    fn listen(&self, listener: impl Fn(&Board, u32) + 'static) {
        self.listeners.borrow_mut().push(Box::new(listener)); //~ writes _, conflict, ends _
    }

    fn post(&self, note: u32) {
        for listener in self.listeners.borrow().iter() { //~ reads _
            listener(self, note);
        } //~ ends _
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
//= Line 13 calls `borrow_mut` (in `listen`, called by a closure in `main` on line 27), but the read guard from line 17 in `post` is still alive. As a temporary in the iterator expression of the `for`, it lives until the `}` on line 19. While it is alive, line 18 runs that closure.
//? if what line 13 does can wait, do it after the `for`, when the guard has been dropped
