//@ ends deadlock
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

fn offer(tray: &SyncSender<u32>, cake: u32) {
    tray.send(cake).unwrap(); //~ stands
}

fn each(cakes: &[u32], serve: impl Fn(u32)) {
    for cake in cakes {
        serve(*cake);
    }
}

fn show(cakes: &Mutex<Vec<u32>>, tray: &SyncSender<u32>) {
    let cakes = cakes.lock().unwrap(); //~ writes cakes
    each(&cakes, |cake| offer(tray, cake));
}

fn main() {
    let cakes = Arc::new(Mutex::new(vec![1, 2, 3]));
    let (tray, taken) = sync_channel(1);
    let guest = {
        let cakes = Arc::clone(&cakes);
        thread::spawn(move || {
            for cake in taken {
                cakes.lock().unwrap().retain(|left| *left != cake); //~ stands
            }
        })
    };
    show(&cakes, &tray);
    drop(tray);
    guest.join().unwrap();
}
//= Thread 1 waits on line 28 for `cakes`, which the main thread has held since line 17 in `show`. The guard lives until the `}` on line 19. While it is alive, `show` calls `each` on line 18. `each` runs a closure in `show` on line 12. The main thread waits on line 7 (in `offer`, called by a closure in `show` on line 18) for free space in the channel `tray`, which is full (1 message). Earlier, thread 1 received from that channel on line 27. Thread 1 and the main thread wait for each other.
