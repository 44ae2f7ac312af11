//@ ends deadlock
// What `take` uses up is no news for those who wait there; what `give_back` returns is.
use std::sync::{Condvar, Mutex};
use std::thread;

struct Laundry {
    free: Mutex<[u32; 2]>,
    bells: [Condvar; 2],
}

impl Laundry {
    fn take(&self, stage: usize) {
        let mut free = self.free.lock().unwrap(); //~ writes free
        while free[stage] == 0 {
            free = self.bells[stage].wait(free).unwrap(); //~ ends free, stands
        }
        free[stage] -= 1;
    } //~ ends free

    fn give_back(&self, finished: usize) {
        let mut free = self.free.lock().unwrap(); //~ writes free
        free[finished] += 1;
        self.bells[1 - finished].notify_one();
    } //~ ends free

    fn run(&self) {
        self.take(0);
        thread::yield_now();
        self.give_back(0);
        self.take(1);
        self.give_back(1);
    }
}

fn main() {
    let laundry = Laundry { free: Mutex::new([1, 1]), bells: [Condvar::new(), Condvar::new()] };
    laundry.take(0);
    thread::scope(|scope| { //~ stands
        scope.spawn(|| laundry.run());
        scope.spawn(|| {
            laundry.give_back(0);
            laundry.take(1);
        });
    });
}
//= The main thread waits on line 38 for thread 1 to finish. Thread 1 waits on line 15 (in `take`, called by `run` on line 27) for a notification on `bells[0]`. No thread has notified `bells[0]`. During the wait, thread 2 changed `free` on line 22 (in `give_back`, called by a closure in `main` on line 41), and then notified `bells[1]` on line 23, but no thread waited on `bells[1]`. No thread notified `bells[0]` after that. Only the main thread is left, but it waits for thread 1 to finish, so it cannot send one.
//? in `give_back`, notify `bells[0]` after every change of `free`
