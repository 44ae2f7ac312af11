use std::sync::Mutex;

fn main() {
    let list = Mutex::new(Vec::<i32>::new());
    if let Some(first) = list.lock().unwrap().first() { //~ writes _
        println!("{first}");
    } else { //~ ends _
        list.lock().unwrap().push(1); //~ writes _w, ends _w
    }
}
