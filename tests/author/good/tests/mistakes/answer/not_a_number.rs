//! What a learner with another misconception would write.

fn answer() -> u32 {
    "42"
}

fn main() {
    println!("{}", answer());
}
