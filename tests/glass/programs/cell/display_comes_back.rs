//@ ends panicked
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
struct Journal { lines: RefCell<Vec<String>>, }
impl Journal {
    fn note(&self, what: &dyn fmt::Display) {
        self.lines.borrow_mut().push(what.to_string()); //~ conflict, ends _, writes _
    }
}
struct Price { cents: u32, journal: Rc<Journal>, }
impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.cents == 0 { self.journal.note(&"a free item"); }
        write!(f, "{}", self.cents)
    }
}
fn main() {
    let journal = Rc::new(Journal { lines: RefCell::default() });
    let price = Price { cents: 0, journal: Rc::clone(&journal) };
    journal.note(&price);
}
//= Line 8 calls `borrow_mut` (in `note`, called by `fmt` on line 14), but a write guard from the same line, in an outer call to `note` (by `main` on line 21), is still alive. As a temporary, it lives until the `;` on line 8. While it is alive, `note` calls `fmt` on line 8. Both calls use the same RefCell.
