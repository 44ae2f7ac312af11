use std::cell::UnsafeCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::Duration;
struct Election {
    leader: AtomicUsize,
    votes: AtomicUsize,
    busy: AtomicBool,
}
impl Election {
    fn run(&self, me: usize) -> bool {
        self.votes.fetch_add(1, SeqCst);
        if self.leader.load(SeqCst) != 0 {
            return false;
        }
        thread::sleep(Duration::from_micros(20));
        self.leader.compare_exchange(0, me, SeqCst, SeqCst).is_ok()
    }
    fn exclusive(&self, work: impl FnOnce()) {
        while self.busy.swap(true, SeqCst) {
            thread::yield_now();
        }
        work();
        self.busy.store(false, SeqCst);
    }
}
fn main() {
    let _ = UnsafeCell::new(0);
    let e = Arc::new(Election {
        leader: AtomicUsize::new(0),
        votes: AtomicUsize::new(0),
        busy: AtomicBool::new(false),
    });
    let shared = Arc::new(AtomicUsize::new(0));
    let all: Vec<_> = (1..=4)
        .map(|me| {
            let (e, shared) = (Arc::clone(&e), Arc::clone(&shared));
            thread::spawn(move || {
                for _ in 0..5 {
                    e.exclusive(|| {
                        let n = shared.load(SeqCst);
                        thread::sleep(Duration::from_micros(3));
                        shared.store(n + 1, SeqCst);
                    });
                }
                e.run(me)
            })
        })
        .collect();
    let leaders = all
        .into_iter()
        .map(|t| t.join().unwrap())
        .filter(|l| *l)
        .count();
    println!(
        "{leaders} leader, {} votes, {}",
        e.votes.load(SeqCst),
        shared.load(SeqCst)
    );
}
