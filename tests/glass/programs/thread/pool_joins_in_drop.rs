//@ ends deadlock
// The sender lives in the value whose `drop` waits.
use std::sync::mpsc::{self, Sender, Receiver};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

type Job = Box<dyn FnOnce() + Send>;

struct Pool {
    sender: Sender<Job>,
    workers: Vec<Option<JoinHandle<()>>>,
}

fn run(id: usize, jobs: Arc<Mutex<Receiver<Job>>>) {
    loop {
        let job = jobs.lock().unwrap().recv(); //~ ends _, stands, writes _
        match job {
            Ok(job) => job(),
            Err(_) => break,
        }
    }
    println!("worker {id} done");
}

impl Pool {
    fn new(size: usize) -> Pool {
        let (sender, receiver) = mpsc::channel();
        let receiver = Arc::new(Mutex::new(receiver));
        let mut workers = Vec::with_capacity(size);
        for id in 0..size {
            let jobs = Arc::clone(&receiver);
            workers.push(Some(thread::spawn(move || run(id, jobs))));
        }
        Pool { sender, workers }
    }

    fn execute(&self, job: impl FnOnce() + Send + 'static) {
        self.sender.send(Box::new(job)).unwrap();
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        for worker in &mut self.workers {
            if let Some(worker) = worker.take() {
                worker.join().unwrap(); //~ stands
            }
        }
    }
}

fn main() {
    let pool = Pool::new(2);
    for n in 0..3 {
        pool.execute(move || println!("job {n}"));
    }
}
//= Thread 2 waits on line 16 (in `run`, called by a closure in `new` on line 32) for `receiver`, which thread 1 has held since line 16. As a temporary, the guard lives until the `;` on line 16. The main thread waits on line 46 for thread 1 to finish. Thread 1 waits on line 16 (in `run`, called by a closure in `new` on line 32) for a message on `receiver`. The channel is still open, because the sender `sender`, created with the channel on line 27 (last used on line 38, by the main thread), is alive. It is in `self.sender` in `drop`, which the main thread is running, at least until `drop` returns. All other threads are waiting, too, so none can send.
//? make `self.sender` an `Option`, `take` the sender out of it, and drop the sender before line 46
