//@ ends deadlock
// The barrier is for the right number of threads, but one of them ends after the first round.
use std::sync::Barrier;
use std::thread;

fn main() {
    let gate = &Barrier::new(2);
    thread::scope(|scope| { //~ stands
        for rounds in [1, 2] {
            scope.spawn(move || {
                for _ in 0..rounds {
                    gate.wait(); //~ stands
                }
            });
        }
    });
}
//= The main thread waits on line 8 for thread 2 to finish. Thread 2 waits on line 12 for more threads to reach `gate`. The barrier created on line 7 is for 2 threads, but only 1 reached it. Thread 1, which reached it earlier, has ended. Only the main thread is left, but it waits for thread 2 to finish, so it cannot reach the barrier.
//? make every thread that uses `gate` call `wait` the same number of times
