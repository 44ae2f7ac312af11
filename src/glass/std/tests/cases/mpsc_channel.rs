// `channel`, whose senders never wait: what is received, and what happens when one side was dropped.

use crate::{assert_has, assert_has_not};
use std::cell::Cell;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::rc::Rc;
use std::sync::mpsc::{
    Receiver, RecvError, RecvTimeoutError, SendError, Sender, TryRecvError, channel,
};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

const SHORT: Duration = Duration::from_millis(2);

#[test]
fn messages_arrive_in_order() {
    let (tx, rx) = channel();
    for number in 0..5 {
        tx.send(number).unwrap();
    }
    assert_eq!(
        (0..5).map(|_| rx.recv().unwrap()).collect::<Vec<_>>(),
        [0, 1, 2, 3, 4]
    );
}

#[test]
fn a_thread_sends_and_another_one_receives() {
    let (tx, rx) = channel();
    let sender = thread::spawn(move || tx.send(Box::new(10)).unwrap());
    assert_eq!(*rx.recv().unwrap(), 10);
    sender.join().unwrap();
    assert_eq!(rx.recv(), Err(RecvError));
}

#[test]
fn a_receiver_in_a_thread_waits_for_what_comes_later() {
    let (tx, rx) = channel();
    let receiver = thread::spawn(move || (rx.recv().unwrap(), rx.recv()));
    thread::yield_now();
    tx.send("late").unwrap();
    drop(tx);
    assert_eq!(receiver.join().unwrap(), ("late", Err(RecvError)));
}

#[test]
fn without_a_receiver_a_message_is_returned() {
    let (tx, rx) = channel();
    tx.send(1).unwrap();
    drop(rx);
    assert_eq!(tx.send(2), Err(SendError(2)));
    assert_eq!(tx.clone().send(3), Err(SendError(3)));
}

#[test]
fn a_receiver_that_is_dropped_while_others_send_ends_their_loops() {
    let (tx, rx) = channel();
    let sender = thread::spawn(move || while tx.send(1).is_ok() {});
    for _ in 0..10 {
        assert_eq!(rx.recv(), Ok(1));
    }
    drop(rx);
    sender.join().unwrap();
}

#[test]
fn messages_are_received_even_after_the_last_sender_is_dropped() {
    let (tx, rx) = channel();
    let second = tx.clone();
    tx.send(1).unwrap();
    drop(tx);
    second.send(2).unwrap();
    assert_eq!(rx.try_recv(), Ok(1));
    drop(second);
    assert_eq!(rx.recv(), Ok(2));
    assert_eq!(rx.recv(), Err(RecvError));
    assert_eq!(rx.try_recv(), Err(TryRecvError::Disconnected));
    assert_eq!(rx.recv_timeout(SHORT), Err(RecvTimeoutError::Disconnected));
    assert_eq!(rx.recv(), Err(RecvError));
}

#[test]
fn try_recv_says_whether_more_may_come() {
    let (tx, rx) = channel::<i32>();
    let (go, gone) = channel();
    let (there, is_there) = channel();
    let sender = thread::spawn(move || {
        gone.recv().unwrap();
        tx.send(1).unwrap();
        there.send(()).unwrap();
        gone.recv().unwrap();
        drop(tx);
        there.send(()).unwrap();
    });
    assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    go.send(()).unwrap();
    is_there.recv().unwrap();
    assert_eq!(rx.try_recv(), Ok(1));
    assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    go.send(()).unwrap();
    is_there.recv().unwrap();
    assert_eq!(rx.try_recv(), Err(TryRecvError::Disconnected));
    sender.join().unwrap();
}

#[test]
fn repeated_try_recv_finds_a_message() {
    let (tx, rx) = channel();
    let sender = thread::spawn(move || tx.send(7).unwrap());
    let found = loop {
        match rx.try_recv() {
            Ok(found) => break found,
            Err(TryRecvError::Empty) => {}
            Err(TryRecvError::Disconnected) => unreachable!(),
        }
    };
    assert_eq!(found, 7);
    sender.join().unwrap();
}

#[test]
fn recv_timeout_ends_with_a_message_or_the_timeout() {
    let (tx, rx) = channel();
    assert_eq!(rx.recv_timeout(SHORT), Err(RecvTimeoutError::Timeout));
    assert_eq!(
        rx.recv_timeout(Duration::ZERO),
        Err(RecvTimeoutError::Timeout)
    );
    tx.send(1).unwrap();
    assert_eq!(rx.recv_timeout(SHORT), Ok(1));
    let sender = thread::spawn(move || {
        tx.send(2).unwrap();
        tx
    });
    assert_eq!(rx.recv_timeout(Duration::from_secs(60)), Ok(2));
    let tx = sender.join().unwrap();
    tx.send(3).unwrap();
    assert_eq!(rx.recv_timeout(Duration::MAX), Ok(3));
    drop(tx);
    assert_eq!(
        rx.recv_timeout(Duration::from_secs(60)),
        Err(RecvTimeoutError::Disconnected)
    );
}

#[test]
fn no_message_of_many_senders_is_lost() {
    let (tx, rx) = channel();
    let threads: Vec<_> = (0..4)
        .map(|thread| {
            let tx = tx.clone();
            thread::spawn(move || (0..20).for_each(|number| tx.send(thread * 20 + number).unwrap()))
        })
        .collect();
    drop(tx);
    let mut all: Vec<_> = rx.iter().collect();
    all.sort_unstable();
    assert_eq!(all, (0..80).collect::<Vec<_>>());
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());
}

#[test]
fn one_sender_can_be_shared_by_reference() {
    let (tx, rx) = channel();
    thread::scope(|scope| {
        for number in 0..3 {
            let tx = &tx;
            scope.spawn(move || tx.send(number).unwrap());
        }
    });
    drop(tx);
    assert_eq!(rx.into_iter().sum::<i32>(), 3);
}

/// Counts how often it was dropped.
struct Counted(Rc<Cell<u32>>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

#[test]
fn messages_not_received_are_dropped_with_the_receiver() {
    let drops = Rc::new(Cell::new(0));
    let (tx, rx) = channel();
    tx.send(Counted(drops.clone())).unwrap();
    tx.send(Counted(drops.clone())).unwrap();
    drop(rx.recv().unwrap());
    assert_eq!(drops.get(), 1);
    drop(rx);
    assert_eq!(drops.get(), 2);
    let refused = tx.send(Counted(drops.clone())).unwrap_err();
    assert_eq!(drops.get(), 2);
    drop(refused.0);
    assert_eq!(drops.get(), 3);
    let (tx, rx) = channel();
    tx.send(Counted(drops.clone())).unwrap();
    drop(tx);
    assert_eq!(drops.get(), 3);
    drop(rx);
    assert_eq!(drops.get(), 4);
}

/// A message that uses its own channel while it is dropped.
struct Returns(Sender<u8>, Option<Sender<Returns>>);

impl Drop for Returns {
    fn drop(&mut self) {
        self.0.send(1).unwrap();
        if let Some(own) = self.1.take() {
            assert!(own.send(Returns(self.0.clone(), None)).is_err());
        }
    }
}

#[test]
fn a_message_may_send_while_it_is_dropped() {
    let (notify, notified) = channel();
    let (tx, rx) = channel();
    tx.send(Returns(notify, Some(tx.clone()))).unwrap();
    drop(rx);
    drop(tx);
    assert_eq!(notified.iter().count(), 2);
}

#[test]
fn a_sender_dropped_by_a_panic_no_longer_counts() {
    let (tx, rx) = channel::<u8>();
    let sender = thread::spawn(move || {
        tx.send(1).unwrap();
        let _tx = tx;
        std::panic::resume_unwind(Box::new("on purpose"));
    });
    assert_eq!(rx.iter().collect::<Vec<_>>(), [1]);
    assert!(sender.join().is_err());
}

#[test]
fn a_receiver_behind_a_lock_serves_many_workers() {
    let (tx, rx) = channel();
    let rx = Arc::new(Mutex::new(rx));
    let workers: Vec<_> = (0..3)
        .map(|_| {
            let rx = rx.clone();
            thread::spawn(move || {
                let mut sum = 0;
                loop {
                    let next = rx.lock().unwrap().recv();
                    let Ok(next) = next else { return sum };
                    sum += next;
                }
            })
        })
        .collect();
    (1..=10).for_each(|number| tx.send(number).unwrap());
    drop(tx);
    assert_eq!(
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap())
            .sum::<i32>(),
        55
    );
}

#[test]
fn senders_can_be_sent() {
    let (tx, rx) = channel();
    let sender = thread::spawn(move || {
        let (answer, answered) = channel();
        tx.send(answer).unwrap();
        answered.recv().unwrap()
    });
    rx.recv().unwrap().send("here").unwrap();
    assert_eq!(sender.join().unwrap(), "here");
}

#[test]
fn zero_sized_and_large_messages_arrive() {
    let (tx, rx) = channel();
    (0..100).for_each(|_| tx.send(()).unwrap());
    drop(tx);
    assert_eq!(rx.iter().count(), 100);
    let (tx, rx) = channel();
    tx.send([7_u8; 4096]).unwrap();
    assert_eq!(rx.recv().unwrap()[4095], 7);
}

#[test]
fn they_print_like_stds() {
    let (tx, rx) = channel::<Rc<u8>>();
    assert_eq!(format!("{tx:?} {rx:?}"), "Sender { .. } Receiver { .. }");
}

#[test]
fn they_implement_the_traits_of_stds() {
    type Unsafe = std::cell::UnsafeCell<u8>;
    assert_has! {
        Sender<Cell<u8>>: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Clone, std::fmt::Debug;
        Sender<Unsafe>: UnwindSafe, RefUnwindSafe;
        Sender<Rc<u8>>: Clone, std::fmt::Debug, UnwindSafe, RefUnwindSafe;
        Receiver<Cell<u8>>: Send, Unpin, UnwindSafe, RefUnwindSafe, std::fmt::Debug, IntoIterator;
        Receiver<Unsafe>: UnwindSafe, RefUnwindSafe;
    }
    assert_has_not! {
        Sender<Rc<u8>>: Send, Sync;
        Receiver<u8>: Sync, Clone;
        Receiver<Rc<u8>>: Send;
    }
}
