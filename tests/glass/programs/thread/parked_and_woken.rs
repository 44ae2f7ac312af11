use std::thread;

fn main() {
    let sleeper = thread::spawn(|| {
        thread::park();
        println!("awake");
    });
    sleeper.thread().unpark();
    sleeper.join().unwrap();
}
//> awake
