//@ ends deadlock
use std::sync::mpsc;
use std::thread;

fn main() {
    let (sender, receiver) = mpsc::channel();
    for number in 0..2 {
        let sender = sender.clone();
        thread::spawn(move || sender.send(number).unwrap());
    }
    for number in receiver { //~ stands
        println!("{number}");
    }
}
//= The main thread waits on line 11 for a message on `receiver`. The channel is still open, because the waiting thread itself keeps the sender `sender` until the `}` on line 14. The other 2 were dropped. No other thread is left that could send.
