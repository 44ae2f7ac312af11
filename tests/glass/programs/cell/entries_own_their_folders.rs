// The handles of the collection are in an enum, whose other variant has none.
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

enum Entry {
    Folder(Rc<Folder>),
    Document(Rc<RefCell<String>>),
}

struct Folder {
    entries: RefCell<BTreeMap<String, Entry>>,
    place: RefCell<Option<Rc<Folder>>>,
}

fn folder() -> Rc<Folder> {
    Rc::new(Folder { entries: RefCell::default(), place: RefCell::default() })
}

impl Folder {
    fn put(&self, name: &str, text: &str) {
        let entry = Entry::Document(Rc::new(RefCell::new(text.to_owned())));
        self.entries.borrow_mut().insert(name.to_owned(), entry); //~ writes _insert, ends _insert
    }

    fn adopt(self: &Rc<Self>, name: &str, child: Rc<Folder>) {
        *child.place.borrow_mut() = Some(Rc::clone(self)); //~ writes _, ends _
        self.entries.borrow_mut().insert(name.to_owned(), Entry::Folder(child)); //~ writes _insert, ends _insert
    }
}

fn main() {
    let top = folder();
    top.adopt("src", folder());
    top.put("notes", "…");
    for entry in top.entries.borrow().values() { //~ reads _for
        match entry {
            Entry::Folder(folder) => println!("{}", folder.place.borrow().is_some()), //~ reads _println, ends _println
            Entry::Document(text) => println!("{}", text.borrow()), //~ reads _println, ends _println
        }
    } //~ ends _for
}
//= At least 1 `Folder` value created on line 17 and 1 `Entry::Document` value created on line 22 were never dropped, although the program finished: a reference cycle keeps them alive. In `adopt` (called by `main` on line 34), `child.place` gets a handle to `self` on line 27 and `self.entries` gets a handle to `child` on line 28. The two keep each other alive.
//? make `place` on line 13 a `Weak`, because `entries` owns the values
