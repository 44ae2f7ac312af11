//@ ends deadlock
use std::sync::mpsc;
use std::thread;

fn main() {
    let (sender, receiver) = mpsc::channel::<i32>();
    let first = thread::spawn(move || receiver.recv()); //~ stands
    let second = thread::spawn(move || first.join()); //~ stands
    let _ = second.join(); //~ stands
    drop(sender);
}
//= The main thread waits on line 9 for thread 2 to finish. Thread 2 waits on line 8 for thread 1 to finish. Thread 1 waits on line 7 for a message on `receiver`. The channel is still open, because the main thread keeps the sender `sender` until `drop(sender)` on line 10. All other threads are waiting, too, so none can send.
