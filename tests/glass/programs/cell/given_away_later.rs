//@ ends panicked
use std::cell::RefCell;

fn main() {
    let cell = RefCell::new(vec![1, 2, 3]);
    let reader = cell.borrow(); //~ reads reader
    cell.borrow_mut().push(reader.len()); //~ conflict
    drop(reader);
} //~ ends reader
//= Line 7 wants to write, but `reader` (line 6) is still reading. The panic ended it at the } on line 9.
