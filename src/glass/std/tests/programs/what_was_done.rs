//! The comment on each line says what is recorded for it.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::SeqCst;
use std::sync::mpsc::{channel, sync_channel};
use std::thread;
use std::time::Duration;

fn main() {
    let count = AtomicUsize::new(1);
    let _ = count.load(SeqCst); //~ load 1
    count.store(2, SeqCst); //~ store 1 -> 2
    count.fetch_add(3, SeqCst); //~ fetch_add 2 -> 5
    let _ = count.compare_exchange(4, 6, SeqCst, SeqCst); //~ compare_exchange 5, not 4
    count.update(SeqCst, SeqCst, |old| old * 2); //~ load 5, compare_exchange_weak 5 -> 10
    println!("{count:?}"); //~ load 10
    let shared = Arc::new(AtomicUsize::default());
    let inside = shared.clone();
    let other = thread::spawn(move || {
        inside.swap(7, SeqCst); //~ swap 0 -> 7
        thread::park(); //~ park
    });
    other.thread().unpark(); //~ unpark
    let _ = other.is_finished(); //~ is_finished false
    other.join().unwrap(); //~ join
    let (tx, rx) = channel();
    let second = tx.clone(); //~ clone sender
    let _ = rx.try_recv(); //~ try_recv Empty
    tx.send(1).unwrap(); //~ send
    for message in rx.try_iter() { //~ try_recv, try_recv Empty
        println!("{message}");
    }
    let _ = rx.recv_timeout(Duration::from_secs(1)); //~ recv_timeout Empty
    drop(tx); //~ drop sender
    {
        let _second = second;
        println!("last");
    } //~ drop sender
    let _ = rx.recv(); //~ recv Disconnected
    drop(rx); //~ drop receiver
    let (tx, rx) = sync_channel(1);
    tx.send("a").unwrap(); //~ send
    let _ = tx.try_send("b"); //~ try_send Full
    let _ = rx.recv(); //~ recv
    drop(rx); //~ drop receiver
    let _ = tx.send("c"); //~ send Disconnected
} //~ drop sender
