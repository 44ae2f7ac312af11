//! The harness captures what tests print, and what their threads print.
// arguments: --test-threads=1

use std::io::Write;

#[test]
fn fails() {
    println!("printed {}", 1);
    eprintln!("to stderr");
    let two = dbg!(2);
    std::thread::spawn(|| println!("by a thread")).join().unwrap();
    assert_eq!(two, 3);
}

#[test]
fn passes() {
    println!("not seen");
}

#[test]
fn writes_past_the_harness() {
    writeln!(std::io::stdout(), "\nnot captured").unwrap();
}
