// Waiting without anything to wait for: `park`, `sleep`, `yield_now`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

const SHORT: Duration = Duration::from_millis(2);

#[test]
fn an_earlier_unpark_lets_the_next_park_return() {
    thread::current().unpark();
    thread::park();
    // Several calls of `unpark` count as one.
    thread::current().unpark();
    thread::current().unpark();
    thread::park();
    thread::park_timeout(SHORT);
}

#[test]
fn an_unpark_from_another_thread_ends_a_park() {
    let (tx, rx) = channel();
    let waiting = thread::spawn(move || {
        tx.send(thread::current()).unwrap();
        thread::park();
        "awake"
    });
    rx.recv().unwrap().unpark();
    assert_eq!(waiting.join().unwrap(), "awake");
}

#[test]
fn a_handle_unparks_its_thread() {
    let flag = Arc::new(AtomicBool::new(false));
    let waiting = {
        let flag = flag.clone();
        thread::spawn(move || {
            while !flag.load(Ordering::SeqCst) {
                thread::park();
            }
        })
    };
    flag.store(true, Ordering::SeqCst);
    waiting.thread().unpark();
    waiting.join().unwrap();
    let waiting = thread::spawn(|| thread::park_timeout(Duration::from_secs(60)));
    waiting.thread().unpark();
    waiting.join().unwrap();
}

#[test]
fn a_scoped_thread_is_unparked_by_its_handle() {
    thread::scope(|scope| {
        let waiting = scope.spawn(thread::park);
        waiting.thread().unpark();
        waiting.join().unwrap();
    });
}

#[test]
fn park_timeout_ends_by_itself_or_with_an_unpark() {
    thread::park_timeout(SHORT);
    thread::park_timeout(Duration::ZERO);
    thread::current().unpark();
    thread::park_timeout(Duration::from_secs(60));
    thread::current().unpark();
    thread::park_timeout(Duration::MAX);
}

#[test]
#[expect(deprecated, reason = "std still has them")]
fn the_deprecated_waits_work() {
    thread::park_timeout_ms(1);
    thread::current().unpark();
    thread::park_timeout_ms(60_000);
    thread::sleep_ms(1);
}

#[test]
fn unparking_a_thread_that_has_ended_does_nothing() {
    let thread = thread::spawn(thread::current).join().unwrap();
    thread.unpark();
}

#[test]
fn threads_that_sleep_less_wake_first() {
    let (tx, rx) = channel();
    let sleepers: Vec<_> = [30, 15, 0]
        .map(|time| {
            let tx = tx.clone();
            thread::spawn(move || {
                thread::sleep(Duration::from_millis(time));
                tx.send(time).unwrap();
            })
        })
        .into_iter()
        .collect();
    drop(tx);
    assert_eq!(rx.iter().collect::<Vec<_>>(), [0, 15, 30]);
    sleepers
        .into_iter()
        .for_each(|sleeper| sleeper.join().unwrap());
}

#[test]
fn yielding_alone_does_nothing() {
    for _ in 0..10 {
        thread::yield_now();
    }
}
