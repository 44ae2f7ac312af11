//@ ends deadlock
// A list keeps the sender.
use std::sync::mpsc::{channel, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;

#[derive(Default)]
struct Hub { subscribers: Mutex<Vec<Sender<String>>> }

impl Hub {
    fn subscribe(&self) -> Receiver<String> {
        let (tx, rx) = channel();
        self.subscribers.lock().unwrap().push(tx); //~ ends _, writes _
        rx
    }
    fn publish(&self, text: &str) {
        for subscriber in self.subscribers.lock().unwrap().iter() { //~ writes _
            let _ = subscriber.send(text.to_string());
        } //~ ends _
    }
}

fn main() {
    let hub = Arc::new(Hub::default());
    let inbox = hub.subscribe();
    let logger = thread::spawn(move || {
        let mut count = 0;
        for line in inbox { //~ stands
            println!("{line}");
            count += 1;
        }
        count
    });
    hub.publish("hello");
    hub.publish("bye");
    println!("{}", logger.join().unwrap()); //~ stands
}
//= The main thread waits on line 36 for thread 1 to finish. Thread 1 waits on line 28 for a message on `rx`. The channel is still open, because the sender `tx`, created with the channel on line 12 (last used on line 18, by the main thread), is alive. It was put into `subscribers` on line 13. Only the main thread is left, but it waits for thread 1 to finish, so it cannot send.
//? remove the sender from `subscribers` after its last message
