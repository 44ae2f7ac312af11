//@ ends panicked
// What is formatted under the guard logs, too.
use std::cell::RefCell;
use std::fmt::{self, Write};

thread_local! {
    static LOG: RefCell<String> = const { RefCell::new(String::new()) };
}

fn log(arguments: fmt::Arguments<'_>) {
    LOG.with_borrow_mut(|log| writeln!(log, "{arguments}").unwrap()); //~ writes _log, ends _log, conflict
}

struct City(Option<&'static str>);

impl fmt::Display for City {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.unwrap_or_else(|| {
            log(format_args!("a city without a name"));
            "?"
        }))
    }
}

fn main() {
    log(format_args!("to {}", City(Some("Oslo"))));
    log(format_args!("to {}", City(None)));
}
//= Line 11 calls `with_borrow_mut` (in `log`, called by a closure in `fmt` on line 19), but a write guard from the same line, in an outer call to `log` (by `main` on line 27), is still alive. `with_borrow_mut` holds it until the `)` on line 11. While it is alive, line 11 runs a closure in `log`. The closure calls `fmt` on line 11, and `fmt` runs a closure of its own on line 18. Both calls use the same RefCell.
//? -
