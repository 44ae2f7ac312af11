//@ ends deadlock
// The thread that waits for an empty list is woken by the notification that is meant for the thread that waits for a job.
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

#[derive(Default)]
struct Desk {
    jobs: Mutex<Vec<u32>>,
    changed: Condvar,
}

fn main() {
    let desk = Arc::new(Desk::default());
    desk.jobs.lock().unwrap().push(1); //~ ends _first, writes _first
    let cleaner = Arc::clone(&desk);
    let cleaner = thread::spawn(move || {
        let mut jobs = cleaner.jobs.lock().unwrap(); //~ writes jobs
        while !jobs.is_empty() {
            jobs = cleaner.changed.wait(jobs).unwrap(); //~ ends jobs, stands, writes jobs
        }
        println!("all done");
    });
    let worker = Arc::clone(&desk);
    let worker = thread::spawn(move || {
        let mut todo = worker.jobs.lock().unwrap(); //~ writes todo
        while todo.len() < 2 {
            todo = worker.changed.wait(todo).unwrap(); //~ ends todo, stands
        }
        todo.clear();
        worker.changed.notify_one();
    });
    thread::sleep(Duration::from_millis(10));
    desk.jobs.lock().unwrap().push(2); //~ ends _second, writes _second
    desk.changed.notify_one();
    cleaner.join().unwrap(); //~ stands
    worker.join().unwrap();
}
//= The main thread waits on line 36 for thread 1 to finish. Thread 2 on line 28 and thread 1 on line 20 wait for a notification on `changed`. The last `notify_one` came from the main thread on line 35: it woke only thread 1, one of 2 threads that waited, and thread 1 waits again. `main` on line 31 would notify it, but this run never reached that line. Only the main thread is left, but it waits for thread 1 to finish, so it cannot send one.
//? use `notify_all` on line 35, because line 20 and line 28 may wait for different things
