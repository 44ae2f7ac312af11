//! Hidden tests for `shared_memoizer`. They use what the text fixes: `new`, `clone`, `get` and `known`.
use super::Memoizer;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

#[test]
fn each_key_once() {
    static ASKED: AtomicU64 = AtomicU64::new(0);
    let memoizer = Memoizer::new(|n| {
        ASKED.fetch_add(1, Ordering::Relaxed);
        n * 3
    });
    let other = memoizer.clone();
    let answers = [3, 0, 3].map(|n| memoizer.get(n));
    assert_eq!(answers, [9, 0, 9]);
    assert_eq!([0, 5, 3].map(|n| other.get(n)), [0, 15, 9]);
    assert_eq!((memoizer.known(), other.known()), (3, 3));
    assert_eq!(ASKED.load(Ordering::Relaxed), 3);
}

#[test]
fn two_memoizers() {
    let double = Memoizer::new(|n| n * 2);
    let triple = Memoizer::new(|n| n * 3);
    assert_eq!((double.get(5), triple.get(5)), (10, 15));
    assert_eq!((double.known(), triple.known()), (1, 1));
}

static COUNTDOWN: LazyLock<Memoizer<fn(u64) -> u64>> = LazyLock::new(|| Memoizer::new(below));

fn below(n: u64) -> u64 {
    if n == 0 { 0 } else { COUNTDOWN.get(n - 1) + 1 }
}

#[test]
fn asked_while_computing() {
    assert_eq!(COUNTDOWN.get(9), 9);
    assert_eq!((COUNTDOWN.get(4), COUNTDOWN.get(7)), (4, 7));
    assert_eq!(COUNTDOWN.known(), 10, "what is found on the way is kept");
}

/// Small on purpose: every interleaving of these two threads is to be tried.
#[test]
fn one_answer_for_all() {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let tickets = Memoizer::new(|_| NEXT.fetch_add(1, Ordering::SeqCst));
    let theirs = tickets.clone();
    let worker = thread::spawn(move || theirs.get(1));
    let ours = tickets.get(1);
    assert_eq!(ours, worker.join().unwrap());
    assert_eq!((tickets.get(1), tickets.known()), (ours, 1));
}

static SLOW: LazyLock<Memoizer<fn(u64) -> u64>> = LazyLock::new(|| Memoizer::new(with_help));

/// Has another thread work something out meanwhile.
fn with_help(n: u64) -> u64 {
    if n == 0 {
        return 1;
    }
    thread::spawn(|| SLOW.get(0)).join().unwrap() + n
}

#[test]
fn others_go_on() {
    assert_eq!(SLOW.get(6), 7);
}
