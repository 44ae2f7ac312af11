//! A closure that owns a guard leaves the function that created it: the guard is where the closure is.
//@ ends panicked

use std::cell::RefCell;

struct Source {
    words: RefCell<Vec<&'static str>>,
}

impl Source {
    fn reader(&self) -> impl FnMut() -> Option<&'static str> {
        let words = self.words.borrow(); //~ reads words
        let mut at = 0;
        move || {
            at += 1;
            words.get(at - 1).copied()
        }
    }

    fn expand(&self) {
        self.words.borrow_mut().push("again"); //~ conflict
    }
}

fn run(source: &Source) -> usize {
    let mut next = source.reader();
    let mut count = 0;
    while let Some(word) = next() {
        if word == "macro" {
            source.expand();
        }
        count += 1;
    }
    count
} //~ ends words

fn main() {
    let words = RefCell::new(vec!["plain", "macro"]);
    println!("{}", run(&Source { words }));
}
//= Line 21 calls `borrow_mut` (in `expand`, called by `run` on line 30), but the read guard `words` from line 12 in `reader` is still alive. `run` got it from `reader` on line 26, and keeps it in `next` until the `}` on line 35.
//| 12 ╭ read guard `words`
//| 26 │ `run` gets it
//| 21 ├ ✗ cannot borrow mutably
//| 35 ╎ `words` would be dropped
