//@ ends panicked
// A handler publishes an event, whose handler subscribes while both calls of `publish` hold a guard.
use std::cell::RefCell;
use std::rc::Rc;

type Handler = Box<dyn Fn(&Bus, u32)>;

#[derive(Default)]
struct Bus {
    handlers: RefCell<Vec<Handler>>,
}

impl Bus {
    fn subscribe(&self, handler: Handler) {
        self.handlers.borrow_mut().push(handler); //~ writes _push, ends _push, conflict
    }

    fn publish(&self, topic: u32) {
        let handlers = self.handlers.borrow(); //~ reads handlers
        for handler in handlers.iter() {
            handler(self, topic);
        }
    } //~ ends handlers
}

fn charge(bus: &Bus, topic: u32) {
    match topic {
        0 => bus.publish(1),
        _ => bus.subscribe(Box::new(|_, topic| println!("{topic}"))),
    }
}

fn main() {
    let bus = Rc::new(Bus::default());
    bus.subscribe(Box::new(|bus, topic| charge(bus, topic)));
    bus.publish(0);
}
//= Line 15 calls `borrow_mut` (in `subscribe`, called by `charge` on line 29), but 2 read guards are still alive: both called `handlers` (line 19 in `publish`). Both live until the `}` on line 23. While the first of them is alive, line 21 runs a closure in `main`. The closure calls `charge` on line 35, `charge` calls `publish` on line 28, `publish` runs a closure in `main` on line 21, and that closure calls `charge` on line 35.
//? -
//| 19 ╭  read guard `handlers`, of the outer `publish`
//| 28 │  calls `publish` again
//| 19 │╭ read guard `handlers`
//| 15 ├├ ✗ cannot borrow mutably
//| 23 │╎ `handlers` would be dropped
//| 23 ╎  `handlers` would be dropped
