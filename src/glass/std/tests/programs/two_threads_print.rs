//! Two threads that print lines piece by piece: no line is torn, whatever the order of the threads.

use std::fmt::{self, Display};
use std::sync::Mutex;

static OTHER: Mutex<u8> = Mutex::new(0);

struct Slow(char);

impl Display for Slow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        drop(OTHER.lock().unwrap());
        write!(f, "{}", self.0)
    }
}

fn main() {
    let same = || {
        for _ in 0..2 {
            println!("{}-{}", Slow('x'), Slow('y'));
            eprintln!("{}-{}", Slow('x'), Slow('y'));
        }
    };
    let child = std::thread::spawn(same);
    same();
    child.join().unwrap();
}
