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
//= The main thread waits on line 11 for a message. A sender is still there, or the wait would end with an error; but no thread is left that could send.
