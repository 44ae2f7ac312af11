//@ ends deadlock
// What a pattern takes out of `self` stays until the end of the function.
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

#[derive(Clone)]
struct Parser {
    out: Sender<u32>,
    rejected: u32,
}

struct Pipeline {
    prototype: Parser,
    total: JoinHandle<u32>,
}

impl Pipeline {
    fn new() -> Self {
        let (out, lines): (_, Receiver<u32>) = mpsc::channel();
        let prototype = Parser { out, rejected: 0 };
        let total = thread::spawn(move || lines.iter().sum()); //~ stands
        Self { prototype, total }
    }

    fn feed(&self, line: u32) {
        let parser = self.prototype.clone();
        parser.out.send(line).unwrap();
    }

    fn close(self) -> u32 {
        let Self { prototype, total } = self;
        let total = total.join().unwrap(); //~ stands
        total - prototype.rejected
    }
}

fn main() {
    let pipeline = Pipeline::new();
    pipeline.feed(3);
    println!("{}", pipeline.close());
}
//= The main thread waits on line 32 for thread 1 to finish. Thread 1 waits on line 21 for a message on `lines`. The channel is still open, because the sender `out`, created with the channel on line 19, is alive. It is the field `out` of the `Parser` that the main thread has in the variable `prototype` of `close`, until the `}` on line 34. The other one was dropped on line 28. Only the main thread is left, but it waits for thread 1 to finish, so it cannot send.
