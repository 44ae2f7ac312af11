//@ ends deadlock
use std::sync::Mutex;

fn main() {
    let list = Mutex::new(vec![1]);
    match list.lock().unwrap().pop() { //~ writes _
        Some(number) => list.lock().unwrap().push(number + 1), //~ stands
        None => println!("empty"),
    }
}
//= On line 7, the thread waits forever for `list`, which the same thread has held since line 6. As a temporary in the scrutinee of the `match`, the guard lives until the `}` on line 9.
