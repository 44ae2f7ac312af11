//@ ends deadlock
// The desk without words returns before the barrier. No thread lacks a call of `wait`.
use std::sync::{Barrier, Mutex};
use std::thread;

struct Newsroom {
    pages: Mutex<Vec<u32>>,
    deadline: Barrier,
}

impl Newsroom {
    fn words(&self, desk: u32) -> Option<u32> {
        self.pages.lock().unwrap().push(desk); //~ writes _, ends _
        self.checked(desk)
    }

    fn checked(&self, desk: u32) -> Option<u32> {
        if desk > 0 {
            let pages = self.pages.lock().unwrap(); //~ writes pages
            return pages.first().copied();
        } //~ ends pages
        None
    }

    fn night(&self, desk: u32) -> Option<u32> {
        self.words(desk);
        let words = self.checked(desk)?;
        self.deadline.wait(); //~ stands
        Some(words)
    }
}

fn main() {
    let newsroom = Newsroom { pages: Mutex::default(), deadline: Barrier::new(3) };
    thread::scope(|scope| { //~ stands
        for desk in 0..3 {
            let newsroom = &newsroom;
            scope.spawn(move || newsroom.night(desk));
        }
    });
}
//= The main thread waits on line 35 for thread 2 to finish. Threads 2 and 3 wait on line 28 for more threads to reach `deadline`. The barrier created on line 34 is for 3 threads, but only 2 reached it. Thread 1 has ended without reaching it. After line 26, thread 1 returned from `night` on line 27 (`?`). Only the main thread is left, but it waits for thread 2 to finish, so it cannot reach the barrier.
//? -
