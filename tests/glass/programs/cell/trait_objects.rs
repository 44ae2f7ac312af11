//@ ends panicked
use std::cell::RefCell;

trait Listener {
    fn hear(&self, word: &str);
}

struct Log(RefCell<Vec<String>>);

impl Listener for Log {
    fn hear(&self, word: &str) {
        self.0.borrow_mut().push(word.to_owned()); //~ writes _, ends _, conflict
    }
}

fn main() {
    let log = Log(RefCell::new(Vec::new()));
    let listeners: [&dyn Listener; 2] = [&log, &log];
    for listener in listeners {
        listener.hear("hello");
    }
    for word in log.0.borrow().iter() { //~ reads _
        listeners[0].hear(word);
    } //~ ends _
}
//= Line 12 calls `borrow_mut` (in `hear`, called by `main` on line 23), but the read guard from line 22 in `main` is still alive. As a temporary in the iterator expression of the `for`, it lives until the `}` on line 24. `log.0` and `self.0` are the same RefCell here.
