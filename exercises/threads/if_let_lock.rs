//! Numbers for names, in the order in which they come.

use std::sync::Mutex;

fn number(names: &Mutex<Vec<String>>, name: &str) {
    if let Some(found) = names.lock().unwrap().iter().position(|n| n == name) {
        println!("{name} is number {found}");
    } else {
        names.lock().unwrap().push(name.to_owned());
        println!("{name} is new");
    }
    println!("done with {name}");
}

fn main() {
    let names = Mutex::new(vec!["ada".to_owned()]);
    number(&names, "ada");
    number(&names, "ben");
}
