use std::sync::Mutex;

fn main() {
    let pair = Mutex::new((String::new(), String::new()));
    let mut guard = pair.lock().unwrap();
    let one = &mut guard.0;
    let other = &guard.1; //~ E0502
    one.push_str(other);
}
