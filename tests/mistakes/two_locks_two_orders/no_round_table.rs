//! A round table for two or more. To eat, a seat needs the forks on its left and on its right.

use std::sync::Mutex;
use std::thread;

struct Table {
    /// Each fork counts its uses. Fork `n` is on the left of seat `n`, and the next one on its right.
    forks: Vec<Mutex<u32>>,
}

impl Table {
    fn new(seats: usize) -> Self {
        Table {
            forks: (0..seats).map(|_| Mutex::new(0)).collect(),
        }
    }

    /// Takes both forks of a seat, calls `meal`, and puts them back.
    fn eat(&self, seat: usize, meal: impl FnOnce()) {
        let left = seat;
        let right = (seat + 1).min(self.forks.len() - 1);
        let mut left_fork = self.forks[left].lock().unwrap();
        let mut right_fork = self.forks[right].lock().unwrap();
        *left_fork += 1;
        *right_fork += 1;
        meal();
    }

    /// Returns how often each fork was used.
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
        scope.spawn(|| table.eat(0, || {}));
        table.eat(1, || {});
    });
    println!("the forks were used {:?} times", table.used());
}
