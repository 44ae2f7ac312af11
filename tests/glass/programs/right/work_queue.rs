use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;
#[derive(Default)]
struct State {
    jobs: VecDeque<u32>,
    closed: bool,
    done: Vec<u32>,
}
#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    more: Condvar,
}
impl Queue {
    fn is_closed(&self) -> bool {
        self.state.lock().unwrap().closed
    }
    fn add(&self, job: u32) -> bool {
        if self.is_closed() {
            return false;
        }
        self.state.lock().unwrap().jobs.push_back(job);
        self.more.notify_one();
        true
    }
    fn next(&self) -> Option<u32> {
        let mut state = self.state.lock().unwrap();
        while state.jobs.is_empty() && !state.closed {
            state = self.more.wait(state).unwrap();
        }
        state.jobs.pop_front()
    }
    fn finish(&self, job: u32) {
        self.state.lock().unwrap().done.push(job * job);
    }
    fn close(&self) {
        self.state.lock().unwrap().closed = true;
        self.more.notify_all();
    }
}
fn main() {
    let queue = Arc::new(Queue::default());
    let workers: Vec<_> = (0..3)
        .map(|w| {
            let queue = Arc::clone(&queue);
            thread::Builder::new()
                .name(format!("w{w}"))
                .spawn(move || {
                    while let Some(job) = queue.next() {
                        thread::sleep(Duration::from_micros(job as u64 * 10));
                        queue.finish(job);
                    }
                })
                .unwrap()
        })
        .collect();
    let feeders: Vec<_> = (0..2)
        .map(|f| {
            let queue = Arc::clone(&queue);
            thread::spawn(move || {
                for j in 0..10 {
                    queue.add(f * 10 + j);
                    thread::sleep(Duration::from_micros(15));
                }
            })
        })
        .collect();
    for f in feeders {
        f.join().unwrap();
    }
    queue.close();
    for w in workers {
        w.join().unwrap();
    }
    let mut done = queue.state.lock().unwrap().done.clone();
    done.sort();
    println!("{done:?}");
}
