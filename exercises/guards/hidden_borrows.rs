//! Has the draft changed since it was saved?

use std::cell::RefCell;

#[derive(PartialEq)]
struct Page {
    text: RefCell<String>,
}

fn main() {
    let saved = Page {
        text: RefCell::new(String::from("Dear Ada")),
    };
    let draft = Page {
        text: RefCell::new(String::from("Dear Ada")),
    };
    println!("{}", draft == saved);

    let mut editor = draft.text.borrow_mut();
    editor.push_str(", I hope");
    println!("{}", draft == saved);
}
