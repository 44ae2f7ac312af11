//@ ends deadlock
// The change is announced on the wrong `Condvar`.
use std::sync::{Condvar, Mutex};
use std::thread;

#[derive(Default)]
struct Belt {
    parcels: Mutex<Vec<u32>>,
    not_empty: Condvar,
    not_full: Condvar,
}

impl Belt {
    fn put(&self, parcel: u32) {
        let mut parcels = self.parcels.lock().unwrap(); //~ writes parcels
        while parcels.len() == 1 {
            parcels = self.not_full.wait(parcels).unwrap(); //~ ends parcels, stands
        }
        parcels.push(parcel);
        self.not_empty.notify_one();
    } //~ ends parcels

    fn take(&self) -> Option<u32> {
        let mut parcels = self.parcels.lock().unwrap(); //~ writes parcels
        let parcel = parcels.pop();
        self.not_empty.notify_one();
        parcel
    } //~ ends parcels
}

fn main() {
    let belt = Belt::default();
    thread::scope(|scope| { //~ stands
        scope.spawn(|| {
            belt.put(1);
            belt.put(2);
        });
        scope.spawn(|| belt.take());
    });
}
//= The main thread waits on line 33 for thread 1 to finish. Thread 1 waits on line 17 (in `put`, called by a closure in `main` on line 36) for a notification on `not_full`. No thread has notified `not_full`. During the wait, thread 2 called `pop` on `parcels` on line 25 (in `take`, called by a closure in `main` on line 38), and then notified `not_empty` on line 26. No line of the program notifies `not_full`. Only the main thread is left, but it waits for thread 1 to finish, so it cannot send one.
//? in `take`, notify `not_full` after every change of `parcels`
