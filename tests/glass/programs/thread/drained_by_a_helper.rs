//@ ends deadlock
// The sender is in the caller of the function that receives.
use std::sync::mpsc::{Receiver, channel};
use std::thread;

fn drain(words: &Receiver<String>) -> usize {
    let mut count = 0;
    while let Ok(word) = words.recv() { //~ stands
        count += word.len();
    }
    count
}

fn main() {
    let (say, words) = channel();
    let own = say.clone();
    thread::spawn(move || own.send("a".to_owned()).unwrap());
    println!("{}", drain(&words));
}
//= The main thread waits on line 8 (in `drain`, called by `main` on line 18) for a message on `words`. The channel is still open, because the waiting thread itself keeps the sender `say` until the `}` on line 19. The other one was dropped on line 17. No other thread is left that could send.
//? drop `say` before line 18
