//@ ends deadlock
//@ choices 0,1,0
use std::sync::RwLock;
use std::thread;

fn main() {
    let table = RwLock::new(1);
    thread::scope(|scope| {
        let first = table.read().unwrap(); //~ reads first
        scope.spawn(|| {
            *table.write().unwrap() += 1; //~ stands
        });
        thread::yield_now();
        let second = table.read().unwrap(); //~ stands
        println!("{first} {second}");
    });
}
//= The main thread waits on line 14 to lock `table` for reading, behind thread 1, which waits to lock it for writing. Thread 1 waits on line 11 to lock `table` for writing, which the main thread has held for reading since line 9 (guard `first`). The guard lives until the `}` on line 16. The main thread and thread 1 wait for each other.
