//@ edition 2021
//@ ends deadlock
use std::sync::Mutex;

fn main() {
    let list = Mutex::new(Vec::<i32>::new());
    if let Some(first) = list.lock().unwrap().first() { //~ writes _
        println!("{first}");
    } else {
        list.lock().unwrap().push(1); //~ stands
    }
    println!("done");
}
//= On line 10, the thread waits forever for `list`, which the same thread has held since line 7. As a temporary in the scrutinee of the `if let`, the guard lives until the `}` on line 11.
