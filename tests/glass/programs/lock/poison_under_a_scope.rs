//@ ends panicked
use std::sync::RwLock;
use std::thread;

fn main() {
    let table = RwLock::new(vec![1]);
    thread::scope(|scope| {
        scope.spawn(|| {
            let reader = table.read().unwrap(); //~ reads reader
            assert!(reader.len() > 1, "a reader does not poison");
        }); //~ ends reader
    });
}
