//! A document that is open as long as a window shows it.

use std::rc::Rc;

struct Document {
    name: &'static str,
}

impl Drop for Document {
    fn drop(&mut self) {
        println!("{} closed", self.name);
    }
}

fn main() {
    let editor = Rc::new(Document { name: "notes" });
    let preview = Rc::clone(&editor);
    let window = editor;
    let recent = Rc::downgrade(&preview);
    println!("{} owners", Rc::strong_count(&window));

    drop(window);
    println!("still there: {}", recent.upgrade().is_some());
    drop(preview);
    println!("still there: {}", recent.upgrade().is_some());
}
