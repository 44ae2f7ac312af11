// One of three closures owns a struct with the handle that leads back; the others have nothing that keeps a value alive.
use std::cell::{Cell, RefCell};
use std::rc::Rc;

struct Studio {
    minute: Cell<u32>,
    hooks: RefCell<Vec<Box<dyn Fn(u32)>>>,
}

impl Studio {
    fn every_minute(&self, hook: impl Fn(u32) + 'static) {
        self.hooks.borrow_mut().push(Box::new(hook)); //~ writes _hooks, ends _hooks
    }
}

struct Host {
    studio: Rc<Studio>,
    taken: Cell<u32>,
}

impl Host {
    fn take_call(&self) {
        self.taken.set(self.taken.get() + self.studio.minute.get());
    }
}

fn music(studio: &Rc<Studio>, gap: u32) {
    let desk = Rc::downgrade(studio);
    studio.every_minute(move |m| {
        if m % gap == 0
            && let Some(studio) = desk.upgrade()
        {
            studio.minute.set(m);
        }
    });
}

fn jingle(studio: &Rc<Studio>, texts: Vec<(u32, &'static str)>) {
    studio.every_minute(move |m| {
        if let Some((_, text)) = texts.iter().find(|(minute, _)| *minute == m) {
            println!("{text}");
        }
    });
}

fn phone_in(studio: &Rc<Studio>) {
    let host = Host { studio: Rc::clone(studio), taken: Cell::new(0) };
    studio.every_minute(move |_| host.take_call());
}

fn main() {
    let studio = Rc::new(Studio { minute: Cell::new(0), hooks: RefCell::new(Vec::new()) });
    music(&studio, 5);
    jingle(&studio, vec![(3, "Ash")]);
    phone_in(&studio);
    for hook in studio.hooks.borrow().iter() { //~ reads _hooks
        hook(3);
    } //~ ends _hooks
}
//= At least 1 `Studio` value created on line 52 was never dropped, although the program finished: a reference cycle keeps it alive. `hooks` may close the cycle: closures are stored in it on line 12 (in `every_minute`, called by `phone_in` on line 48), and they hold the handle `studio` of `host` from line 47.
//? make `studio` on line 17 a `Weak`, and call `upgrade` where it is used
