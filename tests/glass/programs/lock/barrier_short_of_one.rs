//@ ends deadlock
use std::sync::Barrier;
use std::thread;

fn main() {
    let gate = Barrier::new(3);
    thread::scope(|scope| { //~ stands
        for _ in 0..2 {
            scope.spawn(|| gate.wait()); //~ stands
        }
    });
    println!("all through");
}
//= The main thread waits on line 7 for thread 1 to finish. Threads 1 and 2 wait on line 9 for more threads to reach `gate`. The barrier created on line 6 is for 3 threads, but only 2 reached it. Only the main thread is left, but it waits for thread 1 to finish, so it cannot reach the barrier.
