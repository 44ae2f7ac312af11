use std::cell::RefCell;

thread_local! {
    static SEEN: RefCell<Vec<i32>> = RefCell::new(Vec::new());
}

fn main() {
    SEEN.with(|seen| seen.borrow_mut().push(1)); //~ writes _, ends _
    let kept = RefCell::new(2);
    *kept.borrow_mut() += 1; //~ writes _, ends _
    std::process::exit(0);
}
