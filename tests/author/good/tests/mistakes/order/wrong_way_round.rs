//! An order that a learner with a real misconception would choose.

fn main() {
    println!("two");
    println!("one");
}
