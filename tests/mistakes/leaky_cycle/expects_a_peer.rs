//! Two phones in a call: each knows the other, to pass on what is said.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

struct Phone {
    owner: String,
    /// The phone at the other end of the line, as long as it exists.
    peer: RefCell<Option<Weak<Phone>>>,
    heard: RefCell<Vec<String>>,
}

impl Phone {
    fn new(owner: &str) -> Rc<Phone> {
        Rc::new(Phone {
            owner: owner.to_owned(),
            peer: RefCell::default(),
            heard: RefCell::new(Vec::new()),
        })
    }

    /// Connects two phones to each other.
    fn connect(one: &Rc<Phone>, other: &Rc<Phone>) {
        *one.peer.borrow_mut() = Some(Rc::downgrade(other));
        *other.peer.borrow_mut() = Some(Rc::downgrade(one));
    }

    /// Says something into this phone; returns false if there is no peer.
    fn say(&self, words: &str) -> bool {
        let link = self.peer.borrow().clone();
        let Some(link) = link else {
            return false;
        };
        let peer = link.upgrade().expect("the peer is on the line");
        peer.heard.borrow_mut().push(words.to_owned());
        true
    }

    /// Returns a copy of all that this phone heard.
    fn heard(&self) -> Vec<String> {
        self.heard.borrow().clone()
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        println!("{}: line free again", self.owner);
    }
}

fn call() {
    let ada = Phone::new("ada");
    let ben = Phone::new("ben");
    Phone::connect(&ada, &ben);
    ada.say("hello");
    ben.say("hello yourself");
    println!("ben heard {:?}", ben.heard());
    println!("ada heard {:?}", ada.heard());
}

fn main() {
    call();
    println!("the call is over");
}
