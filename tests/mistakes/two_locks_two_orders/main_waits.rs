//! A round table, set for at least two: whoever eats needs the fork on the left and the one on the right.

use std::sync::Mutex;
use std::thread;

struct Table {
    /// Each fork counts how often it was used. Left of seat `n` lies fork `n`, and right of it the next one.
    forks: Vec<Mutex<u32>>,
}

impl Table {
    fn new(seats: usize) -> Self {
        Table {
            forks: (0..seats).map(|_| Mutex::new(0)).collect(),
        }
    }

    /// Takes both forks of a seat, has the meal, and puts them back.
    fn eat(&self, seat: usize, meal: impl FnOnce()) {
        // Change this method: everybody may wait for the fork that somebody else has.
        let left = seat;
        let right = (seat + 1) % self.forks.len();
        let mut left_fork = self.forks[left].lock().unwrap();
        let mut right_fork = self.forks[right].lock().unwrap();
        *left_fork += 1;
        *right_fork += 1;
        meal();
    }

    /// How often each fork was used.
    fn used(&self) -> Vec<u32> {
        self.forks
            .iter()
            .map(|fork| *fork.lock().unwrap())
            .collect()
    }
}

fn main() {
    let table = Table::new(2);
    thread::scope(|scope| {
        scope.spawn(|| table.eat(0, || {})).join().unwrap();
        table.eat(1, || {});
    });
    println!("the forks were used {:?} times", table.used());
}
