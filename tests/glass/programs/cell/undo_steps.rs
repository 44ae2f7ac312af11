//@ ends panicked
// What is taken out of a field is not part of it, even if a function has the name of the field.
use std::cell::RefCell;

type Step = Box<dyn Fn(&Document)>;

#[derive(Default)]
struct Document {
    text: RefCell<String>,
    past: RefCell<Past>,
}

#[derive(Default)]
struct Past {
    undo: Vec<Step>,
}

fn insert(document: &Document, text: &str) {
    let at = document.text.borrow().len(); //~ reads _at, ends _at
    document.text.borrow_mut().push_str(text); //~ writes _push, ends _push
    let step: Step = Box::new(move |document| {
        document.text.borrow_mut().truncate(at); //~ writes _truncate, ends _truncate
        document.past.borrow_mut().undo.shrink_to_fit(); //~ conflict
    });
    document.past.borrow_mut().undo.push(step); //~ writes _push, ends _push
}

fn undo(document: &Document) {
    if let Some(step) = document.past.borrow_mut().undo.pop() { //~ writes _if
        step(document);
    } //~ ends _if
}

fn main() {
    let document = Document::default();
    insert(&document, "a");
    undo(&document);
}
//= Line 23 calls `borrow_mut` (in a closure in `insert`, called by `undo` on line 30), but the write guard from line 29 in `undo` is still alive. As a temporary in the scrutinee of the `if let`, it lives until the `}` on line 31.
//? take the value with a `let` before the `if let`, so that the `;` drops the guard
