//@ ends deadlock
use std::sync::Barrier;
use std::thread;

fn row(seat: u32, start: &Barrier) -> u32 {
    if seat == 2 {
        return 0;
    }
    start.wait(); //~ stands
    seat
}

fn main() {
    let start = Barrier::new(3);
    thread::scope(|scope| {
        let seats: Vec<_> = (1..4).map(|seat| { let start = &start; scope.spawn(move || row(seat, start)) }).collect();
        for seat in seats {
            println!("{}", seat.join().unwrap()); //~ stands
        }
    });
}
//= The main thread waits on line 18 for thread 1 to finish. Threads 1 and 3 wait on line 9 for more threads to reach `start`. The barrier created on line 14 is for 3 threads, but only 2 reached it. Thread 2 has ended without reaching it. Only the main thread is left, but it waits for thread 1 to finish, so it cannot reach the barrier.
//? call `wait` on `start` in thread 2, too
