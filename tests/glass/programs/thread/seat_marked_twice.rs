//@ choices 1,1,1,1,2
// What the thread saw first is only a hint: it looks again before it stores.
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering::SeqCst};
use std::thread;

struct Row {
    taken: AtomicU32,
    sold: AtomicUsize,
}

impl Row {
    fn gap(&self) -> Option<u32> {
        let taken = self.taken.load(SeqCst);
        (0..8).find(|seat| taken & (1 << seat) == 0)
    }

    fn mark(&self, seat: u32) -> bool {
        let taken = self.taken.load(SeqCst);
        if taken & (1 << seat) != 0 {
            return false;
        }
        self.taken.store(taken | 1 << seat, SeqCst);
        true
    }

    fn sell(&self) -> String {
        let turn = self.sold.fetch_add(1, SeqCst);
        while let Some(seat) = self.gap() {
            if self.mark(seat) {
                return format!("seat {seat}, turn {turn}");
            }
        }
        "none".to_owned()
    }
}

fn main() {
    let row = Row { taken: AtomicU32::new(0), sold: AtomicUsize::new(0) };
    thread::scope(|scope| {
        let sales: Vec<_> = (0..3).map(|_| scope.spawn(|| row.sell())).collect();
        for sale in sales {
            println!("{}", sale.join().unwrap());
        }
    });
    println!("{} of 3", row.taken.load(SeqCst).count_ones());
}
//= Between thread 1's load of `taken` on line 18 and its store on line 22, thread 2 stored on line 22: that change is lost. Thread 1 read 0, thread 2 made it 1, and thread 1 then stored 1. A load and a store are two steps. `fetch_update`, or a method such as `fetch_add`, makes them one.
