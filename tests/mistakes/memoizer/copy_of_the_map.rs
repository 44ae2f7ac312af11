//! A memoizer: asks a slow function once per key, and remembers the answer.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

struct Memoizer<F> {
    slow: F,
    known: RefCell<HashMap<u64, u64>>,
    /// How often the slow function really ran.
    computed: Cell<u32>,
}

impl<F: Fn(u64) -> u64> Memoizer<F> {
    fn new(slow: F) -> Self {
        Memoizer {
            slow,
            known: RefCell::default(),
            computed: Cell::new(0),
        }
    }

    /// The answer for `key`, worked out on the first call only.
    fn get(&self, key: u64) -> u64 {
        // Change this method: it holds its guard for longer than it needs it.
        let mut known = self.known.borrow().clone();
        if let Some(&answer) = known.get(&key) {
            return answer;
        }
        self.computed.set(self.computed.get() + 1);
        let answer = (self.slow)(key);
        known.insert(key, answer);
        answer
    }
}

thread_local! {
    static FIBONACCI: Memoizer<fn(u64) -> u64> = Memoizer::new(fibonacci);
}

/// Asks the memoizer for the two numbers before, while the memoizer is asking for this one.
fn fibonacci(n: u64) -> u64 {
    if n < 2 {
        n
    } else {
        FIBONACCI.with(|numbers| numbers.get(n - 1) + numbers.get(n - 2))
    }
}

fn main() {
    let squares = Memoizer::new(|n| n * n);
    let wanted = [4, 4, 7, 4, 7, 9];
    let found: Vec<u64> = wanted.iter().map(|&n| squares.get(n)).collect();
    println!("squares: {found:?}");
    println!(
        "computed {} of {} lookups",
        squares.computed.get(),
        wanted.len()
    );

    println!(
        "fibonacci(25) = {}",
        FIBONACCI.with(|numbers| numbers.get(25))
    );
}
