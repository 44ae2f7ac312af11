//! What panics in threads print, and how the program ends after them.

use std::sync::mpsc::channel;
use std::thread::{self, Builder};

fn main() {
    let unnamed = thread::spawn(|| panic!("in a thread without a name"));
    println!("{:?}", unnamed.join().unwrap_err().downcast_ref::<&str>());
    let named = Builder::new().name("ada".to_string());
    let named = named
        .spawn(|| None::<u8>.expect("in a thread with a name"))
        .unwrap();
    println!("{}", named.join().is_err());
    let (tx, rx) = channel::<u8>();
    drop(rx);
    let sends = thread::spawn(move || tx.send(1).unwrap());
    println!("{}", sends.join().is_err());
    let (tx, rx) = channel::<u8>();
    drop(tx);
    thread::scope(|scope| {
        let receives = scope.spawn(move || println!("{:?}", rx.recv()));
        receives.join().unwrap();
        let joined = scope.spawn(|| assert_eq!(1 + 1, 3, "arithmetic"));
        println!("{}", joined.join().is_err());
    });
    thread::scope(|scope| {
        scope.spawn(|| panic!("that nobody joins"));
    });
}
