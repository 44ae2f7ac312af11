fn main() {
    let cell = std::cell::RefCell::new(1);
    let _one = cell.borrow_mut();
    let _two = cell.borrow_mut();
}
