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
//= At least 1 `Job` value made on line 10 was never dropped, though the program came to its end: a ring of `Rc` or `Arc` keeps it alive. `after` may close the ring: it gets its handles on line 17. Make one of the links a `Weak`.
