fn main() {
    let cell = std::cell::Cell::new(1);
    // <arrange>
}
