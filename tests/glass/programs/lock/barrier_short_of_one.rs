//@ ends deadlock
use std::sync::Barrier;
use std::thread;

fn main() {
    let gate = Barrier::new(3);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| gate.wait()); //~ stands
        }
    }); //~ stands
    println!("all through");
}
//=
