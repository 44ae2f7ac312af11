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
        let right = (seat + 1) % self.forks.len();
        if seat % 2 == 0 {
            let mut first = self.forks[seat].lock().unwrap();
            let mut second = self.forks[right].lock().unwrap();
            *first += 1;
            *second += 1;
            meal();
        } else {
            let mut first = self.forks[right].lock().unwrap();
            let mut second = self.forks[seat].lock().unwrap();
            *first += 1;
            *second += 1;
        }
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
