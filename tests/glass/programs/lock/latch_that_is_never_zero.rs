//@ ends deadlock
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

struct Latch {
    left: Mutex<usize>,
    zero: Condvar,
}

impl Latch {
    fn count_down(&self) {
        let mut left = self.left.lock().unwrap(); //~ writes left
        *left -= 1;
        if *left == 0 {
            self.zero.notify_all();
        }
    } //~ ends left

    fn wait(&self) {
        let mut left = self.left.lock().unwrap(); //~ writes left
        while *left > 0 {
            left = self.zero.wait(left).unwrap(); //~ ends left, stands
        }
    }
}

fn task(name: &str, latch: &Latch) -> Result<usize, String> {
    if name.is_empty() {
        return Err("a task needs a name".into());
    }
    let len = name.len();
    latch.count_down();
    Ok(len)
}

fn main() {
    let names = ["load", "", "render"];
    let latch = Arc::new(Latch { left: Mutex::new(names.len()), zero: Condvar::new() });
    let tasks = names.map(|name| {
        let latch = Arc::clone(&latch);
        thread::spawn(move || task(name, &latch))
    });
    latch.wait();
    for t in tasks {
        println!("{:?}", t.join().unwrap());
    }
}
//= The main thread waits on line 22 (in `wait`, called by `main` on line 43) for a notification on `zero`. No thread has notified `zero`. During the wait, thread 3 changed `left` on line 13 (in `count_down`, called by `task` on line 32), but no thread notified `zero` after that. `count_down` on line 15 would notify it, but this run never reached that line. Thread 2 has ended without changing `left`. `task` can return on line 29, before it reaches line 32. No other thread is left that could send one.
