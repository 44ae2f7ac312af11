//@ ends deadlock
// The reply has to come from a thread that has put the sender aside.
use std::collections::HashMap;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

struct Request { key: u32, reply: Sender<String> }

enum Message { Ask(Request), Set(u32, String) }

struct Server { values: HashMap<u32, String>, parked: Vec<Request> }

impl Server {
    fn handle(&mut self, message: Message) {
        match message {
            Message::Ask(request) => match self.values.get(&request.key) {
                Some(value) => request.reply.send(value.clone()).unwrap(),
                None => self.parked.push(request),
            },
            Message::Set(key, value) => {
                self.values.insert(key, value);
            }
        }
    }
}

fn serve(inbox: Receiver<Message>) {
    let mut server = Server { values: HashMap::new(), parked: Vec::new() };
    while let Ok(message) = inbox.recv() { //~ stands
        server.handle(message);
    }
}

fn ask(server: &Sender<Message>, key: u32) -> String {
    let (reply, answer) = mpsc::channel();
    server.send(Message::Ask(Request { key, reply })).unwrap();
    answer.recv().unwrap() //~ stands
}

fn main() {
    let (tx, rx) = mpsc::channel();
    let server = thread::spawn(move || serve(rx));
    tx.send(Message::Set(1, "one".into())).unwrap();
    println!("{}", ask(&tx, 1));
    println!("{}", ask(&tx, 2));
    tx.send(Message::Set(2, "two".into())).unwrap();
    drop(tx);
    server.join().unwrap();
}
//= Thread 1 waits on line 29 (in `serve`, called by a closure in `main` on line 42) for a message on `rx`. Earlier, the main thread sent a message on line 36. The main thread waits on line 37 (in `ask`, called by `main` on line 45) for a message on `answer`. The channel is still open, because the sender `reply`, created with the channel on line 35, is alive. It went into a message that the main thread sent on line 36 and thread 1 received on line 29. Only thread 1 is left, but it is waiting, too, so it cannot send.
