//! The same program with the lines in their place.

fn main() {
    println!("one");
    println!("two");
}
