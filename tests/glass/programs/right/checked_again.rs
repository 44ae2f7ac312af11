use std::sync::{Arc, Mutex, RwLock};
use std::thread;
use std::time::Duration;
struct Account {
    balance: Mutex<i64>,
    log: RwLock<Vec<String>>,
}
impl Account {
    fn balance(&self) -> i64 {
        *self.balance.lock().unwrap()
    }
    fn withdraw(&self, who: &str, amount: i64) -> bool {
        if self.balance() < amount {
            return false;
        }
        thread::sleep(Duration::from_micros(30));
        let mut balance = self.balance.lock().unwrap();
        if *balance < amount {
            return false;
        }
        *balance -= amount;
        drop(balance);
        self.log
            .write()
            .unwrap()
            .push(format!("{who} took {amount}"));
        true
    }
    fn deposit(&self, amount: i64) {
        *self.balance.lock().unwrap() += amount;
    }
}
fn main() {
    let account = Arc::new(Account {
        balance: Mutex::new(50),
        log: RwLock::default(),
    });
    let all: Vec<_> = ["ann", "bob", "cat"]
        .into_iter()
        .map(|who| {
            let account = Arc::clone(&account);
            thread::spawn(move || {
                let got = account.withdraw(who, 20);
                if got {
                    account.deposit(1);
                }
                got
            })
        })
        .collect();
    let got = all
        .into_iter()
        .filter(|_| true)
        .map(|t| t.join().unwrap())
        .filter(|got| *got)
        .count();
    println!(
        "{got} got it, {} left, {} lines",
        account.balance(),
        account.log.read().unwrap().len()
    );
}
