//@ ends deadlock
// The other worker could run the task, but waits for the lock that the first one keeps during its own task.
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;

type Task = Box<dyn FnOnce(&Queue) + Send>;

#[derive(Clone)]
struct Queue(Sender<Task>);

impl Queue {
    fn submit(&self, depth: u32) -> Receiver<u32> {
        let (reply, result) = mpsc::channel();
        let task: Task = Box::new(move |queue| {
            let _ = reply.send(count(queue, depth));
        });
        self.0.send(task).unwrap();
        result
    }
}

fn count(queue: &Queue, depth: u32) -> u32 {
    if depth == 0 {
        return 1;
    }
    queue.submit(depth - 1).recv().unwrap() + 1 //~ stands
}

fn main() {
    let (tasks, inbox) = mpsc::channel::<Task>();
    let queue = Queue(tasks);
    let inbox = Arc::new(Mutex::new(inbox));
    for _ in 0..2 {
        let (queue, inbox) = (queue.clone(), Arc::clone(&inbox));
        thread::spawn(move || {
            while let Ok(task) = inbox.lock().unwrap().recv() { //~ writes _while, stands
                task(&queue);
            }
        });
    }
    println!("{}", queue.submit(1).recv().unwrap()); //~ stands
}
//= The main thread waits on line 42 for a message on `result` 1. The channel is still open, because the sender `reply`, created with the channel on line 14, is alive. It went into a message that the main thread sent on line 18 and thread 1 received on line 37.
//= Thread 2 waits on line 37 for `inbox`, which thread 1 has held since line 37. As a temporary in the scrutinee of the `while let`, the guard lives until the `}` on line 39. While it is alive, line 38 runs a closure in `submit`. Thread 1 waits on line 27 (in `count`, called by a closure in `submit` on line 16) for a message on `result` 2. The channel is still open, because the sender `reply`, created with the channel on line 14, is alive. It is in a message that thread 1 sent to `tasks` on line 18, which no thread has received: thread 2 could, but waits for the lock on the receiver. All other threads are waiting, too, so none can send.
//? -
