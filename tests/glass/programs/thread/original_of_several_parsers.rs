//@ ends deadlock
// The other parsers get their senders from a clone of the first one, which is kept during the join.
use std::sync::mpsc::{self, Sender};
use std::thread;

#[derive(Clone)]
struct Parser {
    source: u32,
    out: Sender<u32>,
}

struct Pipeline {
    prototype: Parser,
    reader: thread::JoinHandle<u32>,
}

impl Pipeline {
    fn feed(&self, source: u32) {
        let parser = Parser { source, ..self.prototype.clone() };
        thread::spawn(move || parser.out.send(parser.source).unwrap()).join().unwrap();
    }

    fn close(self) -> u32 {
        let Self { prototype, reader } = self;
        prototype.source + reader.join().unwrap() //~ stands
    }
}

fn main() {
    let (out, inbox) = mpsc::channel::<u32>();
    let prototype = Parser { source: 0, out };
    let reader = thread::spawn(move || inbox.iter().sum()); //~ stands
    let pipeline = Pipeline { prototype, reader };
    pipeline.feed(3);
    println!("{}", pipeline.close());
}
//= The main thread waits on line 25 for thread 1 to finish. Thread 1 waits on line 32 for a message on `inbox`. The channel is still open, because the main thread keeps the sender `pipeline` until the `}` on line 36. The other one was dropped on line 20. Only the main thread is left, but it waits for thread 1 to finish, so it cannot send.
//? -
