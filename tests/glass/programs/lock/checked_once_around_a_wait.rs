//@ choices 1,1,1,0,0,0,0,2,2,2,1
//@ ends panicked
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

#[derive(Default)]
struct Mailbox {
    letters: Mutex<VecDeque<String>>,
    arrived: Condvar,
}

impl Mailbox {
    fn put(&self, letter: &str) {
        self.letters.lock().unwrap().push_back(letter.to_string()); //~ ends _put, writes _put
        self.arrived.notify_all();
    }

    fn take(&self) -> String {
        let mut letters = self.letters.lock().unwrap(); //~ writes letters
        if letters.is_empty() {
            letters = self.arrived.wait(letters).unwrap(); //~ ends letters, writes letters
        }
        letters.pop_front().expect("a letter has arrived")
    } //~ ends letters
}

fn main() {
    let mailbox = Arc::new(Mailbox::default());
    let readers: Vec<_> = (0..2)
        .map(|_| {
            let mailbox = Arc::clone(&mailbox);
            thread::spawn(move || mailbox.take())
        })
        .collect();
    thread::yield_now();
    mailbox.put("rent");
    mailbox.put("postcard");
    let mut read: Vec<String> = readers.into_iter().map(|r| r.join().unwrap()).collect();
    read.sort();
    println!("{read:?}");
}
//= `letters` (the Mutex created on line 7) is poisoned: thread 1 panicked on line 24 ("a letter has arrived") while it held the guard `letters` from line 22. It had waited in an `if`, and so did not check again: after the main thread notified it on line 16, thread 2 locked and changed `letters` on line 20 first. The main thread found it poisoned on line 15, and panicked there.
//? check again after the wait on line 22: make the `if` a `while`
