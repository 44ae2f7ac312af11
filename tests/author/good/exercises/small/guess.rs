//! A short program that doesn't do what it seems to.

fn main() {
    println!("{}", 1);
}
