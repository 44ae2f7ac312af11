use std::sync::Mutex;

struct Tally {
    votes: Mutex<u32>,
}

impl Tally {
    fn add(&self, n: u32) {
        *self.votes.lock().unwrap() += n; //~ writes _, ends _
    }
}

fn merge(from: &Tally, into: &Tally) {
    let mut from = from.votes.lock().unwrap(); //~ writes from
    let mut into = into.votes.lock().unwrap(); //~ stands
    *into += std::mem::take(&mut *from);
}

fn main() {
    let center = Tally {
        votes: Mutex::new(0),
    };
    center.add(30);
    merge(&center, &center);
}
//@ ends deadlock
//= On line 15, the thread waits forever for `votes`, which the same thread has held since line 14 (guard `from`). The guard lives until the `}` on line 17. `from.votes` and `into.votes` are the same Mutex here. `main` calls `merge` on line 24.
//? compare them with `std::ptr::eq(&from.votes, &into.votes)` before you lock both
