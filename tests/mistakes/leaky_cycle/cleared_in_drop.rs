//! Two phones in a call: each knows the other, to pass on what is said.

use std::cell::RefCell;
use std::rc::Rc;

struct Phone {
    owner: String,
    /// The phone at the other end of the line, if there is one.
    peer: RefCell<Option<Rc<Phone>>>,
    heard: RefCell<Vec<String>>,
}

impl Phone {
    fn new(owner: &str) -> Rc<Phone> {
        Rc::new(Phone {
            owner: owner.to_owned(),
            peer: RefCell::new(None),
            heard: RefCell::new(Vec::new()),
        })
    }

    /// Connects two phones to each other.
    fn connect(one: &Rc<Phone>, other: &Rc<Phone>) {
        // Each of the two keeps the other alive. Which one is dropped first?
        *one.peer.borrow_mut() = Some(Rc::clone(other));
        *other.peer.borrow_mut() = Some(Rc::clone(one));
    }

    /// Says something into this phone; returns false if there is no peer.
    fn say(&self, words: &str) -> bool {
        let peer = self.peer.borrow().clone();
        match peer {
            Some(peer) => {
                peer.heard.borrow_mut().push(words.to_owned());
                true
            }
            None => false,
        }
    }

    /// Returns a copy of all that this phone heard.
    fn heard(&self) -> Vec<String> {
        self.heard.borrow().clone()
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        *self.peer.borrow_mut() = None;
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
