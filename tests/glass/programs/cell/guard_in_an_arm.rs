//@ ends panicked
// The pattern of an arm takes a guard out of what a helper returned.
use std::cell::{Ref, RefCell};
use std::collections::BTreeMap;

#[derive(Default)]
struct Model {
    fields: RefCell<BTreeMap<String, String>>,
    changes: RefCell<u32>,
}

impl Model {
    fn set(&self, key: &str, value: &str) {
        self.fields.borrow_mut().insert(key.to_owned(), value.to_owned()); //~ conflict, ends _set, writes _set
        *self.changes.borrow_mut() += 1; //~ ends _count, writes _count
    }

    fn get(&self, key: &str) -> Option<Ref<'_, String>> {
        Ref::filter_map(self.fields.borrow(), |fields| fields.get(key)).ok() //~ ends _got, reads _got
    }

    fn copy(&self, from: &str, to: &str) {
        match self.get(from) {
            Some(value) if !value.is_empty() => self.set(to, &value), //~ ends _got
            Some(_) | None => println!("nothing to copy"),
        }
    }
}

fn main() {
    let model = Model::default();
    model.set("name", "Ada");
    model.copy("title", "subject");
    model.copy("name", "author");
}
//= Line 14 calls `borrow_mut` (in `set`, called by `copy` on line 24), but the read guard from line 19 in `get` is still alive. `copy` got it from `get` on line 23, and keeps it in `value` until the end of the `match` arm on line 24.
