fn main() {
    let cell = std::cell::Cell::new(1);
    let n = cell.get();
    println!("{n}");
}
