// A refusal that nothing handles: what the program meant to do is lost.
use std::cell::RefCell;

#[derive(Default)]
struct World {
    queue: RefCell<Vec<u32>>,
}

impl World {
    fn post(&self, action: u32) {
        if let Ok(mut queue) = self.queue.try_borrow_mut() { //~ writes queue, refused
            queue.push(action);
        } //~ ends queue
    }

    fn turn(&self) {
        let mut queue = self.queue.borrow_mut(); //~ writes queue
        while let Some(action) = queue.pop() {
            self.post(action - 1);
        }
    } //~ ends queue
}

fn main() {
    let world = World::default();
    world.post(3);
    world.post(4);
    world.turn();
    println!("{}", world.queue.borrow().len()); //~ reads _len, ends _len
}
//> 0
//= Line 11 calls `try_borrow_mut` (in `post`, called by `turn` on line 19), but the write guard `queue` from line 17 in `turn` is still alive. It lives until the `}` on line 21. So the call returned an error twice. The `if let` has no `else`, so the program ignored the error.
