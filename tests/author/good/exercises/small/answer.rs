//! A real program that falls short in one way.

fn answer() -> u32 {
    0
}

fn main() {
    println!("{}", answer());
}
