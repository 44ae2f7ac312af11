//! An order that somebody with a real misconception would choose.

fn main() {
    println!("two");
    println!("one");
}
