//! Three lines about the rule that this course is about.

const LINES: [&str; 3] = [
    "One writer, or many readers.",
    "Never both at the same time.",
    "Somebody has to check, and somebody has to pay.",
];

fn main() {
    for line in LINES {
        println!("{line}");
    }
}
