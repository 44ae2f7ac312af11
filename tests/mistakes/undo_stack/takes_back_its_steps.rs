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
            document: self.clone(),
            undo: Vec::new(),
        }
    }

    /// Returns a copy of all lines.
    fn lines(&self) -> Vec<String> {
        self.lines.borrow().clone()
    }
}

/// How to undo one step.
enum Undo {
    Push,
    Rewrite(Vec<String>),
}

/// Keeps a stack of its steps, and takes them back one by one.
struct Transaction {
    document: Document,
    undo: Vec<Undo>,
}

impl Transaction {
    fn push(&mut self, line: &str) {
        self.document.lines.borrow_mut().push(line.to_owned());
        self.undo.push(Undo::Push);
    }

    /// Replaces each line with what `change` returns for it. `change` may look at the document.
    fn rewrite(&mut self, change: impl Fn(&str) -> String) {
        let old = self.document.lines();
        let new: Vec<String> = old.iter().map(|line| change(line)).collect();
        *self.document.lines.borrow_mut() = new;
        self.undo.push(Undo::Rewrite(old));
    }

    fn commit(mut self) {
        self.undo.clear();
    }

    fn rollback(self) {}
}

impl Drop for Transaction {
    fn drop(&mut self) {
        while let Some(step) = self.undo.pop() {
            let mut lines = self.document.lines.borrow_mut();
            match step {
                Undo::Push => {
                    lines.pop();
                }
                Undo::Rewrite(old) => *lines = old,
            }
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
