use std::sync::Mutex;
use std::thread;

fn main() {
    let words = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for number in 0..2 {
            let words = &words;
            scope.spawn(move || {
                let mut guard = words.lock().unwrap(); //~ writes guard
                guard.push(number);
            }); //~ ends guard
        }
    });
    let len = words.lock().unwrap().len(); //~ writes _, ends _
    println!("{len}");
}
//> 2
