//@ ends deadlock
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

#[derive(Default)]
struct Oven {
    loaves: Mutex<Vec<u32>>,
    filled: Condvar,
    emptied: Condvar,
}

impl Oven {
    fn first(&self, loaf: u32) {
        self.loaves.lock().unwrap().push(loaf); //~ writes _a, ends _a
        self.filled.notify_one();
    }

    fn more(&self, loaf: u32) {
        self.loaves.lock().unwrap().push(loaf); //~ writes _b, ends _b
        self.emptied.notify_one();
    }

    fn wait_until_empty(&self) {
        let loaves = self.loaves.lock().unwrap(); //~ writes loaves
        let _loaves = self.emptied.wait_while(loaves, |loaves| !loaves.is_empty()).unwrap(); //~ stands, writes _loaves, ends loaves
    } //~ ends _loaves

    fn take(&self) -> u32 {
        let mut loaves = self.loaves.lock().unwrap(); //~ writes loaves
        while loaves.is_empty() {
            loaves = self.filled.wait(loaves).unwrap(); //~ stands, ends loaves
        }
        let loaf = loaves.remove(0);
        self.emptied.notify_one();
        loaf
    } //~ ends loaves
}

fn main() {
    let oven = Arc::new(Oven::default());
    let buyer = {
        let oven = Arc::clone(&oven);
        thread::spawn(move || oven.take() + oven.take())
    };
    oven.first(1);
    oven.wait_until_empty();
    oven.more(2);
    oven.wait_until_empty();
    println!("{}", buyer.join().unwrap());
}
//= Thread 1 waits on line 31 (in `take`, called by a closure in `main` on line 43) for a notification on `filled`. The last `notify_one` came from the main thread on line 15. During the wait, the main thread changed `loaves` on line 19 (in `more`, called by `main` on line 47), and then notified `emptied` on line 20, but no thread waited on `emptied`. No thread notified `filled` after that. Only the main thread is left, but it is waiting, too, so it cannot send one.
//? in `more`, notify `filled` after every change of `loaves`
