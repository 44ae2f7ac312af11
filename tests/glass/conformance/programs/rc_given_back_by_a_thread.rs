use std::rc::Rc;
use std::thread;

fn main() {
    let worker = thread::spawn(|| Rc::new(1)); //~ E0277
    println!("{}", worker.join().unwrap());
}
