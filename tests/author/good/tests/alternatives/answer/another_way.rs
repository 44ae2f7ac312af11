//! A correct program that is written differently.

fn answer() -> u32 {
    6 * 7
}

fn main() {
    println!("{}", answer());
}
