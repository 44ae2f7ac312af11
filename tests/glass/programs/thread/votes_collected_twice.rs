//@ choices 0,1
// Each of two threads reads how much there is, and then takes that much away.
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;

static VOTES: AtomicI64 = AtomicI64::new(3);

fn collect() -> i64 {
    let found = VOTES.load(Ordering::SeqCst);
    VOTES.fetch_sub(found, Ordering::SeqCst);
    found
}

fn main() {
    let other = thread::spawn(collect);
    let sum = collect();
    println!("{}", sum + other.join().unwrap());
}
//> 6
//= Between the main thread's load of `VOTES` on line 9 and its `fetch_sub` on line 10, thread 1 called `fetch_sub` on line 10: what the main thread decided on line 9 may no longer hold. The main thread read 3, thread 1 made it 0, and the main thread made it -3. A load and a `fetch_sub` are two steps. `compare_exchange` or `fetch_update` makes them one.
