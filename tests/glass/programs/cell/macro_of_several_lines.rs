use std::cell::RefCell;

fn main() {
    let cell = RefCell::new(vec![1]);
    println!( //~ ends _
        "{}",
        cell.borrow() //~ reads _
            .len()
    );
    assert_eq!(cell.borrow().len(), 1, "always"); //~ reads _, ends _
}
