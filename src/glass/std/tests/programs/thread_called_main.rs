//! The program continues after the end of a thread that only has the name of the main thread.

use std::thread::{self, Builder};

fn main() {
    let other = Builder::new()
        .name("main".to_string())
        .spawn(|| println!("other"))
        .unwrap();
    other.join().unwrap();
    println!("{:?}", thread::current().name());
    let sum: i32 = thread::scope(|scope| {
        let threads: Vec<_> = (0..3)
            .map(|number| scope.spawn(move || number * 10))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .sum()
    });
    println!("{sum}");
}
