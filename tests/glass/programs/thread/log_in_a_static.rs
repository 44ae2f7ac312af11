//@ ends deadlock
// What is in a static is never dropped.
use std::sync::mpsc::{channel, Receiver, Sender};
use std::sync::{Mutex, OnceLock};
use std::thread;

static LOG: OnceLock<Mutex<Sender<String>>> = OnceLock::new();

fn start() -> Receiver<String> {
    let (tx, rx) = channel();
    LOG.set(Mutex::new(tx)).unwrap();
    rx
}

fn log(text: &str) {
    if let Some(log) = LOG.get() {
        log.lock().unwrap().send(text.to_owned()).unwrap(); //~ ends _, writes _
    }
}

fn main() {
    let rx = start();
    let writer = thread::spawn(move || {
        let mut lines = 0;
        for line in rx { //~ stands
            println!("{line}");
            lines += 1;
        }
        lines
    });
    log("one");
    log("two");
    println!("{}", writer.join().unwrap()); //~ stands
}
//= The main thread waits on line 33 for thread 1 to finish. Thread 1 waits on line 25 for a message on `rx`. The channel is still open, because the sender `tx`, created with the channel on line 10 (last used on line 17, by the main thread), is alive. It was put into `LOG` on line 11. Only the main thread is left, but it waits for thread 1 to finish, so it cannot send.
//? send a separate message that ends the loop, because what is in `LOG` is never dropped
