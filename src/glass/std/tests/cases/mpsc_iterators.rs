// The iterators over what is received, and the errors, which are std's own.

use crate::{assert_has, assert_has_not};
use std::error::Error;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::rc::Rc;
use std::sync::mpsc::{
    IntoIter, Iter, RecvError, RecvTimeoutError, SendError, TryIter, TryRecvError, TrySendError,
    channel, sync_channel,
};
use std::thread;

#[test]
fn iterating_waits_until_the_last_sender_is_dropped() {
    let (tx, rx) = channel();
    let sender = thread::spawn(move || (0..4).for_each(|number| tx.send(number).unwrap()));
    let mut all = Vec::new();
    for number in &rx {
        all.push(number);
    }
    assert_eq!(all, [0, 1, 2, 3]);
    assert_eq!(rx.iter().next(), None);
    sender.join().unwrap();
}

#[test]
fn iterating_can_stop_and_continue_later() {
    let (tx, rx) = channel();
    (0..6).for_each(|number| tx.send(number).unwrap());
    for number in &rx {
        if number == 2 {
            break;
        }
    }
    assert_eq!(rx.iter().take(2).collect::<Vec<_>>(), [3, 4]);
    drop(tx);
    assert_eq!(rx.into_iter().collect::<Vec<_>>(), [5]);
}

#[test]
fn try_iter_stops_when_it_would_have_to_wait() {
    let (tx, rx) = sync_channel(4);
    assert_eq!(rx.try_iter().next(), None);
    (0..3).for_each(|number| tx.send(number).unwrap());
    assert_eq!(rx.try_iter().collect::<Vec<_>>(), [0, 1, 2]);
    tx.send(3).unwrap();
    let mut tried = rx.try_iter();
    assert_eq!((tried.next(), tried.next()), (Some(3), None));
    // It is not fused: more messages may come.
    tx.send(4).unwrap();
    assert_eq!(tried.next(), Some(4));
}

#[test]
fn owned_iterators_keep_the_channel_open() {
    let (tx, rx) = channel();
    let mut all = rx.into_iter();
    tx.send(1).unwrap();
    assert_eq!(all.next(), Some(1));
    tx.send(2).unwrap();
    assert_eq!(all.size_hint(), (0, None));
    drop(all);
    assert!(tx.send(3).is_err());
}

struct Opaque;

#[test]
fn the_iterators_print_like_stds_and_implement_their_traits() {
    let (tx, rx) = channel::<u8>();
    assert_eq!(
        format!("{:?} {:?}", rx.iter(), rx.try_iter()),
        "Iter { rx: Receiver { .. } } TryIter { rx: Receiver { .. } }"
    );
    assert_eq!(
        format!("{:?}", rx.into_iter()),
        "IntoIter { rx: Receiver { .. } }"
    );
    drop(tx);
    assert_has! {
        Iter<'static, u8>: Iterator<Item = u8>, UnwindSafe, RefUnwindSafe, Unpin;
        TryIter<'static, u8>: Iterator<Item = u8>, UnwindSafe, RefUnwindSafe, Unpin;
        IntoIter<u8>: Iterator<Item = u8>, Send, UnwindSafe, RefUnwindSafe, Unpin;
        IntoIter<Opaque>: Iterator;
    }
    assert_has_not! {
        Iter<'static, u8>: Send, Sync, Clone, std::iter::FusedIterator;
        TryIter<'static, u8>: Send, Sync, Clone;
        IntoIter<u8>: Sync, Clone;
        IntoIter<Rc<u8>>: Send;
        IntoIter<Opaque>: std::fmt::Debug;
        Iter<'static, Opaque>: std::fmt::Debug;
    }
}

#[test]
fn a_receiver_outlives_what_is_sent_through_it() {
    fn first<'a>(words: &'a [&'a str]) -> &'a str {
        let (tx, rx) = channel();
        for word in words {
            tx.send(*word).unwrap();
        }
        rx.recv().unwrap()
    }
    assert_eq!(first(&["a", "b"]), "a");
}

#[test]
fn errors_print_as_stds_do_and_convert_into_each_other() {
    let said: [(&dyn Error, &str, &str); 7] = [
        (
            &SendError(1),
            "sending on a closed channel",
            "SendError { .. }",
        ),
        (&RecvError, "receiving on a closed channel", "RecvError"),
        (
            &TryRecvError::Empty,
            "receiving on an empty channel",
            "Empty",
        ),
        (
            &TryRecvError::Disconnected,
            "receiving on a closed channel",
            "Disconnected",
        ),
        (
            &RecvTimeoutError::Timeout,
            "timed out waiting on channel",
            "Timeout",
        ),
        (
            &TrySendError::Full(1),
            "sending on a full channel",
            "TrySendError::Full(..)",
        ),
        (
            &TrySendError::Disconnected(1),
            "sending on a closed channel",
            "TrySendError::Disconnected(..)",
        ),
    ];
    for (error, display, debug) in said {
        assert_eq!(
            (error.to_string(), format!("{error:?}")),
            (display.into(), debug.into())
        );
    }
    assert_eq!(
        TrySendError::from(SendError(1)),
        TrySendError::Disconnected(1)
    );
    assert_eq!(TryRecvError::from(RecvError), TryRecvError::Disconnected);
    assert_eq!(
        RecvTimeoutError::from(RecvError),
        RecvTimeoutError::Disconnected
    );
}

#[test]
fn iterators_are_covariant_in_their_lifetime() {
    fn shorter<'short, T>(long: Iter<'static, T>) -> Iter<'short, T> {
        long
    }
    fn shorter_still<'short, T>(long: TryIter<'static, T>) -> TryIter<'short, T> {
        long
    }
    let (_, rx) = channel::<u8>();
    let rx = Box::leak(Box::new(rx));
    assert_eq!(
        shorter(rx.iter()).count() + shorter_still(rx.try_iter()).count(),
        0
    );
}
