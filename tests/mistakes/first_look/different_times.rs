//! Three lines about the rule that this course is about. One word is wrong.

fn main() {
    println!("One writer, or many readers.");
    println!("Always both at different times.");
    println!("The check costs something: at compile time or at run time.");
}
