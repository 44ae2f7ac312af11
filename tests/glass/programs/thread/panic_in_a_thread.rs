use std::cell::RefCell;
use std::thread;

fn main() {
    let worker = thread::spawn(|| {
        let cell = RefCell::new(1);
        let reader = cell.borrow(); //~ reads reader
        *cell.borrow_mut() += *reader; //~ conflict
    }); //~ ends reader
    println!("{}", worker.join().is_err());
}
//> true
//= In thread 1, line 8 calls `borrow_mut`, but the read guard `reader` from line 7 is still alive. It lives until the `}` on line 9.
