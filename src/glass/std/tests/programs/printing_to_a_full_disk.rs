//! Printing to a stdout that cannot be written.
// stdout: /dev/full

use std::io::Write;

fn main() {
    print!("buffered");
    let panicked = std::panic::catch_unwind(|| println!("{}", "and more"));
    eprintln!("{}", panicked.is_err());
    let error = writeln!(std::io::stdout(), "more").unwrap_err();
    eprintln!("{error}");
    println!("the end");
}
