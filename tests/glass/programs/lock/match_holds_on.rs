//@ ends deadlock
use std::sync::Mutex;

fn main() {
    let list = Mutex::new(vec![1]);
    match list.lock().unwrap().pop() { //~ writes _
        Some(number) => list.lock().unwrap().push(number + 1), //~ stands
        None => println!("empty"),
    }
}
//= Line 7 waits forever for `list`, which this thread has held itself since line 6. As a temporary in the head of the `match`, the guard lives until the } on line 9.
