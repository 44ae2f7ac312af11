// Thread-locals that lock, hold guards, or send when their thread exits.

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

#[test]
fn a_sender_in_a_thread_local_is_dropped_when_its_thread_exits() {
    thread_local! {
        static SENDER: Cell<Option<Sender<u8>>> = const { Cell::new(None) };
    }
    let (tx, rx) = channel();
    let holder = thread::spawn(move || {
        tx.send(1).unwrap();
        SENDER.set(Some(tx));
    });
    assert_eq!(rx.iter().collect::<Vec<_>>(), [1]);
    holder.join().unwrap();
}

#[test]
fn thread_locals_are_dropped_before_join_returns() {
    struct Sends(Sender<&'static str>);
    impl Drop for Sends {
        fn drop(&mut self) {
            thread::yield_now();
            self.0.send("dropped").unwrap();
        }
    }
    thread_local! {
        static LOCAL: Cell<Option<Sends>> = const { Cell::new(None) };
    }
    let (tx, rx) = channel();
    thread::spawn(move || LOCAL.set(Some(Sends(tx))))
        .join()
        .unwrap();
    assert_eq!(rx.try_recv(), Ok("dropped"));
}

#[test]
fn a_drop_at_the_end_of_a_thread_may_lock() {
    static COUNT: Mutex<usize> = Mutex::new(0);
    struct Counts;
    impl Drop for Counts {
        fn drop(&mut self) {
            let mut count = COUNT.lock().unwrap();
            thread::yield_now();
            *count += 1;
        }
    }
    thread_local! {
        static LOCAL: Counts = const { Counts };
    }
    let threads: Vec<_> = (0..3)
        .map(|_| thread::spawn(|| LOCAL.with(|_| ())))
        .collect();
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());
    assert_eq!(*COUNT.lock().unwrap(), 3);
}

#[test]
fn a_guard_in_a_thread_local_is_dropped_when_its_thread_exits() {
    static LOCK: Mutex<u8> = Mutex::new(1);
    thread_local! {
        static GUARD: Cell<Option<MutexGuard<'static, u8>>> = const { Cell::new(None) };
    }
    let (tx, rx) = channel();
    let holder = thread::spawn(move || {
        GUARD.set(Some(LOCK.lock().unwrap()));
        tx.send(()).unwrap();
    });
    rx.recv().unwrap();
    assert_eq!(*LOCK.lock().unwrap(), 1);
    holder.join().unwrap();
}

#[test]
fn a_thread_local_set_during_a_drop_is_dropped_too() {
    struct First(Arc<AtomicUsize>);
    struct Second(Arc<AtomicUsize>);
    thread_local! {
        static FIRST: Cell<Option<First>> = const { Cell::new(None) };
        static SECOND: Cell<Option<Second>> = const { Cell::new(None) };
    }
    impl Drop for First {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
            SECOND.set(Some(Second(self.0.clone())));
        }
    }
    impl Drop for Second {
        fn drop(&mut self) {
            self.0.fetch_add(10, Ordering::SeqCst);
        }
    }
    let drops = Arc::new(AtomicUsize::new(0));
    let inside = drops.clone();
    thread::spawn(move || FIRST.set(Some(First(inside))))
        .join()
        .unwrap();
    assert_eq!(drops.load(Ordering::SeqCst), 11);
}

#[test]
fn a_thread_local_may_start_and_join_a_thread_when_it_is_dropped() {
    struct Starts(Sender<u8>);
    impl Drop for Starts {
        fn drop(&mut self) {
            let tx = self.0.clone();
            thread::spawn(move || tx.send(1).unwrap()).join().unwrap();
        }
    }
    thread_local! {
        static LOCAL: Cell<Option<Starts>> = const { Cell::new(None) };
    }
    let (tx, rx): (_, Receiver<u8>) = channel();
    thread::spawn(move || LOCAL.set(Some(Starts(tx))))
        .join()
        .unwrap();
    assert_eq!(rx.iter().collect::<Vec<_>>(), [1]);
}

#[test]
fn a_finished_thread_may_still_drop_its_locals() {
    struct Waits(Receiver<()>, Sender<()>);
    impl Drop for Waits {
        fn drop(&mut self) {
            self.0.recv().unwrap();
            self.1.send(()).unwrap();
        }
    }
    thread_local! {
        static LOCAL: Cell<Option<Waits>> = const { Cell::new(None) };
    }
    let ((go, gone), (tx, rx)) = (channel(), channel());
    let handle = thread::spawn(move || LOCAL.set(Some(Waits(gone, tx))));
    while !handle.is_finished() {}
    go.send(()).unwrap();
    handle.join().unwrap();
    assert_eq!(rx.try_recv(), Ok(()));
}

#[test]
fn accessing_a_destroyed_thread_local_returns_an_error() {
    struct Asks(Arc<AtomicBool>);
    thread_local! {
        static LATER: RefCell<String> = RefCell::new("here".to_string());
        static ASKS: Cell<Option<Asks>> = const { Cell::new(None) };
    }
    impl Drop for Asks {
        fn drop(&mut self) {
            self.0
                .store(LATER.try_with(|_| ()).is_err(), Ordering::SeqCst);
        }
    }
    let is_gone = Arc::new(AtomicBool::new(false));
    let inside = is_gone.clone();
    let thread = thread::spawn(move || {
        ASKS.set(Some(Asks(inside)));
        LATER.with(|later| assert_eq!(*later.borrow(), "here"));
    });
    thread.join().unwrap();
    assert!(is_gone.load(Ordering::SeqCst));
}

#[test]
fn each_thread_has_its_own_value() {
    thread_local! {
        static COUNT: AtomicUsize = const { AtomicUsize::new(0) };
    }
    let count = || COUNT.with(|count| count.fetch_add(1, Ordering::SeqCst));
    assert_eq!((count(), count()), (0, 1));
    assert_eq!(thread::spawn(count).join().unwrap(), 0);
    assert_eq!(count(), 2);
}
