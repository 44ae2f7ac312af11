//@ ends deadlock
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

#[derive(Clone)]
struct Phone {
    line: Sender<u32>,
}

type Hook = Box<dyn Fn(u32) + Send>;

#[derive(Default)]
struct Desk {
    hooks: Mutex<Vec<Hook>>,
}

impl Desk {
    fn on_call(&self, hook: impl Fn(u32) + Send + 'static) {
        self.hooks.lock().unwrap().push(Box::new(hook)); //~ writes _, ends _
    }
}

fn answer(calls: Receiver<u32>) -> u32 {
    calls.iter().sum() //~ stands
}

fn main() {
    let (line, calls) = channel();
    let phone = Phone { line };
    let desk = Desk::default();
    let spare = phone.clone();
    desk.on_call(move |number| spare.line.send(number).unwrap());
    let clerk = thread::spawn(move || answer(calls));
    for hook in desk.hooks.lock().unwrap().iter() { //~ writes _hooks
        hook(7);
    } //~ ends _hooks
    drop(phone);
    println!("{}", clerk.join().unwrap()); //~ stands
}
//= The main thread waits on line 39 for thread 1 to finish. Thread 1 waits on line 25 (in `answer`, called by a closure in `main` on line 34) for a message on `calls`. The channel is still open, because the sender in the `Phone` `spare` cloned on line 32 (last used on line 33, by the main thread) is alive. It was put into `hooks` on line 20, which is part of `desk` in `main` until the `}` on line 40. The other one was dropped on line 38. Only the main thread is left, but it waits for thread 1 to finish, so it cannot send.
//? drop `desk` before line 39
