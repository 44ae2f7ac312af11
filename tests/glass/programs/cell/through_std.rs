//@ ends panicked
use std::cell::RefCell;

fn main() {
    let cells = vec![RefCell::new(1), RefCell::new(2)];
    let guards: Vec<_> = cells.iter().map(RefCell::borrow).collect(); //~ reads _
    println!("{}", guards.len());
    let copies = cells.clone(); //~ reads _, ends _
    println!("{copies:?}"); //~ reads _, ends _
    cells[1].replace(3); //~ conflict
} //~ ends _
//= Line 10 calls `replace`, but the read guard from line 6 is still alive. `guards` (line 6) keeps it until the `}` on line 11.
