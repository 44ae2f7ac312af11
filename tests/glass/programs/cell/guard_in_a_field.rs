//@ ends panicked
use std::cell::{RefCell, RefMut};

struct Writer<'a> {
    buffer: &'a RefCell<Vec<u8>>,
    open: Option<RefMut<'a, Vec<u8>>>,
}

impl Writer<'_> {
    fn begin(&mut self) {
        self.open = Some(self.buffer.borrow_mut()); //~ writes _open
    }
}

fn main() {
    let buffer = RefCell::new(Vec::new());
    let mut writer = Writer {
        buffer: &buffer,
        open: None,
    };
    writer.begin();
    println!("{}", buffer.borrow().len()); //~ conflict
} //~ ends _open
//= Line 22 calls `borrow`, but the write guard from line 11 in `begin` is still alive. `begin` (called by `main` on line 21) put it into the field `open` of `Writer` on line 11. The field keeps it until that field is set again or the `Writer` is dropped.
