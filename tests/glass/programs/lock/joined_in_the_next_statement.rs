//@ ends deadlock
// The call that joins could be made before the lock.
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

struct Runner {
    report: Arc<Mutex<u32>>,
    workers: Vec<JoinHandle<u32>>,
}

impl Runner {
    fn wait(&mut self) -> u32 {
        self.workers.drain(..).map(|worker| worker.join().unwrap()).sum() //~ stands
    }

    fn finish(mut self) -> u32 {
        let report = Arc::clone(&self.report);
        let mut report = report.lock().unwrap(); //~ writes report
        *report += self.wait();
        *report
    }
}

fn main() {
    let report = Arc::new(Mutex::new(0));
    let own = Arc::clone(&report);
    let worker = thread::spawn(move || {
        thread::sleep(std::time::Duration::from_millis(3));
        *own.lock().unwrap() += 1; //~ stands
        2
    });
    println!("{}", Runner { report, workers: vec![worker] }.finish());
}
//= The main thread waits on line 13 (in `wait`, called by `finish` on line 19) for thread 1 to finish. Thread 1 waits on line 29 for `report`, which the main thread has held since line 18 in `finish`. The guard lives until the `}` on line 21. While it is alive, `finish` calls `wait` on line 19. The main thread and thread 1 wait for each other.
//? in `finish`, call `wait` before line 18 locks `report`, and keep its result
