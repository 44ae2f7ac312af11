//@ ends deadlock
// The thread that waits has the value with the sender.
use std::sync::mpsc::{channel, Receiver, Sender};
use std::sync::Arc;
use std::thread;

struct Bus { events: Sender<u32>, name: &'static str }

impl Bus {
    fn new(name: &'static str) -> (Arc<Bus>, Receiver<u32>) {
        let (events, incoming) = channel();
        (Arc::new(Bus { events, name }), incoming)
    }
    fn fire(&self, n: u32) { self.events.send(n).unwrap(); }
}

fn listen(bus: Arc<Bus>, incoming: Receiver<u32>) -> u32 {
    let mut sum = 0;
    for n in incoming { //~ stands
        sum += n;
        if n == 1 { bus.fire(10); }
    }
    println!("{}", bus.name);
    sum
}

fn main() {
    let (bus, incoming) = Bus::new("main bus");
    let other = Arc::clone(&bus);
    let listener = thread::spawn(move || listen(other, incoming));
    bus.fire(1);
    bus.fire(2);
    drop(bus);
    println!("{}", listener.join().unwrap()); //~ stands
}
//= The main thread waits on line 34 for thread 1 to finish. Thread 1 waits on line 19 (in `listen`, called by a closure in `main` on line 30) for a message on `incoming`. The channel is still open, because the sender `events`, created with the channel on line 11 (last used on line 14, by the waiting thread itself), is alive. It is the field `events` of the `Bus` that thread 1 has in the variable `bus` of `listen`. Only the main thread is left, but it waits for thread 1 to finish, so it cannot send.
