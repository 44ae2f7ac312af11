use std::sync::{Arc, Mutex};

static ALL: Mutex<Vec<Arc<Mutex<i32>>>> = Mutex::new(Vec::new());

fn main() {
    let one = Arc::new(Mutex::new(1));
    *one.lock().unwrap() += 1; //~ writes _, ends _
    ALL.lock().unwrap().push(one); //~ writes _, ends _
}
