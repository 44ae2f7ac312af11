use std::thread;

fn main() {
    thread::scope(|scope| {
        let inside = String::from("inside");
        scope.spawn(|| println!("{inside}")); //~ E0373
    });
}
