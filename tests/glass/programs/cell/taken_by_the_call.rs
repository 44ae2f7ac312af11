//@ ends panicked
// The method takes the value with the guard, so the caller has nothing left to drop.
use std::cell::{RefCell, RefMut};

#[derive(Default)]
struct Editor {
    text: RefCell<String>,
}

struct Edit<'a> {
    text: RefMut<'a, String>,
    editor: &'a Editor,
}

impl Edit<'_> {
    fn finish(mut self) {
        self.text.push('.');
        let editor = self.editor;
        editor.show();
    } //~ ends _edit
}

impl Editor {
    fn begin(&self) -> Edit<'_> {
        Edit { text: self.text.borrow_mut(), editor: self } //~ writes _edit
    }

    fn show(&self) {
        println!("{}", self.text.borrow()); //~ conflict
    }
}

fn main() {
    let editor = Editor::default();
    let edit = editor.begin();
    edit.finish();
}
//= Line 29 calls `borrow` (in `show`, called by `finish` on line 19), but the write guard from line 25 in `begin` is still alive. `main` got it from `begin` on line 35 in `edit`, which `finish` takes as `self` on line 36; the panic dropped it at the `}` on line 20. While it is alive, `main` calls `finish` on line 36.
