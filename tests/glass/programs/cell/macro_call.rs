//! What happens in the body of a macro is shown where the macro is called.
//@ ends panicked

use std::cell::RefCell;

macro_rules! note {
    ($log:expr, $text:expr) => {
        $log.borrow_mut().push($text)
    };
}

fn average(log: &RefCell<Vec<&'static str>>) {
    note!(log, "average"); //~ conflict
}

fn main() {
    let log = RefCell::new(Vec::new());
    let lines = log.borrow(); //~ reads lines
    average(&log);
    println!("{}", lines.len());
} //~ ends lines
//= Line 13 needs a write guard (in `average`, called by `main` on line 19), but the read guard `lines` from line 18 in `main` is still alive. It lives until the `}` on line 21.
//| 18 ╭ read guard `lines`
//| 13 ├ ✗ cannot borrow mutably
//| 21 ╎ `lines` would be dropped
