//@ ends deadlock
// The readers have the senders, and the threads only borrow them: the channel is never closed.
use std::sync::mpsc::{self, Sender};
use std::thread;

struct Reader {
    out: Sender<u32>,
}

impl Reader {
    fn run(&self) {
        self.out.send(1).unwrap();
    }
}

fn count() -> u32 {
    let (out, input) = mpsc::channel();
    let readers: Vec<Reader> = (0..2).map(|_| Reader { out: out.clone() }).collect();
    drop(out);
    thread::scope(|scope| {
        for reader in &readers {
            scope.spawn(|| reader.run());
        }
        scope.spawn(move || input.iter().sum()).join().unwrap() //~ stands
    })
}

fn main() {
    println!("{}", count());
}
//= The main thread waits on line 24 for thread 3 to finish. Thread 3 waits on line 24 for a message on `input`. The channel is still open, because 2 senders cloned on line 18 for a `Reader` (last used on line 12, by threads 1 and 2) are alive. The threads only borrowed the `Reader` values, which stay in `readers` in `count` until the `}` on line 26. The other one was dropped on line 19. Only the main thread is left, but it waits for thread 3 to finish, so it cannot send.
//? move each `Reader` out of `readers` into the thread that uses it (`into_iter`, and `move` closures), so that its sender is dropped when the thread ends
