//@ ends deadlock
// The last thread that would notify panics before it does.
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

#[derive(Default)]
struct Count {
    open: Mutex<u32>,
    done: Condvar,
}

impl Count {
    fn finish(&self) {
        let mut open = self.open.lock().unwrap(); //~ writes open
        *open -= 1;
        self.done.notify_all();
    } //~ ends open
    fn wait(&self) {
        let open = self.open.lock().unwrap(); //~ writes open
        drop(self.done.wait_while(open, |open| *open > 0).unwrap()); //~ ends open, ends _again, stands, writes _again
    }
}

fn convert(text: &str) -> u32 {
    text.parse().expect("a number")
}

fn main() {
    let count = Arc::new(Count::default());
    let texts = ["1", "2", "x", "4"];
    *count.open.lock().unwrap() = texts.len() as u32; //~ ends _main, writes _main
    for text in texts {
        let count = count.clone();
        thread::spawn(move || {
            let number = convert(text);
            println!("{number}");
            count.finish();
        });
    }
    count.wait();
}
//= The main thread waits on line 20 (in `wait`, called by `main` on line 40) for a notification on `done`. The last `notify_all` came from thread 4 on line 16: it woke the main thread, which waits again. Thread 3 panicked on line 25. No other thread is left that could send one.
//? fix the panic on line 25
