// `sync_channel` with room for some messages: sending waits while there is none.

use crate::{assert_has, assert_has_not};
use std::cell::Cell;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{
    Receiver, RecvError, RecvTimeoutError, SendError, SyncSender, TryRecvError, TrySendError,
    sync_channel,
};
use std::thread;
use std::time::Duration;

const SHORT: Duration = Duration::from_millis(2);

#[test]
fn try_send_says_whether_there_is_room() {
    let (tx, rx) = sync_channel(2);
    assert_eq!(tx.try_send(1), Ok(()));
    assert_eq!(tx.try_send(2), Ok(()));
    assert_eq!(tx.try_send(3), Err(TrySendError::Full(3)));
    assert_eq!(rx.recv(), Ok(1));
    assert_eq!(tx.try_send(4), Ok(()));
    assert_eq!((rx.recv(), rx.recv()), (Ok(2), Ok(4)));
    assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    drop(rx);
    assert_eq!(tx.try_send(5), Err(TrySendError::Disconnected(5)));
    assert_eq!(tx.send(6), Err(SendError(6)));
}

#[test]
fn without_a_receiver_a_full_channel_is_disconnected() {
    let (tx, rx) = sync_channel(1);
    tx.send(1).unwrap();
    drop(rx);
    assert_eq!(tx.try_send(2), Err(TrySendError::Disconnected(2)));
    assert_eq!(tx.send(3), Err(SendError(3)));
}

#[test]
fn sending_waits_for_room() {
    let (tx, rx) = sync_channel(1);
    let sent = Arc::new(AtomicUsize::new(0));
    let sender = {
        let sent = sent.clone();
        thread::spawn(move || {
            for number in 0..5 {
                tx.send(number).unwrap();
                sent.fetch_add(1, Ordering::SeqCst);
            }
        })
    };
    for number in 0..5 {
        assert!(sent.load(Ordering::SeqCst) <= number + 1);
        assert_eq!(rx.recv(), Ok(number));
    }
    assert_eq!(rx.recv(), Err(RecvError));
    sender.join().unwrap();
}

#[test]
fn a_sender_waiting_for_room_wakes_when_the_receiver_is_dropped() {
    let (tx, rx) = sync_channel(1);
    tx.send(1).unwrap();
    let sender = thread::spawn(move || tx.send(2));
    thread::yield_now();
    drop(rx);
    assert_eq!(sender.join().unwrap(), Err(SendError(2)));
}

#[test]
fn messages_are_received_even_after_the_last_sender_is_dropped() {
    let (tx, rx) = sync_channel(3);
    tx.clone().send(1).unwrap();
    tx.send(2).unwrap();
    drop(tx);
    assert_eq!(rx.recv_timeout(SHORT), Ok(1));
    assert_eq!(rx.try_recv(), Ok(2));
    assert_eq!(rx.try_recv(), Err(TryRecvError::Disconnected));
    assert_eq!(rx.recv_timeout(SHORT), Err(RecvTimeoutError::Disconnected));
    assert_eq!(rx.recv(), Err(RecvError));
}

#[test]
fn recv_timeout_leaves_the_channel_unchanged() {
    let (tx, rx) = sync_channel(1);
    assert_eq!(rx.recv_timeout(SHORT), Err(RecvTimeoutError::Timeout));
    assert_eq!(tx.try_send(1), Ok(()));
    assert_eq!(tx.try_send(2), Err(TrySendError::Full(2)));
    assert_eq!(rx.recv_timeout(SHORT), Ok(1));
    assert_eq!(tx.try_send(3), Ok(()));
}

#[test]
fn many_senders_share_a_small_buffer() {
    let (tx, rx) = sync_channel(2);
    let senders: Vec<_> = (0..4)
        .map(|_| {
            let tx = tx.clone();
            thread::spawn(move || (0..10).for_each(|number| tx.send(number).unwrap()))
        })
        .collect();
    drop(tx);
    assert_eq!(rx.iter().sum::<i32>(), 4 * 45);
    senders
        .into_iter()
        .for_each(|sender| sender.join().unwrap());
}

#[test]
fn repeating_try_send_until_there_is_room_ends() {
    let (tx, rx) = sync_channel(1);
    tx.send(0).unwrap();
    let receiver = thread::spawn(move || rx.iter().take(2).collect::<Vec<_>>());
    let mut message = 1;
    while let Err(error) = tx.try_send(message) {
        let TrySendError::Full(back) = error else {
            panic!("the receiver is there");
        };
        message = back;
    }
    assert_eq!(receiver.join().unwrap(), [0, 1]);
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
    let (tx, rx) = sync_channel(3);
    tx.send(Counted(drops.clone())).unwrap();
    tx.send(Counted(drops.clone())).unwrap();
    drop(rx);
    assert_eq!(drops.get(), 2);
    drop(tx.try_send(Counted(drops.clone())));
    assert_eq!(drops.get(), 3);
}

#[test]
#[should_panic(expected = "capacity overflow")]
fn a_bound_that_is_too_large_panics() {
    let _ = sync_channel::<u64>(usize::MAX);
}

#[test]
fn they_print_like_stds_and_implement_their_traits() {
    type Unsafe = std::cell::UnsafeCell<u8>;
    let (tx, rx) = sync_channel::<Rc<u8>>(0);
    assert_eq!(
        format!("{tx:?} {rx:?}"),
        "SyncSender { .. } Receiver { .. }"
    );
    assert_has! {
        SyncSender<Cell<u8>>: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Clone, std::fmt::Debug;
        SyncSender<Unsafe>: UnwindSafe, RefUnwindSafe;
        Receiver<u8>: Send;
    }
    assert_has_not! { SyncSender<Rc<u8>>: Send, Sync; }
}
