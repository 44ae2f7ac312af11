// `sync_channel(0)`: the sender hands its message to a receiver.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{
    RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError, sync_channel,
};
use std::thread;
use std::time::Duration;

const SHORT: Duration = Duration::from_millis(2);

#[test]
fn sending_waits_until_the_message_is_taken() {
    let (tx, rx) = sync_channel(0);
    let is_sent = Arc::new(AtomicBool::new(false));
    let sender = {
        let is_sent = is_sent.clone();
        thread::spawn(move || {
            tx.send(1).unwrap();
            is_sent.store(true, Ordering::SeqCst);
        })
    };
    thread::yield_now();
    assert!(!is_sent.load(Ordering::SeqCst));
    assert_eq!(rx.recv(), Ok(1));
    sender.join().unwrap();
    assert!(is_sent.load(Ordering::SeqCst));
}

#[test]
fn messages_come_one_by_one() {
    let (tx, rx) = sync_channel(0);
    let ahead = Arc::new(AtomicUsize::new(0));
    let sender = {
        let ahead = ahead.clone();
        thread::spawn(move || {
            for number in 0..10 {
                tx.send(number).unwrap();
                ahead.fetch_add(1, Ordering::SeqCst);
            }
        })
    };
    for number in 0..10 {
        assert!(ahead.load(Ordering::SeqCst) <= number);
        assert_eq!(rx.recv(), Ok(number));
    }
    assert_eq!(rx.recv(), Err(RecvError));
    sender.join().unwrap();
}

#[test]
fn try_send_succeeds_only_if_a_receiver_waits() {
    let (tx, rx) = sync_channel(0);
    assert_eq!(tx.try_send(1), Err(TrySendError::Full(1)));
    let receiver = thread::spawn(move || (rx.recv(), rx));
    while tx.try_send(2).is_err() {
        thread::yield_now();
    }
    let (received, rx) = receiver.join().unwrap();
    assert_eq!(received, Ok(2));
    assert_eq!(tx.try_send(3), Err(TrySendError::Full(3)));
    drop(rx);
    assert_eq!(tx.try_send(4), Err(TrySendError::Disconnected(4)));
    assert_eq!(tx.send(5), Err(SendError(5)));
}

#[test]
fn try_recv_succeeds_only_if_a_sender_waits() {
    let (tx, rx) = sync_channel(0);
    assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    let sender = thread::spawn(move || tx.send(1));
    let received = loop {
        match rx.try_recv() {
            Err(TryRecvError::Empty) => thread::yield_now(),
            other => break other,
        }
    };
    assert_eq!(received, Ok(1));
    assert_eq!(sender.join().unwrap(), Ok(()));
    assert_eq!(rx.try_recv(), Err(TryRecvError::Disconnected));
}

#[test]
fn a_waiting_sender_gets_its_message_back_when_the_receiver_is_dropped() {
    let (tx, rx) = sync_channel(0);
    let senders: Vec<_> = (0..3)
        .map(|number| {
            let tx = tx.clone();
            thread::spawn(move || tx.send(number))
        })
        .collect();
    thread::yield_now();
    drop(rx);
    for (number, sender) in senders.into_iter().enumerate() {
        assert_eq!(sender.join().unwrap(), Err(SendError(number)));
    }
}

#[test]
fn a_waiting_receiver_wakes_when_the_last_sender_is_dropped() {
    let (tx, rx) = sync_channel::<u8>(0);
    let second = tx.clone();
    let receiver = thread::spawn(move || rx.recv());
    thread::yield_now();
    drop(tx);
    drop(second);
    assert_eq!(receiver.join().unwrap(), Err(RecvError));
}

#[test]
fn recv_timeout_ends_with_a_message_or_the_timeout() {
    let (tx, rx) = sync_channel(0);
    assert_eq!(rx.recv_timeout(SHORT), Err(RecvTimeoutError::Timeout));
    assert_eq!(tx.try_send(0), Err(TrySendError::Full(0)));
    let sender = thread::spawn(move || tx.send(1));
    assert_eq!(rx.recv_timeout(Duration::from_secs(60)), Ok(1));
    assert_eq!(sender.join().unwrap(), Ok(()));
    assert_eq!(
        rx.recv_timeout(Duration::from_secs(60)),
        Err(RecvTimeoutError::Disconnected)
    );
}

#[test]
fn no_message_of_many_senders_is_lost() {
    let (tx, rx) = sync_channel(0);
    let senders: Vec<_> = (0..4)
        .map(|_| {
            let tx = tx.clone();
            thread::spawn(move || (1..=5).for_each(|number| tx.send(number).unwrap()))
        })
        .collect();
    drop(tx);
    assert_eq!(rx.iter().sum::<i32>(), 60);
    senders
        .into_iter()
        .for_each(|sender| sender.join().unwrap());
}

#[test]
fn a_sender_can_be_shared_by_reference() {
    let (tx, rx) = sync_channel(0);
    thread::scope(|scope| {
        for number in 0..3 {
            let tx = &tx;
            scope.spawn(move || tx.send(number).unwrap());
        }
        assert_eq!((0..3).map(|_| rx.recv().unwrap()).sum::<i32>(), 3);
    });
}

/// Counts how often it was dropped.
struct Counted(Rc<Cell<u32>>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

#[test]
fn a_refused_message_is_dropped_once() {
    let drops = Rc::new(Cell::new(0));
    let (tx, rx) = sync_channel(0);
    let refused = tx.try_send(Counted(drops.clone())).unwrap_err();
    drop(rx);
    assert_eq!(drops.get(), 0);
    drop(refused);
    assert!(tx.send(Counted(drops.clone())).is_err());
    assert_eq!(drops.get(), 2);
}
