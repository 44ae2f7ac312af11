use std::cell::RefCell;

thread_local! {
    static NAMES: RefCell<Vec<String>> = RefCell::new(Vec::new());
}

fn main() {
    let names: &RefCell<Vec<String>> = NAMES.with(|names| names); //~
    println!("{names:?}");
}
