//! A receiver that owns a sender of its own channel waits forever.
//@ ends deadlock

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

struct Room {
    inbox: Receiver<u32>,
    echo: Sender<u32>,
}

impl Room {
    fn host(self) -> u32 {
        let mut sum = 0;
        while let Ok(number) = self.inbox.recv() { //~ stands
            sum += number;
            if number > 1 {
                self.echo.send(number - 1).unwrap();
            }
        }
        sum
    }
}

fn main() {
    let (door, inbox) = channel();
    let room = Room {
        inbox,
        echo: door.clone(),
    };
    let host = thread::spawn(move || room.host());
    door.send(2).unwrap();
    drop(door);
    println!("{}", host.join().unwrap()); //~ stands
}
//= The main thread waits on line 34 for thread 1 to finish. Thread 1 waits on line 15 (in `host`, called by a closure in `main` on line 31) for a message on `inbox`. The channel is still open, because the sender cloned on line 29 for a `Room` (last used on line 18, by the waiting thread itself) is alive. It belongs to the closure of thread 1, which was started on line 31. The other one was dropped on line 33. Only the main thread is left, but it waits for thread 1 to finish, so it cannot send.
