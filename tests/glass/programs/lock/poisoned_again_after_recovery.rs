//@ ends panicked
// The first poisoning was cleared; the panic after it is what `lock` reports.
use std::sync::{Mutex, MutexGuard};
use std::thread;

fn recovered(stock: &Mutex<i32>) -> MutexGuard<'_, i32> {
    stock.lock().unwrap_or_else(|poisoned| { //~ writes _left
        stock.clear_poison();
        poisoned.into_inner()
    })
}

fn take(stock: &Mutex<i32>, count: i32) {
    let mut left = recovered(stock);
    assert!(*left >= count, "only {left} left");
    *left -= count;
} //~ ends _left

fn main() {
    let stock = Mutex::new(5);
    thread::scope(|scope| {
        let _ = scope.spawn(|| take(&stock, 7)).join();
        take(&stock, 2);
        let _ = scope.spawn(|| take(&stock, 4)).join();
        println!("{}", stock.lock().unwrap()); //~ ends _shown, writes _shown
    });
}
//= `stock` (the Mutex created on line 20) is poisoned: thread 2 panicked on line 15 ("only 3 left") while it held the guard from line 7, which `take` got on line 14. The main thread found it poisoned on line 25, and panicked there.
