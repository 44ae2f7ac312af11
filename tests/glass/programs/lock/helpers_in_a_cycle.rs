//@ ends deadlock
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

struct Account {
    balance: Mutex<i64>,
}

impl Account {
    fn open(&self) -> MutexGuard<'_, i64> {
        self.balance.lock().unwrap() //~ writes _a, stands
    }
}

fn transfer(from: &Account, to: &Account) {
    let mut source = from.open();
    thread::sleep(Duration::from_millis(1));
    let mut target = to.open();
    *source -= 1;
    *target += 1;
}

fn main() {
    let account = |balance| Arc::new(Account { balance: Mutex::new(balance) });
    let (a, b) = (account(1), account(2));
    let there = thread::spawn({
        let (a, b) = (a.clone(), b.clone());
        move || transfer(&a, &b)
    });
    transfer(&b, &a);
    there.join().unwrap();
}
//= Thread 1 waits on line 12 (in `open`, called by `transfer` on line 19) for `balance` 2, which the main thread has held since line 17 in `transfer`. `transfer` got the guard from `open` on line 17, and keeps it in `source` until the `}` on line 22. The main thread waits on line 12 (in `open`, called by `transfer` on line 19) for `balance` 1, which thread 1 has held since line 17 in `transfer`. Thread 1 and the main thread wait for each other.
