//@ ends deadlock
// Two workers share a receiver behind a mutex. One receives and the other waits for the mutex, but neither has a sender.
use std::sync::mpsc::{channel, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

struct Stage {
    output: Sender<u32>,
    crew: Vec<JoinHandle<()>>,
}

impl Stage {
    fn start(input: Receiver<u32>, workers: usize) -> (Self, Receiver<u32>) {
        let (output, next) = channel();
        let mut stage = Stage { output, crew: Vec::new() };
        let input = Arc::new(Mutex::new(input));
        for _ in 0..workers {
            stage.hire(Arc::clone(&input));
        }
        (stage, next)
    }

    fn hire(&mut self, input: Arc<Mutex<Receiver<u32>>>) {
        let output = self.output.clone();
        self.crew.push(thread::spawn(move || loop {
            let job = input.lock().unwrap().recv(); //~ writes _job, ends _job, stands
            let Ok(number) = job else { break };
            output.send(number + 1).unwrap();
        }));
    }

    fn retire(&mut self) {
        for worker in self.crew.drain(..) {
            worker.join().unwrap(); //~ stands
        }
    }
}

fn main() {
    let (feed, input) = channel();
    let (mut first, next) = Stage::start(input, 1);
    let (mut second, results) = Stage::start(next, 2);
    feed.send(1).unwrap();
    drop(feed);
    first.retire();
    second.retire();
    println!("{:?}", results.try_iter().collect::<Vec<_>>());
}
//= Thread 3 waits on line 26 for `input`, which thread 2 has held since line 26. As a temporary, the guard lives until the `;` on line 26. The main thread waits on line 34 for thread 2 to finish. Thread 2 waits on line 26 for a message on `next` 1. The channel is still open, because the sender `output`, created with the channel on line 14, is alive. It became the field `output` of `Stage`. The other one was dropped on line 29. All other threads are waiting, too, so none can send.
