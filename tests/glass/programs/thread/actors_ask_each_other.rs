//@ ends deadlock
// To answer, each of the two needs an answer from the other.
use std::sync::mpsc::{self, Sender};
use std::thread;

type Mail = Sender<Sender<u32>>;

fn ask(mail: &Mail) -> u32 {
    let (reply, answer) = mpsc::channel();
    mail.send(reply).unwrap();
    answer.recv().unwrap() //~ stands
}

fn main() {
    let (stock, stock_inbox) = mpsc::channel::<Sender<u32>>();
    let (prices, price_inbox) = mpsc::channel::<Sender<u32>>();
    let to_stock = stock.clone();
    thread::spawn(move || {
        for reply in stock_inbox {
            reply.send(ask(&prices)).unwrap();
        }
    });
    thread::spawn(move || {
        for reply in price_inbox {
            reply.send(ask(&to_stock)).unwrap();
        }
    });
    println!("{}", ask(&stock));
}
//= The main thread waits on line 11 (in `ask`, called by `main` on line 28) for a message on `answer` 1. The channel is still open, because the sender `reply`, created with the channel on line 9, is alive. It went into a message that the main thread sent on line 10 and thread 1 received on line 19.
//= Thread 1 waits on line 11 (in `ask`, called by a closure in `main` on line 20) for a message on `answer` 2. The channel is still open, because the sender `reply`, created with the channel on line 9, is alive. It went into a message that thread 1 sent on line 10 and thread 2 received on line 24.
//= Thread 2 waits on line 11 (in `ask`, called by a closure in `main` on line 25) for a message on `answer` 3. The channel is still open, because the sender `reply`, created with the channel on line 9, is alive. It is in a message that thread 2 sent to `stock` on line 10, which no thread has received: only thread 1 receives from `stock`. Threads 1 and 2 wait for each other's answers.
