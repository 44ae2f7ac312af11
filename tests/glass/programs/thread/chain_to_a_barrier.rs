//@ ends deadlock
use std::sync::{Arc, Barrier, Mutex, RwLock};
use std::thread;

fn main() {
    let table = Arc::new(RwLock::new(0));
    let gate = Arc::new(Barrier::new(2));
    let log = Arc::new(Mutex::new(Vec::new()));
    let reader = {
        let (table, gate) = (Arc::clone(&table), Arc::clone(&gate));
        thread::spawn(move || {
            let seen = table.read().unwrap(); //~ reads seen
            gate.wait(); //~ stands
            println!("{seen}");
        })
    };
    let writer = {
        let (table, log) = (Arc::clone(&table), Arc::clone(&log));
        thread::spawn(move || {
            let mut lines = log.lock().unwrap(); //~ writes lines
            *table.write().unwrap() += 1; //~ stands
            lines.push("written");
        })
    };
    let shown = thread::spawn(move || println!("{:?}", log.lock().unwrap())); //~ stands
    for thread in [reader, writer, shown] {
        thread.join().unwrap(); //~ stands
    }
    gate.wait();
}
//= Thread 3 waits on line 25 for `log`, which thread 2 has held since line 20 (guard `lines`). The guard lives until the `}` on line 23. Thread 2 waits on line 21 to lock `table` for writing, which thread 1 has held for reading since line 12 (guard `seen`). The guard lives until the `}` on line 15. The main thread waits on line 27 for thread 1 to finish. Thread 1 waits on line 13 for more threads to reach `gate`. The barrier created on line 7 is for 2 threads, but only 1 reached it. The main thread would reach it on line 29, after its wait on line 27. All other threads are waiting, too, so none can reach the barrier.
