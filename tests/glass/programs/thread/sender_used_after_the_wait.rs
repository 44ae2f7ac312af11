//@ ends deadlock
// The sender keeps the channel open, but it cannot be dropped before the loop: the next round sends with it.
use std::sync::mpsc::channel;

fn main() {
    let (say, heard) = channel();
    for round in 0..2 {
        say.send(round).unwrap();
        for word in &heard { //~ stands
            println!("{word}");
        }
    }
}
//= The main thread waits on line 9 for a message on `heard`. The channel is still open, because the waiting thread itself keeps the sender `say` until the `}` on line 13. No other thread is left that could send.
//? -
