//@ ends panicked
use std::cell::RefCell;
struct Ledger { rows: RefCell<Vec<i64>>, }
impl Ledger {
    fn total(&self) -> i64 { self.rows.borrow().iter().sum() } //~ conflict
    fn close(&self) {
        let mut rows = self.rows.borrow_mut(); //~ writes rows
        let total = self.total();
        rows.push(-total);
    } //~ ends rows
}
fn main() {
    let ledger = Ledger { rows: RefCell::new(vec![1, 2]) };
    ledger.close();
}
//= Line 5 calls `borrow` (in `total`, called by `close` on line 8), but the write guard `rows` from line 7 in `close` is still alive. It lives until the `}` on line 10.
//? in `close`, drop `rows` before line 8 calls `total`, and borrow again after that
