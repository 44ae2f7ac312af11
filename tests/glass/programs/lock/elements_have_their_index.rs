//@ ends deadlock
use std::sync::Mutex;

fn transfer(accounts: &[Mutex<i32>], from: usize, to: usize) {
    let mut source = accounts[from].lock().unwrap(); //~ writes source
    let mut target = accounts[to].lock().unwrap(); //~ writes target, stands
    *source -= 1;
    *target += 1;
} //~ ends source, ends target

fn main() {
    let accounts: Vec<_> = (0..3).map(|cents| Mutex::new(cents)).collect();
    transfer(&accounts, 2, 0);
    transfer(&accounts, 0, 1);
    transfer(&accounts, 1, 1);
}
//= On line 6, the thread waits forever for `accounts[1]`, which the same thread has held since line 5 (guard `source`). The guard lives until the `}` on line 9. `accounts[from]` and `accounts[to]` are the same Mutex here. `main` calls `transfer` on line 15.
