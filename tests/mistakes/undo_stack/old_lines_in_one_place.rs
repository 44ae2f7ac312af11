//! A document that is shown while it is changed, and changes that can be undone.

use std::cell::RefCell;
use std::rc::Rc;

/// A handle to a document. Clones show the same lines.
#[derive(Clone, Default)]
struct Document {
    lines: Rc<RefCell<Vec<String>>>,
    before: Rc<RefCell<Option<Vec<String>>>>,
}

impl Document {
    /// Begins a change. It is undone unless it is committed.
    fn begin(&self) -> Transaction {
        self.before.replace(Some(self.lines()));
        Transaction {
            document: self.clone(),
        }
    }

    /// Returns a copy of all lines.
    fn lines(&self) -> Vec<String> {
        self.lines.borrow().clone()
    }
}

struct Transaction {
    document: Document,
}

impl Transaction {
    fn push(&mut self, line: &str) {
        self.document.lines.borrow_mut().push(line.to_owned());
    }

    /// Calls `change` for the new text of each line. It may look at the document meanwhile.
    fn rewrite(&mut self, change: impl Fn(&str) -> String) {
        let old = self.document.lines();
        let new = old.iter().map(|line| change(line)).collect();
        *self.document.lines.borrow_mut() = new;
    }

    fn commit(self) {
        self.document.before.replace(None);
    }

    fn rollback(self) {}
}

impl Drop for Transaction {
    fn drop(&mut self) {
        let before = self.document.before.take();
        if let Some(before) = before {
            *self.document.lines.borrow_mut() = before;
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
