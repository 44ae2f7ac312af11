//@ ends panicked
// No variable of `clean` could keep the pieces: `discard` drops them without returning them.
use std::cell::RefCell;
use std::rc::Rc;

struct Piece {
    shelf: Rc<RefCell<Shelf>>,
    cracked: bool,
}

impl Drop for Piece {
    fn drop(&mut self) {
        self.shelf.borrow_mut().used -= 1; //~ conflict
    }
}

#[derive(Default)]
struct Shelf {
    pieces: Vec<Piece>,
    used: u32,
}

impl Shelf {
    fn discard(&mut self) {
        self.pieces.retain(|piece| !piece.cracked);
    }
}

fn clean(shelf: &RefCell<Shelf>) {
    shelf.borrow_mut().discard(); //~ writes _, ends _
}

fn main() {
    let shelf = Rc::new(RefCell::new(Shelf::default()));
    let piece = Piece { shelf: shelf.clone(), cracked: true };
    shelf.borrow_mut().pieces.push(piece); //~ writes _, ends _
    clean(&shelf);
}
//= Line 13 calls `borrow_mut` (in `drop`, called by `discard` on line 25), but the write guard from line 30 in `clean` is still alive. As a temporary, it lives until the `;` on line 30. While it is alive, `clean` calls `discard` on line 30.
//? -
