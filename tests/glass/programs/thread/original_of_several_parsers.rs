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
//= The main thread waits on line 25 for thread 1 to finish. Thread 1 waits on line 32 for a message on `inbox`. The channel is still open, because the sender `out`, created with the channel on line 30, is alive. It became the field `prototype` of `Pipeline`. The other one was dropped on line 20. Only the main thread is left, but it waits for thread 1 to finish, so it cannot send.
//? drop the sender in `prototype` of that `Pipeline` before the main thread joins thread 1 on line 25: `take` can do so if the field is an `Option`
