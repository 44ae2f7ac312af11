use std::io::Write;
use std::thread;

fn main() {
    let mut out = std::io::stdout().lock();
    let worker = thread::spawn(move || writeln!(out, "hello")); //~ E0277
    worker.join().unwrap().unwrap();
}
