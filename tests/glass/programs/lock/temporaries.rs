use std::sync::Mutex;

static COUNT: Mutex<i32> = Mutex::new(0);

fn main() {
    *COUNT.lock().unwrap() += 1; //~ writes _, ends _
    let seen = *COUNT.lock().unwrap(); //~ writes _, ends _
    let list = Mutex::new(vec![seen]);
    let len = list.lock().unwrap().len(); //~ writes _, ends _
    let mut guard = list.lock().unwrap(); //~ writes guard
    guard.push(2);
    println!("{len} {}", guard.len());
    drop(guard); //~ ends guard
    if let Ok(inside) = list.lock() { //~ writes inside
        println!("{}", inside.len());
    } //~ ends inside
}
