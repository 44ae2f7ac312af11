//@ ends deadlock
// Each of two threads waits for messages, and has the only sender for the other one.
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

struct Member {
    inbox: Receiver<u32>,
    other: Sender<u32>,
}

impl Member {
    fn attend(self) {
        for number in self.inbox { //~ stands
            if number < 3 {
                self.other.send(number + 1).unwrap();
            }
        }
    }
}

fn main() {
    let (to_first, first) = mpsc::channel();
    let (to_second, second) = mpsc::channel();
    to_first.send(1).unwrap();
    let first = Member { inbox: first, other: to_second };
    let second = Member { inbox: second, other: to_first };
    let threads = [first, second].map(|member| thread::spawn(move || member.attend()));
    threads.map(|thread| thread.join().unwrap()); //~ stands
}
//= Thread 2 waits on line 13 (in `attend`, called by a closure in `main` on line 27) for a message on `second`. Earlier, thread 1 sent a message on line 15. The channel is still open, because the sender `to_second`, created with the channel on line 23 (last used on line 15, by thread 1), is alive. It became the field `other` of `Member`. Thread 1 waits on line 13 (in `attend`, called by a closure in `main` on line 27) for a message on `first`. Earlier, thread 2 sent a message on line 15. The channel is still open, because the sender `to_first`, created with the channel on line 22 (last used on line 15, by thread 2), is alive. It became the field `other` of `Member`. Threads 2 and 1 wait for each other. The main thread waits on line 28 for thread 1 to finish.
//? -
