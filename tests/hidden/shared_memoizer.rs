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
    assert_eq!(answers, [9, 0, 9], "the triples of 3, 0 and 3");
    assert_eq!(
        [0, 5, 3].map(|n| other.get(n)),
        [0, 15, 9],
        "the triples of 0, 5 and 3, through a clone"
    );
    assert_eq!(
        (memoizer.known(), other.known()),
        (3, 3),
        "answers known to the memoizer and its clone, for the keys 0, 3 and 5"
    );
    assert_eq!(
        ASKED.load(Ordering::Relaxed),
        3,
        "calls to `slow` for the keys 0, 3 and 5"
    );
}

#[test]
fn two_memoizers() {
    let double = Memoizer::new(|n| n * 2);
    let triple = Memoizer::new(|n| n * 3);
    assert_eq!(
        (double.get(5), triple.get(5)),
        (10, 15),
        "the answers of two memoizers for 5"
    );
    assert_eq!(
        (double.known(), triple.known()),
        (1, 1),
        "answers known to two memoizers, after one key each"
    );
}

static COUNTDOWN: LazyLock<Memoizer<fn(u64) -> u64>> = LazyLock::new(|| Memoizer::new(below));

fn below(n: u64) -> u64 {
    if n == 0 { 0 } else { COUNTDOWN.get(n - 1) + 1 }
}

#[test]
fn asked_while_computing() {
    assert_eq!(
        COUNTDOWN.get(9),
        9,
        "the answer for 9, which asks for 8 and so on"
    );
    assert_eq!(
        (COUNTDOWN.get(4), COUNTDOWN.get(7)),
        (4, 7),
        "the answers for 4 and 7 after that"
    );
    assert_eq!(
        COUNTDOWN.known(),
        10,
        "the number of known answers after `get(9)`"
    );
}

/// Small on purpose: every interleaving of these two threads is to be tried.
#[test]
fn one_answer_for_all() {
    // Not from 0, which could be a placeholder.
    static NEXT: AtomicU64 = AtomicU64::new(100);
    let tickets = Memoizer::new(|_| NEXT.fetch_add(1, Ordering::SeqCst));
    let theirs = tickets.clone();
    let worker = thread::spawn(move || theirs.get(1));
    let ours = tickets.get(1);
    let theirs = worker.join().unwrap();
    // If the two differ, the answer is the one that is known now, and the other may be a placeholder.
    let known = tickets.get(1);
    let answer = if theirs == known { theirs } else { ours };
    assert_eq!(
        [ours, theirs],
        [answer; 2],
        "the answers that two threads got for one key"
    );
    assert_eq!(
        (tickets.get(1), tickets.known()),
        (ours, 1),
        "the answer for that key afterwards, and the number of known answers"
    );

    // Now that it is known, both only look it up.
    let theirs = tickets.clone();
    let worker = thread::spawn(move || theirs.get(1));
    assert_eq!(
        (tickets.get(1), worker.join().unwrap()),
        (ours, ours),
        "the answers for that key when two threads ask again at the same time"
    );
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
    assert_eq!(
        SLOW.get(6),
        7,
        "the answer for 6, while another thread asks for 0"
    );
}

static WATCHED: LazyLock<Memoizer<fn(u64) -> u64>> = LazyLock::new(|| Memoizer::new(known_so_far));

fn known_so_far(_: u64) -> u64 {
    u64::try_from(WATCHED.known()).unwrap()
}

#[test]
fn known_while_computing() {
    assert_eq!(
        [5, 3].map(|key| WATCHED.get(key)),
        [0, 1],
        "answers known while the first is being computed, and while the second is"
    );
    assert_eq!(WATCHED.known(), 2, "answers known after that");
}
