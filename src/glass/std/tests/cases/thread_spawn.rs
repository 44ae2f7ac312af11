// `spawn`, `JoinHandle`, `Thread` and what a thread leaves behind.

use crate::panics::said_by;
use crate::{assert_has, assert_has_not};
use std::any::Any;
use std::cell::Cell;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle, Thread, ThreadId};

#[test]
fn join_returns_the_result_of_the_thread() {
    assert_eq!(thread::spawn(|| 1 + 1).join().unwrap(), 2);
    let words = ["a", "b"].map(str::to_owned);
    let handle = thread::spawn(move || words.concat());
    assert_eq!(handle.join().unwrap(), "ab");
}

#[test]
fn join_returns_the_panic_of_the_thread() {
    fn payload<T: Any + Send>(payload: T) -> Box<dyn Any + Send> {
        thread::spawn(move || std::panic::resume_unwind(Box::new(payload)))
            .join()
            .unwrap_err()
    }
    assert_eq!(
        payload("static").downcast_ref::<&'static str>(),
        Some(&"static")
    );
    assert_eq!(
        *payload("owned".to_string()).downcast::<String>().unwrap(),
        "owned"
    );
    assert_eq!(*payload(7_u8).downcast::<u8>().unwrap(), 7);
    assert!(payload(()).is::<()>());
}

#[test]
fn values_of_a_panicking_thread_are_dropped() {
    struct Tells(Sender<bool>);
    impl Drop for Tells {
        fn drop(&mut self) {
            self.0.send(thread::panicking()).unwrap();
        }
    }
    let (tx, rx) = channel();
    let tells = Tells(tx);
    let outcome = thread::spawn(move || {
        let _tells = tells;
        std::panic::resume_unwind(Box::new(()));
    });
    assert!(outcome.join().is_err());
    assert_eq!(rx.iter().collect::<Vec<_>>(), [true]);
    assert!(!thread::panicking());
}

#[test]
fn threads_start_threads_that_outlive_them() {
    fn generation(left: u32, tx: Sender<u32>) {
        if left == 0 {
            tx.send(left).unwrap();
        } else {
            thread::spawn(move || generation(left - 1, tx));
        }
    }
    let (tx, rx) = channel();
    thread::spawn(move || generation(8, tx));
    assert_eq!(rx.recv(), Ok(0));
    // The channel closes once the last sender is dropped.
    assert!(rx.recv().is_err());
}

#[test]
fn a_thread_whose_handle_was_dropped_keeps_running() {
    let (tx, rx) = channel();
    drop(thread::spawn(move || tx.send(1).unwrap()));
    assert_eq!(rx.recv(), Ok(1));
}

#[test]
fn is_finished_returns_without_waiting() {
    let (go, gone) = channel::<()>();
    let handle = thread::spawn(move || gone.recv().unwrap());
    assert!(!handle.is_finished());
    go.send(()).unwrap();
    while !handle.is_finished() {}
    assert!(handle.is_finished());
    handle.join().unwrap();
}

#[test]
fn join_returns_after_everything_that_the_thread_did() {
    for _ in 0..5 {
        let (count, flag) = (
            Arc::new(AtomicUsize::new(0)),
            Arc::new(AtomicBool::new(false)),
        );
        let threads: Vec<_> = (0..3)
            .map(|_| {
                let (count, flag) = (count.clone(), flag.clone());
                thread::spawn(move || {
                    while !flag.load(Ordering::Relaxed) {
                        thread::yield_now();
                    }
                    count.fetch_add(1, Ordering::Relaxed);
                })
            })
            .collect();
        flag.store(true, Ordering::Relaxed);
        threads
            .into_iter()
            .for_each(|thread| thread.join().unwrap());
        assert_eq!(count.load(Ordering::Relaxed), 3);
    }
}

#[test]
fn handles_can_be_joined_by_other_threads() {
    let first = thread::spawn(|| 1);
    let second = thread::spawn(move || first.join().unwrap() + 1);
    assert_eq!(second.join().unwrap(), 2);
}

#[test]
fn a_result_is_dropped_with_its_handle() {
    struct Counts(Arc<AtomicUsize>);
    impl Drop for Counts {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    let drops = Arc::new(AtomicUsize::new(0));
    let result = Counts(drops.clone());
    let handle = thread::spawn(move || result);
    while !handle.is_finished() {}
    assert_eq!(drops.load(Ordering::SeqCst), 0);
    drop(handle);
    assert_eq!(drops.load(Ordering::SeqCst), 1);
}

#[test]
fn every_thread_has_its_own_number_and_only_named_threads_have_a_name() {
    let mine = thread::current();
    let handle = thread::spawn(thread::current);
    let seen = handle.thread().clone();
    let inside = handle.join().unwrap();
    assert_eq!((inside.id(), inside.name()), (seen.id(), None));
    assert_ne!(inside.id(), mine.id());
    assert_eq!(mine.id(), thread::current().id());
    assert_eq!(
        format!("{inside:?}"),
        format!("Thread {{ id: {:?}, name: None, .. }}", inside.id())
    );
    assert!(format!("{:?}", inside.id()).starts_with("ThreadId("));
}

#[test]
fn the_name_of_a_test_is_the_name_of_its_thread() {
    let name = thread::current().name().map(str::to_owned).unwrap();
    assert!(
        name.ends_with("the_name_of_a_test_is_the_name_of_its_thread"),
        "{name}"
    );
}

#[test]
fn a_handle_prints_nothing_about_its_thread() {
    let handle = thread::spawn(|| Cell::new(1));
    assert_eq!(format!("{handle:?}"), "JoinHandle { .. }");
    handle.join().unwrap();
}

#[test]
fn a_panic_in_a_thread_names_its_line() {
    let (tx, rx) = channel();
    let outcome = thread::spawn(move || {
        let line = line!() + 1;
        let said = said_by(|| panic!("in a thread"));
        tx.send((said, line)).unwrap();
    });
    let (said, line) = rx.recv().unwrap();
    assert_eq!((said.message.as_str(), said.line), ("in a thread", line));
    outcome.join().unwrap();
}

#[test]
fn they_implement_the_traits_of_stds() {
    assert_has! {
        JoinHandle<Rc<u8>>: Send, Sync, Unpin, std::fmt::Debug;
        Thread: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Clone, std::fmt::Debug;
        ThreadId: Copy, Eq, std::hash::Hash, Send, Sync;
        thread::AccessError: std::error::Error, Copy, Eq;
    }
    assert_has_not! {
        JoinHandle<u8>: UnwindSafe, RefUnwindSafe, Clone;
        Thread: Copy, PartialEq<Thread>;
    }
    let result: thread::Result<u8> = Ok(1);
    assert_eq!(result.unwrap(), 1);
    assert!(thread::available_parallelism().is_ok());
}

#[cfg(unix)]
#[test]
fn a_handle_converts_into_its_system_thread() {
    use std::os::unix::thread::JoinHandleExt;
    let handle = thread::spawn(|| ());
    let one = handle.as_pthread_t();
    while !handle.is_finished() {}
    assert_eq!(handle.into_pthread_t(), one);
}
