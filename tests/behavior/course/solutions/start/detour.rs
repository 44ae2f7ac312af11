fn main() {
    println!("2");
}
