use std::collections::HashSet;

fn main() {
    let numbers: HashSet<u32> = (0..1000).collect();
    let first: Vec<&u32> = numbers.iter().take(20).collect();
    println!("{first:?}");
}
