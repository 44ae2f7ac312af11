//! What a `Display` that panics or fails halfway has printed.
// editions: 2021

use std::fmt::{self, Display};
use std::io::Write;
use std::panic::{self, AssertUnwindSafe};

struct Panics;
struct Fails;

impl Display for Panics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("half")?;
        panic!("inside")
    }
}

impl Display for Fails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("half")?;
        Err(fmt::Error)
    }
}

fn caught(what: impl FnOnce()) {
    let end = panic::catch_unwind(AssertUnwindSafe(what));
    println!("[{}]", end.is_err());
}

fn main() {
    caught(|| println!("a {} b", Panics));
    caught(|| print!("a {} b", Panics));
    caught(|| eprintln!("a {} b", Panics));
    caught(|| println!("a {} b", Fails));
    caught(|| eprint!("a {} b", Fails));
    caught(|| {
        let _ = writeln!(std::io::stdout(), "a {} b", Panics);
    });
    caught(|| {
        let _ = writeln!(std::io::stdout().lock(), "a {} b", Fails);
    });
    caught(|| {
        let _ = writeln!(std::io::stderr().lock(), "a {} b", Panics);
    });
    caught(|| {
        let _ = writeln!(std::io::stderr(), "a {} b", Fails);
    });
    println!("and on");
}
