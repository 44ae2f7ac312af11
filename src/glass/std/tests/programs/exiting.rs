//! `process::exit` flushes what was printed, runs no destructors, and stops other threads.

struct Loud;

impl Drop for Loud {
    fn drop(&mut self) {
        println!("never");
    }
}

fn main() {
    let _loud = Loud;
    print!("before the end");
    std::process::exit(7);
}
