//@ ends panicked
use std::cell::{RefCell, RefMut};

struct Document {
    lines: RefCell<Vec<String>>,
}

struct Transaction<'d> {
    lines: RefMut<'d, Vec<String>>,
}

impl Transaction<'_> {
    fn apply(&mut self, line: &str) -> bool {
        self.lines.push(line.to_owned());
        !line.is_empty()
    }

    fn roll_back(mut self) {
        self.lines.pop();
    }

    fn commit(self) -> usize {
        self.lines.len()
    }
}

impl Document {
    fn begin(&self) -> Transaction<'_> {
        let lines = self.lines.borrow_mut(); //~ writes lines
        Transaction { lines }
    }

    fn show(&self) -> String {
        self.lines.borrow().join(" ") //~ conflict
    }
}

fn run(document: &Document, lines: &[&str]) -> usize {
    let mut transaction = document.begin();
    for line in lines {
        if !transaction.apply(line) {
            eprintln!("{}", document.show());
            transaction.roll_back();
            return 0;
        }
    }
    transaction.commit()
} //~ ends lines

fn main() {
    let document = Document {
        lines: RefCell::new(Vec::new()),
    };
    run(&document, &[""]);
}
//= Line 34 calls `borrow` (in `show`, called by `run` on line 42), but the write guard `lines` from line 29 in `begin` is still alive. `run` got it from `begin` on line 39, and keeps it in `transaction` until `transaction.roll_back()` on line 43.
