//@ ends deadlock
// A thread has a sender of the channel that it reads to its end.
use std::collections::VecDeque;
use std::sync::mpsc::{channel, Receiver, Sender};
use std::thread;

enum Task { Visit(u32), Stop }

fn crawl(tasks: Receiver<Task>, feedback: Sender<Task>, found: Sender<u32>) {
    let mut seen = VecDeque::new();
    for task in tasks { //~ stands
        match task {
            Task::Visit(page) => {
                seen.push_back(page);
                found.send(page).unwrap();
                if page < 3 {
                    feedback.send(Task::Visit(page + 1)).unwrap();
                }
            }
            Task::Stop => break,
        }
    }
}

fn main() {
    let (task_tx, task_rx) = channel();
    let (found_tx, found_rx) = channel();
    let again = task_tx.clone();
    let crawler = thread::spawn(move || crawl(task_rx, again, found_tx));
    task_tx.send(Task::Visit(1)).unwrap();
    drop(task_tx);
    let pages: Vec<u32> = found_rx.iter().collect(); //~ stands
    crawler.join().unwrap();
    println!("{pages:?}");
}
//= The main thread waits on line 32 for a message on `found_rx`. Earlier, thread 1 sent a message on line 15. Thread 1 waits on line 11 (in `crawl`, called by a closure in `main` on line 29) for a message on `task_rx`. The channel is still open, because the sender `again` cloned on line 28 (last used on line 17, by the waiting thread itself) is alive. It belongs to the closure of thread 1, which was started on line 29. The other one was dropped on line 31. Only the main thread is left, but it is waiting, too, so it cannot send.
//? don't keep a sender of the channel in thread 1, or end its loop with a message: the channel never closes while thread 1 itself has a sender
