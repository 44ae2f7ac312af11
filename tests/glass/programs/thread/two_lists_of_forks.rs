//@ ends deadlock
use std::sync::Mutex;

struct Table {
    forks: Vec<Mutex<u32>>,
}

impl Table {
    fn new(seats: usize) -> Self {
        let forks = (0..seats).map(|_| Mutex::new(0)).collect();
        Self { forks }
    }

    fn eat(&self, seat: usize) {
        *self.forks[seat].lock().unwrap() += 1; //~ writes _left, ends _left
        *self.forks[(seat + 1) % self.forks.len()].lock().unwrap() += 1; //~ stands, writes _right, ends _right
    }
}

fn main() {
    let small = Table::new(2);
    let large = Table::new(5);
    small.eat(0);
    large.eat(4);
    let first = large.forks[0].lock().unwrap(); //~ writes first
    large.eat(4);
    println!("{first}");
}
//= On line 16 (in `eat`, called by `main` on line 26), the thread waits forever for `forks[0]` of list 2, which the same thread has held since line 25 (guard `first`) in `main`. The guard lives until the `}` on line 28. List 2 of `forks` is first used on line 24.
