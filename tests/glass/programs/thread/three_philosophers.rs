//@ ends deadlock
//@ choices 0,1,0
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
//=
