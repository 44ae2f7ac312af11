//! A document that is shown while it is changed, and changes that can be undone.

use std::cell::RefCell;
use std::rc::Rc;

/// A handle to a document. Clones show the same lines.
#[derive(Clone, Default)]
struct Document {
    lines: Rc<RefCell<Vec<String>>>,
}

impl Document {
    /// Begins a change. It is undone unless it is committed.
    fn begin(&self) -> Transaction {
        Transaction {
            lines: Rc::clone(&self.lines),
            before: Some(self.lines()),
        }
    }

    /// Returns a copy of all lines.
    fn lines(&self) -> Vec<String> {
        self.lines.borrow().clone()
    }
}

struct Transaction {
    lines: Rc<RefCell<Vec<String>>>,
    /// The lines to restore, unless the change was committed.
    before: Option<Vec<String>>,
}

impl Transaction {
    fn push(&mut self, line: &str) {
        self.lines.borrow_mut().push(line.to_owned());
        self.before = Some(self.lines.borrow().clone());
    }

    /// Replaces each line with what `change` returns for it. `change` may look at the document.
    fn rewrite(&mut self, change: impl Fn(&str) -> String) {
        let old = self.lines.borrow().clone();
        let new = old.iter().map(|line| change(line)).collect();
        *self.lines.borrow_mut() = new;
    }

    fn commit(mut self) {
        self.before = None;
    }

    fn rollback(self) {}
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if let Some(before) = self.before.take() {
            *self.lines.borrow_mut() = before;
        }
    }
}

fn main() {
    let document = Document::default();
    let preview = document.clone();

    let mut shopping = document.begin();
    shopping.push("tea");
    shopping.push("milk");
    println!("preview: {:?}", preview.lines());
    shopping.commit();

    let mut numbers = document.begin();
    numbers.rewrite(|line| format!("{line} (1 of {})", preview.lines().len()));
    println!("preview: {:?}", preview.lines());
    numbers.rollback();
    println!("preview: {:?}", preview.lines());
}
