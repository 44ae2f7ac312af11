use std::cell::RefCell;

fn main() {
    let one = RefCell::new(1);
    let other = one;
    println!("{one:?} {other:?}"); //~ E0382
}
