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
//= The main thread waits on line 7 for thread 1 to end. Thread 1 on line 9 and thread 2 on line 9 wait for others at `gate`. The barrier needs more than 2, and no thread is left that could come.
