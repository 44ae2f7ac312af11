//! Three lines about the rule that this course is about.

fn main() {
    println!("One writer, or many readers.");
    println!("Never both at the same time.");
    println!("Somebody has to check, and somebody has to pay.");
}
