//! A memoizer that threads share.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};
use std::thread;

/// A handle to a memoizer. Its clones share the answers.
struct Memoizer<F> {
    inner: Arc<Inner<F>>,
}

struct Inner<F> {
    slow: F,
    known: Mutex<HashMap<u64, u64>>,
}

impl<F> Clone for Memoizer<F> {
    fn clone(&self) -> Self {
        Memoizer {
            inner: Arc::clone(&self.inner),
        }
    }
}

impl<F: Fn(u64) -> u64> Memoizer<F> {
    fn new(slow: F) -> Self {
        Memoizer {
            inner: Arc::new(Inner {
                slow,
                known: Mutex::default(),
            }),
        }
    }

    /// Returns the answer for `key`, and computes it if it isn't known yet.
    fn get(&self, key: u64) -> u64 {
        let known = self.inner.known.lock().unwrap().get(&key).copied();
        if let Some(answer) = known {
            return answer;
        }
        let answer = (self.inner.slow)(key);
        // The first stored answer counts: all threads return the same one.
        *self
            .inner
            .known
            .lock()
            .unwrap()
            .entry(key)
            .or_insert(answer)
    }

    /// Returns how many answers are known.
    fn known(&self) -> usize {
        self.inner.known.lock().unwrap().capacity()
    }
}

static FIBONACCI: LazyLock<Memoizer<fn(u64) -> u64>> = LazyLock::new(|| Memoizer::new(fibonacci));

/// Asks the memoizer for the two numbers before this one, while it computes this one.
fn fibonacci(n: u64) -> u64 {
    if n < 2 {
        n
    } else {
        FIBONACCI.get(n - 1) + FIBONACCI.get(n - 2)
    }
}

fn main() {
    let squares = Memoizer::new(|n| n * n);
    let workers = [[4, 4, 7], [4, 7, 9]].map(|wanted| {
        let squares = squares.clone();
        thread::spawn(move || wanted.map(|n| squares.get(n)))
    });
    for worker in workers {
        println!("{:?}", worker.join().unwrap());
    }
    println!("{} answers are known", squares.known());

    let worker = thread::spawn(|| FIBONACCI.get(30));
    println!("fibonacci(30) = {}", worker.join().unwrap());
}
