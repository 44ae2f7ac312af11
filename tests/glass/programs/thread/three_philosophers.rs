//@ ends deadlock
//@ choices 3,3,2
use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let forks: Arc<Vec<_>> = Arc::new((0..3).map(Mutex::new).collect());
    let eaters: Vec<_> = (0..3)
        .map(|seat| {
            let forks = Arc::clone(&forks);
            let name = format!("eater {seat}");
            let builder = thread::Builder::new().name(name);
            let eats = move || {
                let left = forks[seat].lock().unwrap(); //~ writes left
                let right = forks[(seat + 1) % 3].lock().unwrap(); //~ stands
                println!("{left} {right}");
            };
            builder.spawn(eats).unwrap()
        })
        .collect();
    for eater in eaters {
        eater.join().unwrap(); //~ stands
    }
}
//= Thread `eater 1` waits on line 15 for `forks[2]`, which thread `eater 2` has held since line 14 (guard `left`). The guard lives until the `}` on line 17. Thread `eater 2` waits on line 15 for `forks[0]`, which thread `eater 0` has held since line 14 (guard `left`). Thread `eater 0` waits on line 15 for `forks[1]`, which thread `eater 1` has held since line 14 (guard `left`). Each thread waits for the next one, in a cycle. The main thread waits on line 22 for thread `eater 0` to finish.
//| 18 0 starts eater 0
//| 18 0 starts eater 1
//| 18 0 starts eater 2
//| 22 0 waits for eater 0 to finish
//| 14 3 locks `forks[2]` (guard `left`)
//| 14 2 locks `forks[1]` (guard `left`)
//| 15 2 waits for `forks[2]`, locked by eater 2 on line 14
//| 14 1 locks `forks[0]` (guard `left`)
//| 15 1 waits for `forks[1]`, locked by eater 1 on line 14
//| 15 3 waits for `forks[0]`, locked by eater 0 on line 14
