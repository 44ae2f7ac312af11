//@ ends deadlock
// The last `unpark` calls leave out the third thread.
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

fn finish(running: &AtomicBool, players: &[JoinHandle<()>]) {
    running.store(false, Ordering::SeqCst);
    for player in &players[..2] {
        player.thread().unpark();
    }
}

fn main() {
    let running = Arc::new(AtomicBool::new(true));
    let players: Vec<JoinHandle<()>> = (0..3)
        .map(|_| {
            let running = Arc::clone(&running);
            thread::spawn(move || {
                while running.load(Ordering::SeqCst) {
                    thread::park(); //~ stands
                }
            })
        })
        .collect();
    thread::sleep(Duration::from_millis(5));
    finish(&running, &players);
    for player in players {
        player.join().unwrap(); //~ stands
    }
}
//= The main thread waits on line 30 for thread 3 to finish. Thread 3 waits on line 22 to be unparked. No thread has unparked it. During the wait, the main thread changed `running` on line 9, but the `unpark` on line 11 was for threads 1 and 2. Only the main thread is left, but it waits for thread 3 to finish, so it cannot unpark it.
//? -
