//@ ends deadlock
// The barrier counts main, which reaches it only after it has joined the others.
use std::sync::{Arc, Barrier};
use std::thread;

fn main() {
    let start = Arc::new(Barrier::new(2));
    let own = Arc::clone(&start);
    let worker = thread::spawn(move || own.wait().is_leader()); //~ stands
    worker.join().unwrap(); //~ stands
    start.wait();
}
//= The main thread waits on line 10 for thread 1 to finish. Thread 1 waits on line 9 for more threads to reach `start`. The barrier created on line 7 is for 2 threads, but only 1 reached it. The main thread would reach it on line 11, after its wait on line 10. Only the main thread is left, but it waits for thread 1 to finish, so it cannot reach the barrier.
//? call `wait` on `start` in the main thread before line 10
