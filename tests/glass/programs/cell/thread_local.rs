use std::cell::RefCell;

thread_local! {
    static SEEN: RefCell<Vec<i32>> = RefCell::new(Vec::new());
}

fn main() {
    SEEN.with(|seen| seen.borrow_mut().push(1)); //~ writes _, ends _
    SEEN.with_borrow_mut(|seen| seen.push(2)); //~ writes _, ends _
    println!("{}", SEEN.with_borrow(Vec::len)); //~ reads _, ends _
}
//> 2
