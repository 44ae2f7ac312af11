//@ ends spinning
// The count is lowered only if nothing fails.
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

struct Progress {
    active: AtomicUsize,
}

impl Progress {
    fn is_idle(&self) -> bool {
        self.active.load(Ordering::SeqCst) == 0
    }
}

fn transfer(name: &str, progress: &Progress) -> Result<u32, std::num::ParseIntError> {
    let size = name.parse()?;
    progress.active.fetch_sub(1, Ordering::SeqCst);
    Ok(size)
}

fn settle(progress: &Progress) {
    while !progress.is_idle() {
        std::hint::spin_loop();
    }
}

fn main() {
    let progress = Arc::new(Progress {
        active: AtomicUsize::new(0),
    });
    let (send, names) = mpsc::channel::<&str>();
    let worker = Arc::clone(&progress);
    thread::spawn(move || {
        for name in names {
            let _ = transfer(name, &worker);
        }
    });
    for name in ["7", "eight"] {
        progress.active.fetch_add(1, Ordering::SeqCst);
        send.send(name).unwrap();
    }
    settle(&progress);
}
//= The main thread reads `active` on line 14 (in `is_idle`, called by `settle` on line 25) again and again: it is 1. The last change was by thread 1 on line 20 (in `transfer`, called by a closure in `main` on line 38), to 1. In the whole run, line 42 added to it twice and line 20 subtracted from it once. `transfer` can return on line 19, before it reaches line 20. No other thread can change it: thread 1 waits on line 37.
//? -
