//! The thread that holds the lock of stdout prints alone, whatever else happens meanwhile.

use std::fmt::{self, Display};
use std::io::Write;
use std::sync::Mutex;

static OTHER: Mutex<u8> = Mutex::new(0);

/// Lets other threads run while it is printed.
struct Slow(&'static str);

impl Display for Slow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)?;
        *OTHER.lock().unwrap() += 1;
        f.write_str(self.0)
    }
}

fn main() {
    let mut lock = std::io::stdout().lock();
    let child = std::thread::spawn(|| {
        for _ in 0..3 {
            println!("child {}", Slow("c"));
        }
    });
    for _ in 0..3 {
        *OTHER.lock().unwrap() += 1;
        writeln!(lock, "first {}", Slow("f")).unwrap();
        println!("second {}", Slow("s"));
    }
    drop(lock);
    child.join().unwrap();
    println!("{}", *OTHER.lock().unwrap());
}
