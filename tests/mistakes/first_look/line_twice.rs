//! Three lines about the rule that this course is about.

fn main() {
    println!("One writer, or many readers.");
    println!("Never both at the same time.\nBoth at the same time.");
    println!("The check costs something: at compile time or at run time.");
}
