//! Folders in folders. Each of them knows its path.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

struct Folder {
    name: RefCell<String>,
    /// The folder above, as long as it exists.
    parent: Weak<Folder>,
    children: RefCell<Vec<Rc<Folder>>>,
}

impl Folder {
    /// Makes a folder that isn't in another one.
    fn topmost(name: &str) -> Rc<Folder> {
        Rc::new(Folder {
            name: RefCell::new(name.to_owned()),
            parent: Weak::new(),
            children: RefCell::default(),
        })
    }

    /// Makes a folder in this one.
    fn add(self: &Rc<Folder>, name: &str) -> Rc<Folder> {
        let child = Rc::new(Folder {
            name: RefCell::new(name.to_owned()),
            parent: Rc::downgrade(self),
            children: RefCell::default(),
        });
        self.children.borrow_mut().push(Rc::clone(&child));
        child
    }

    fn rename(&self, name: &str) {
        *self.name.borrow_mut() = name.to_owned();
    }

    /// Returns all names, from the topmost folder that still exists down to this one.
    fn path(&self) -> String {
        let name = self.name.take();
        match self.parent.upgrade() {
            Some(parent) => format!("{}/{name}", parent.path()),
            None => name.clone(),
        }
    }

    /// Returns the names of the folders in this one.
    fn list(&self) -> Vec<String> {
        let children = self.children.borrow();
        children
            .iter()
            .map(|child| child.name.borrow().clone())
            .collect()
    }
}

fn main() {
    let home = Folder::topmost("home");
    let notes = home.add("notes");
    let rust = notes.add("rust");
    println!("{}", rust.path());

    notes.rename("ideas");
    println!("{}", rust.path());

    drop(home);
    println!("{} {:?}", notes.path(), notes.list());
    println!("{}", rust.path());
}
