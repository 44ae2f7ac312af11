//@ ends deadlock
// Each worker waits for a task that only a worker could run.
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
    let deeper = queue.submit(depth - 1);
    deeper.recv().unwrap() + 1 //~ stands
}

fn main() {
    let (tasks, inbox) = mpsc::channel::<Task>();
    let queue = Queue(tasks);
    let inbox = Arc::new(Mutex::new(inbox));
    for _ in 0..2 {
        let (queue, inbox) = (queue.clone(), Arc::clone(&inbox));
        thread::spawn(move || {
            loop {
                let task = inbox.lock().unwrap().recv().unwrap(); //~ ends _, writes _
                task(&queue);
            }
        });
    }
    println!("{}", queue.submit(3).recv().unwrap()); //~ stands
}
//= The main thread waits on line 44 for a message on `result` 1. The channel is still open, because the sender `reply`, created with the channel on line 14, is alive. It went into a message that the main thread sent on line 18 and thread 1 received on line 39. All other threads are waiting, too, so none can send.
//= Thread 1 waits on line 28 (in `count`, called by a closure in `submit` on line 16) for a message on `result` 2. The channel is still open, because the sender `reply`, created with the channel on line 14, is alive. It went into a message that thread 1 sent on line 18 and thread 2 received on line 39. All other threads are waiting, too, so none can send.
//= Thread 2 waits on line 28 (in `count`, called by a closure in `submit` on line 16) for a message on `result` 3. The channel is still open, because the sender `reply`, created with the channel on line 14, is alive. It is in a message that thread 2 sent to `tasks` on line 18, which no thread has received: only threads 1 and 2 receive from `tasks`. All other threads are waiting, too, so none can send.
//? don't wait on line 28 in a thread that receives from `tasks`: do the work there, or leave it to a separate thread
