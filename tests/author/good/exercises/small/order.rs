//! A program with a place for the lines.

fn main() {
    // <arrange>
}
