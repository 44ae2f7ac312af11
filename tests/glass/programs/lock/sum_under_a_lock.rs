//@ ends deadlock
// A closure owns the only sender, which its loop uses: two threads do wait for each other.
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let total = Arc::new(Mutex::new(0));
    let (numbers, received) = channel();
    let own = Arc::clone(&total);
    let adder = thread::spawn(move || {
        let mut sum = own.lock().unwrap(); //~ writes sum
        for number in received { //~ stands
            *sum += number;
        }
    });
    let own = Arc::clone(&total);
    let counter = thread::spawn(move || {
        for number in 0..3 {
            thread::yield_now();
            let seen = *own.lock().unwrap(); //~ stands
            numbers.send(seen + number).unwrap();
        }
    });
    counter.join().unwrap(); //~ stands
    adder.join().unwrap();
}
//= Thread 1 waits on line 13 for a message on `received`. It still holds `total`, locked since line 12 (guard `sum`). The guard lives until the `}` on line 16. Thread 2 waits on line 21 for `total`, which thread 1 holds. Threads 1 and 2 wait for each other. The main thread waits on line 25 for thread 2 to finish.
//? -
