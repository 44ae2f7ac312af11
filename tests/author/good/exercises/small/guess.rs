//! A short program that does something else than it seems to.

fn main() {
    println!("{}", 1);
}
