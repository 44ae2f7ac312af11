//@ ends deadlock
// Each thread waits once, but the second round has one thread fewer than the barrier is for.
use std::sync::Barrier;
use std::thread;

fn main() {
    let gate = &Barrier::new(2);
    for workers in [2, 1] {
        thread::scope(|scope| { //~ stands
            for _ in 0..workers {
                scope.spawn(|| gate.wait()); //~ stands
            }
        });
    }
}
//= The main thread waits on line 9 for thread 3 to finish. Thread 3 waits on line 11 for more threads to reach `gate`. The barrier created on line 7 is for 2 threads, but only 1 reached it. Threads 1 and 2, which reached it earlier, have ended. Only the main thread is left, but it waits for thread 3 to finish, so it cannot reach the barrier.
//? -
