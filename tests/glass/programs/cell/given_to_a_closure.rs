//@ ends panicked
// An `Option` gives a guard to a closure.
use std::cell::{Ref, RefCell};
use std::collections::HashMap;
struct Cache { map: RefCell<HashMap<u32, String>> }
impl Cache {
    fn find(&self, key: u32) -> Option<Ref<'_, String>> {
        Ref::filter_map(self.map.borrow(), |map| map.get(&key)).ok() //~ reads _found
    }
    fn rename(&self, key: u32) -> Option<usize> {
        self.find(key).map(|name| {
            let longer = format!("{}!", *name);
            self.put(key, longer);
            name.len()
        }) //~ ends _found
    }
    fn put(&self, key: u32, name: String) { self.map.borrow_mut().insert(key, name); } //~ conflict, ends _put, writes _put
}
fn main() {
    let cache = Cache { map: RefCell::default() };
    cache.put(1, "ada".into());
    println!("{:?}", cache.rename(1));
}
//= Line 17 calls `borrow_mut` (in `put`, called by a closure in `rename` on line 13), but the read guard from line 8 in `find` is still alive. `rename` got it from `find` on line 11, and keeps it in `name` until the `)` on line 15. While it is alive, line 11 runs that closure.
//? `map` runs the closure on line 11 while the guard is alive: if a copy or a clone of the borrowed value will do, make it with a `let` before that
