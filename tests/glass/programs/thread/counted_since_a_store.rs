//@ ends spinning
// The counter is set back, and then fewer threads are started than the loop waits for.
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

struct Mirror {
    settled: AtomicUsize,
}

impl Mirror {
    fn actuate(&self) {
        self.settled.fetch_add(1, Ordering::Release);
    }

    fn wait_settled(&self, count: usize) {
        while self.settled.load(Ordering::Acquire) < count {
            thread::yield_now();
        }
    }
}

fn dispatch(mirror: &Arc<Mirror>, plan: &[u32]) {
    for _ in plan.iter().filter(|step| **step > 0) {
        let mirror = Arc::clone(mirror);
        thread::spawn(move || mirror.actuate());
    }
}

fn align(mirror: &Arc<Mirror>, plan: &[u32]) {
    mirror.settled.store(0, Ordering::Release);
    dispatch(mirror, plan);
    mirror.wait_settled(plan.len());
}

fn main() {
    let mirror = Arc::new(Mirror { settled: AtomicUsize::new(0) });
    align(&mirror, &[3, 1]);
    align(&mirror, &[2, 0]);
}
//= The main thread reads `settled` on line 17 (in `wait_settled`, called by `align` on line 33) again and again: it is 1. The last change was by thread 3 on line 13 (in `actuate`, called by a closure in `dispatch` on line 26), to 1. Since the main thread stored 0 on line 31, line 13 added to it once. No other thread is left that could change it.
//? -
