//@ ends panicked
// What the loop calls is in a `Box`, which cannot be cloned.
use std::cell::RefCell;
use std::rc::Rc;

#[derive(Default)]
struct Bus {
    handlers: RefCell<Vec<Box<dyn Fn(u32)>>>,
}

impl Bus {
    fn on(&self, handler: impl Fn(u32) + 'static) {
        self.handlers.borrow_mut().push(Box::new(handler)); //~ writes _on, ends _on, conflict
    }

    fn emit(&self, event: u32) {
        let handlers = self.handlers.borrow(); //~ reads handlers
        if event > 0 {
            for handler in handlers.iter() {
                handler(event);
            }
        }
    } //~ ends handlers
}

fn main() {
    let bus = Rc::new(Bus::default());
    let own = Rc::downgrade(&bus);
    bus.on(move |_| {
        if let Some(bus) = own.upgrade() {
            bus.on(|_| ());
        }
    });
    bus.emit(1);
}
//= Line 13 calls `borrow_mut` (in `on`, called by a closure in `main` on line 31), but the read guard `handlers` from line 17 in `emit` is still alive. It lives until the `}` on line 23. While it is alive, line 20 runs that closure.
//? -
