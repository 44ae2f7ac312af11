//@ ends panicked
// `retain` drops what it removes while the guard is alive.
use std::cell::RefCell;
use std::rc::{Rc, Weak};

#[derive(Default)]
struct Pool {
    sessions: RefCell<Vec<Session>>,
}

struct Session {
    user: u32,
    pool: Weak<Pool>,
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some(pool) = self.pool.upgrade() {
            println!("{} of {}", self.user, pool.sessions.borrow().len()); //~ conflict
        }
    }
}

fn main() {
    let pool = Rc::new(Pool::default());
    for user in 0..2 {
        let session = Session { user, pool: Rc::downgrade(&pool) };
        pool.sessions.borrow_mut().push(session); //~ writes _push, ends _push
    }
    pool.sessions.borrow_mut().retain(|session| session.user > 0); //~ writes _retain, ends _retain
}
//= Line 19 calls `borrow` (in `drop`, called by `main` on line 30), but the write guard from line 30 in `main` is still alive. As a temporary, it lives until the `;` on line 30.
//? move what `retain` removes into a variable, so that the guard is dropped first
