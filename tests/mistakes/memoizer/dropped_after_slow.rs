//! A memoizer: it calls a slow function once per key and remembers the answers.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

struct Memoizer<F> {
    slow: F,
    known: RefCell<HashMap<u64, u64>>,
    /// How many times `get` has called `slow`.
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

    /// Returns the answer for `key`. Calls `slow` only if the answer isn't known yet.
    fn get(&self, key: u64) -> u64 {
        let known = self.known.borrow();
        if let Some(&answer) = known.get(&key) {
            return answer;
        }
        self.computed.set(self.computed.get() + 1);
        let answer = (self.slow)(key);
        drop(known);
        self.known.borrow_mut().insert(key, answer);
        answer
    }
}

thread_local! {
    static FIBONACCI: Memoizer<fn(u64) -> u64> = Memoizer::new(fibonacci);
}

/// Returns the nth Fibonacci number. Asks the memoizer for the two before it.
fn fibonacci(n: u64) -> u64 {
    if n < 2 {
        n
    } else {
        FIBONACCI.with(|memo| memo.get(n - 1) + memo.get(n - 2))
    }
}

fn main() {
    let squares = Memoizer::new(|n| n * n);
    let keys = [4, 4, 7, 4, 7, 9];
    let answers: Vec<u64> = keys.iter().map(|&key| squares.get(key)).collect();
    println!("squares: {answers:?}");
    println!(
        "computed {} of {} lookups",
        squares.computed.get(),
        keys.len()
    );

    println!("fibonacci(25) = {}", FIBONACCI.with(|memo| memo.get(25)));
}
