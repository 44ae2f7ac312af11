//! Polls with `try_lock` before it reads and writes under two guards.

use std::sync::Mutex;
use std::thread;

struct Count(Mutex<u32>);

impl Count {
    fn get(&self) -> u32 {
        *self.0.lock().unwrap()
    }

    fn add(&self) {
        while self.0.try_lock().is_err() {}
        let next = self.get() + 1;
        *self.0.lock().unwrap() = next;
    }
}

fn main() {
    let count = Count(Mutex::new(0));
    thread::scope(|scope| {
        scope.spawn(|| count.add());
        count.add();
    });
    println!("{}", count.get());
}
