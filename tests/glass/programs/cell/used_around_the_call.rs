//@ ends panicked
use std::cell::RefCell;
use std::rc::Rc;
struct Hub { state: RefCell<State>, }
#[derive(Default)]
struct State { queue: Vec<String>, sent: usize, names: Vec<String> }
impl Hub {
    fn record(&self, what: &str) {
        self.state.borrow_mut().queue.push(what.to_string()); //~ conflict, ends _, writes _
    }
    // used before and after
    fn flush(&self) {
        let mut state = self.state.borrow_mut(); //~ writes state
        state.sent += 1;
        self.record("flush");
        state.sent += state.queue.len();
    } //~ ends state
}
fn main() {
    let hub = Rc::new(Hub { state: RefCell::default() });
    hub.record("x");
    hub.flush();
}
//= Line 9 calls `borrow_mut` (in `record`, called by `flush` on line 15), but the write guard `state` from line 13 in `flush` is still alive. It lives until the `}` on line 17.
//? in `flush`, drop `state` before line 15 calls `record`, and borrow again after that
