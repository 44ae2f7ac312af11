//! A thread that panics while another one has begun to print to stderr.

use std::fmt::{self, Display};
use std::sync::Mutex;

static OTHER: Mutex<u8> = Mutex::new(0);

struct Slow;

impl Display for Slow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        *OTHER.lock().unwrap() += 1;
        *OTHER.lock().unwrap() += 1;
        f.write_str("")
    }
}

fn main() {
    std::panic::set_hook(Box::new(|_| eprint!("")));
    let child = std::thread::spawn(|| {
        *OTHER.lock().unwrap() += 1;
        panic!("beside");
    });
    eprint!("{}", Slow);
    {
        let _lock = std::io::stderr().lock();
        *OTHER.lock().unwrap() += 1;
    }
    assert!(child.join().is_err());
    println!("{}", *OTHER.lock().unwrap());
}
