//! Runs small programs that are given as arguments, one thread each: `l0` lock, `t0` try to lock, `u0` unlock, `r0`
//! load, `w0` store what was loaded plus one, `f0` add one.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

#[derive(Default)]
struct Shared {
    locks: [Mutex<()>; 2],
    counters: [AtomicU32; 2],
}

fn run(shared: &Shared, program: &str) -> (u32, u32) {
    let mut guards: [Option<MutexGuard<'_, ()>>; 2] = [None, None];
    let (mut register, mut taken) = (0, 0);
    for op in program.split(' ').filter(|op| !op.is_empty()) {
        let which = usize::from(op.as_bytes()[1] - b'0');
        match op.as_bytes()[0] {
            b'l' => guards[which] = Some(shared.locks[which].lock().unwrap()),
            b't' => {
                if let Ok(guard) = shared.locks[which].try_lock() {
                    guards[which] = Some(guard);
                    taken += 1;
                }
            }
            b'u' => guards[which] = None,
            b'r' => register = shared.counters[which].load(SeqCst),
            b'w' => shared.counters[which].store(register + 1, SeqCst),
            _ => {
                shared.counters[which].fetch_add(1, SeqCst);
            }
        }
    }
    (register, taken)
}

fn main() {
    let shared = Arc::new(Shared::default());
    let threads: Vec<_> = std::env::args()
        .skip(1)
        .map(|program| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || run(&shared, &program))
        })
        .collect();
    let ends: Vec<_> = threads.into_iter().map(|t| t.join().unwrap()).collect();
    println!("{:?} {ends:?}", shared.counters);
}
