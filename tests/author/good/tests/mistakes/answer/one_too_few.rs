//! What a learner with a real misconception would write.

fn answer() -> u32 {
    41
}

fn main() {
    println!("{}", answer());
}
