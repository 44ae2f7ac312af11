use std::thread;

fn main() {
    let worker = thread::spawn(|| 1);
    worker.join().unwrap();
    worker.join().unwrap(); //~ E0382
}
