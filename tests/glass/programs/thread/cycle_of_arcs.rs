use std::sync::{Arc, Mutex};
use std::thread;

struct Job {
    name: &'static str,
    after: Mutex<Option<Arc<Job>>>,
}

fn main() {
    let job = Arc::new(Job {
        name: "tidy",
        after: Mutex::new(None),
    });
    let same = Arc::clone(&job);
    let worker = thread::spawn(move || {
        let next = Arc::clone(&same);
        *same.after.lock().unwrap() = Some(next); //~ writes _, ends _
    });
    worker.join().unwrap();
    println!("{}", job.name);
}
//= At least 1 Mutex<Option<Arc<Job>>> made on line 12 (`after`) was never dropped, though the program came to its end: a ring of `Rc` or `Arc` keeps it alive. `after` may close the ring; it was locked on line 17. Make one of the links a `Weak`.
