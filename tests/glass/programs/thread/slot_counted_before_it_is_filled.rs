//@ choices 0,0,1
// The call in the head of a `match` announces the slot that its arm fills.
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::thread;

#[derive(Default)]
struct Track {
    levels: [AtomicU32; 4],
    len: AtomicUsize,
}

impl Track {
    fn next(&self) -> Option<&AtomicU32> {
        let at = self.len.load(Ordering::Relaxed);
        let level = self.levels.get(at)?;
        self.len.store(at + 1, Ordering::Release);
        Some(level)
    }

    fn record(&self, value: u32) -> bool {
        match self.next() {
            Some(level) => {
                level.store(value, Ordering::Relaxed);
                true
            }
            None => false,
        }
    }

    fn last(&self) -> Option<u32> {
        let at = self.len.load(Ordering::Acquire).checked_sub(1)?;
        Some(self.levels[at].load(Ordering::Relaxed))
    }
}

fn main() {
    let track = Track::default();
    thread::scope(|scope| {
        let reader = scope.spawn(|| track.last());
        track.record(7);
        println!("{:?}", reader.join().unwrap());
    });
}
//= The main thread changed `len` on line 16 before `level` on line 23. In between, thread 1 read the new `len`, 1, on line 31 and then read the old `levels[at]`, 0, on line 32. Change `level` before `len`, which announces it.
