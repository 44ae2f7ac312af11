use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;
#[derive(Default)]
struct Primes {
    known: Mutex<BTreeMap<u64, bool>>,
}
impl Primes {
    fn lookup(&self, n: u64) -> Option<bool> {
        self.known.lock().unwrap().get(&n).copied()
    }
    fn is_prime(&self, n: u64) -> bool {
        if let Some(known) = self.lookup(n) {
            return known;
        }
        thread::sleep(Duration::from_micros(200));
        let found = n > 1 && (2..n).take_while(|d| d * d <= n).all(|d| n % d != 0);
        self.known.lock().unwrap().insert(n, found);
        found
    }
}
fn main() {
    let primes = Arc::new(Primes::default());
    let all: Vec<_> = (0..3)
        .map(|t| {
            let primes = Arc::clone(&primes);
            thread::spawn(move || (t..t + 20).filter(|n| primes.is_prime(*n)).count())
        })
        .collect();
    for t in all {
        println!("{}", t.join().unwrap());
    }
    println!("{}", primes.known.lock().unwrap().len());
}
