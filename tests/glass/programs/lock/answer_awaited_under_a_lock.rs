//@ ends deadlock
// No order of the two locks helps: the lock is kept while the other thread must come first.
use std::sync::{Mutex, mpsc};
use std::thread;

fn main() {
    let (shelf, ledger) = (&Mutex::new(1), &Mutex::new(2));
    let (done, is_done) = mpsc::channel();
    thread::scope(|scope| { //~ stands
        scope.spawn(move || {
            let shelf = shelf.lock().unwrap(); //~ writes shelf
            is_done.recv().unwrap();
            println!("{} {}", shelf, ledger.lock().unwrap()); //~ stands
        });
        scope.spawn(move || {
            thread::sleep(std::time::Duration::from_millis(20));
            let ledger = ledger.lock().unwrap(); //~ writes ledger
            done.send(()).unwrap();
            println!("{} {}", ledger, shelf.lock().unwrap()); //~ stands
        });
    });
}
//= Thread 2 waits on line 19 for `shelf`, which thread 1 has held since line 11. The guard lives until the `}` on line 14. Thread 1 waits on line 13 for `ledger`, which thread 2 has held since line 17. The guard lives until the `}` on line 20. Threads 2 and 1 wait for each other. The main thread waits on line 9 for thread 1 to finish.
//? lock `shelf` only where it is used, so that thread 1 doesn't hold it while it waits on line 12
