//@ ends deadlock
// The threads of the first round had barriers of their own.
use std::sync::{Arc, Barrier};
use std::thread;

fn relax(rows: &[u32], workers: usize) {
    let phase = Arc::new(Barrier::new(workers));
    let printed = Arc::new(Barrier::new(workers));
    let bands: Vec<_> = rows.chunks(rows.len().div_ceil(workers)).collect();
    let threads: Vec<_> = bands
        .into_iter()
        .map(|band| {
            let (band, phase, printed) = (band.to_vec(), Arc::clone(&phase), Arc::clone(&printed));
            thread::spawn(move || {
                let sum: u32 = band.iter().sum();
                phase.wait(); //~ stands
                println!("{sum}");
                printed.wait();
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap(); //~ stands
    }
}

fn main() {
    relax(&[1, 2, 3, 4], 4);
    relax(&[1, 2, 3, 4, 5], 4);
}
//= The main thread waits on line 23 for thread 5 to finish. Threads 5 to 7 wait on line 16 for more threads to reach `phase`. The barrier created on line 7 is for 4 threads, but only 3 reached it. Only the main thread is left, but it waits for thread 5 to finish, so it cannot reach the barrier.
//? create the `Barrier` on line 7 and `printed` on line 8 for 3 threads, or call `wait` in one more thread
