//@ ends deadlock
// The variable of the loop has the sender beside the handle.
use std::sync::mpsc::{channel, Sender};
use std::thread::{self, JoinHandle};

struct Worker {
    name: String,
    jobs: Sender<u32>,
    handle: JoinHandle<u32>,
}

fn hire(name: &str) -> Worker {
    let (jobs, inbox) = channel::<u32>();
    let handle = thread::spawn(move || {
        let mut sum = 0;
        while let Ok(job) = inbox.recv() { //~ stands
            sum += job;
        }
        sum
    });
    Worker { name: name.to_string(), jobs, handle }
}

fn main() {
    let workers: Vec<Worker> = ["ann", "bob"].iter().map(|name| hire(name)).collect();
    for (at, worker) in workers.iter().enumerate() {
        worker.jobs.send(at as u32 + 1).unwrap();
    }
    for worker in workers {
        let sum = worker.handle.join().unwrap(); //~ stands
        println!("{} {sum}", worker.name);
    }
}
//= The main thread waits on line 30 for thread 1 to finish. Thread 1 waits on line 16 for a message on `inbox` 1. The channel is still open, because the sender `jobs`, created with the channel on line 13 (last used on line 27, by the main thread), is alive. It is the field `jobs` of the `Worker` that the main thread has in the variable `worker` of `main`. All other threads are waiting, too, so none can send.
//= Thread 2 waits on line 16 for a message on `inbox` 2. The channel is still open, because the sender `jobs`, created with the channel on line 13 (last used on line 27, by the main thread), is alive. It is the field `jobs` of the `Worker` that the main thread has in the variable `worker` of `main`. All other threads are waiting, too, so none can send.
