//@ ends deadlock
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let (sender, receiver) = sync_channel(1);
    let seen = Arc::new(Mutex::new(0));
    let postman = thread::spawn({
        let seen = seen.clone();
        move || {
            for letter in receiver {
                *seen.lock().unwrap() += letter; //~ stands
            }
        }
    });
    let total = seen.lock().unwrap(); //~ writes total
    for letter in 0..4 {
        sender.send(letter).unwrap(); //~ stands
    }
    println!("{total}");
    drop((total, sender));
    postman.join().unwrap();
}
//= Thread 1 waits on line 13 for `seen`, which the main thread has held since line 17 (guard `total`). The main thread waits on line 19 for free space in the channel `sender`, which is full (1 message). Earlier, thread 1 received from that channel on line 12. Thread 1 and the main thread wait for each other.
