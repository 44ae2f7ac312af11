use std::cell::RefCell;

struct Log {
    lines: RefCell<Vec<String>>,
}

impl Log {
    fn add(&self, line: &str) {
        self.lines.borrow_mut().push(line.to_owned()); //~ conflict
    }
}

fn main() {
    let log = Log {
        lines: RefCell::default(),
    };
    let lines = log.lines.borrow(); //~ reads lines
    log.add("one");
    println!("{}", lines.len());
} //~ ends lines
//@ ends panicked
//= Line 9 calls `borrow_mut` (in `add`, called by `main` on line 18), but the read guard `lines` from line 17 in `main` is still alive. It lives until the `}` on line 20.
