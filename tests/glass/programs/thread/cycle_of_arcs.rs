use std::sync::{Arc, Mutex, Weak};
use std::thread;

struct Job {
    name: &'static str,
    after: Mutex<Links>,
}

struct Links {
    next: Option<Arc<Job>>,
    before: Weak<Job>,
}

fn main() {
    let job = Arc::new(Job {
        name: "tidy",
        after: Mutex::new(Links { next: None, before: Weak::new() }),
    });
    let same = Arc::clone(&job);
    let worker = thread::spawn(move || {
        let next = Arc::clone(&same);
        same.after.lock().unwrap().next = Some(next); //~ writes _, ends _
        same.after.lock().unwrap().before = Arc::downgrade(&same); //~ writes _, ends _
    });
    worker.join().unwrap();
    println!("{}", job.name);
}
//= At least 1 `Job` value created on line 15 was never dropped, although the program finished: a reference cycle keeps it alive. In a closure in `main`, `same.after` gets a handle to `same` itself on line 22.
