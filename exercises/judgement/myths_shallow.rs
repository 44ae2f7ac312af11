//! A test clones the settings and changes its clone.

use std::cell::RefCell;
use std::rc::Rc;

#[derive(Clone)]
struct Settings {
    plugins: RefCell<Vec<&'static str>>,
    log: Rc<RefCell<Vec<&'static str>>>,
}

fn main() {
    let real = Settings {
        plugins: RefCell::new(vec!["spelling"]),
        log: Rc::new(RefCell::new(vec!["started"])),
    };

    let test = real.clone();
    test.plugins.borrow_mut().push("mock");
    test.log.borrow_mut().push("mocked");

    println!("plugins {:?}", real.plugins.borrow());
    println!("log {:?}", real.log.borrow());
}
