//! Three lines about the rule that this course is about. One word is wrong.

fn main() {
    println!("One writer, or many readers.");
    println!("Always both at the same time.");
    println!("The check costs nothing: at compile time or at run time.");
}
