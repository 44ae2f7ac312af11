//! Three lines about the rule that this course is about.

const LINES: [&str; 3] = [
    "One writer, or many readers.",
    "Never both at the same time.",
    "The check costs something: at compile time or at run time.",
];

fn main() {
    for line in LINES {
        println!("{line}");
    }
}
