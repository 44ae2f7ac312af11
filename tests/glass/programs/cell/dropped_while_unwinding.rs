//@ ends panicked
// A second value that borrows when it is dropped, while the panic of the first one unwinds.
use std::cell::RefCell;
use std::rc::Rc;

struct Buffer(Rc<RefCell<Vec<u32>>>);

impl Drop for Buffer {
    fn drop(&mut self) {
        self.0.borrow_mut().push(1); //~ conflict
    }
}

fn main() {
    let pool = Rc::new(RefCell::new(Vec::new()));
    let mut pending = vec![Buffer(pool.clone()), Buffer(pool.clone())];
    let free = pool.borrow(); //~ reads free
    pending.truncate(free.len());
}
//= Line 10 calls `borrow_mut` (in `drop`, called by `main` on line 18), but the read guard `free` from line 17 in `main` is still alive. It lives until the `}` on line 19. `pool` and `self.0` are the same RefCell here. While this panic was unwinding, the borrow on line 10 (in `drop`, called by `main` on line 18) was refused, too. A panic during unwinding aborts the process.
