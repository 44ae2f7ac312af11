//! A list of recent documents finds one, and then its last window is closed.

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
    let window = Rc::new(Document { name: "notes" });
    let recent = Rc::downgrade(&window);

    if let Some(document) = recent.upgrade() {
        drop(window);
        println!("looking at {}", document.name);
    }
    println!("still there: {}", recent.upgrade().is_some());
}
