use std::cell::RefCell;
use std::rc::Rc;

type Slot = Box<dyn Fn(u32)>;

#[derive(Default)]
struct Bus {
    slots: RefCell<Vec<Slot>>,
}

impl Bus {
    fn connect(&self, slot: impl Fn(u32) + 'static) {
        self.slots.borrow_mut().push(Box::new(slot)); //~ writes _c1, ends _c1
    }
}

struct Player {
    bus: Bus,
    played: RefCell<u32>,
}

fn log(player: &Rc<Player>) {
    let weak = Rc::downgrade(player);
    player.bus.connect(move |n| println!("{n} {}", weak.upgrade().is_some()));
}

fn dim(player: &Rc<Player>) {
    *player.played.borrow_mut() += 1; //~ writes _c2, ends _c2
    let own = player.clone();
    player.bus.connect(move |n| println!("{n} {}", Rc::strong_count(&own)));
}

fn main() {
    let player = Rc::new(Player { bus: Bus::default(), played: RefCell::default() });
    log(&player);
    dim(&player);
}
//= At least 1 `Player` value created on line 34 was never dropped, although the program finished: a reference cycle keeps it alive. `slots` may close the cycle: closures are stored in it on line 13 (in `connect`, called by `dim` on line 30), and they hold the handle `own` from line 29.
//? let the closure hold a `Weak` in place of `own`, and call `upgrade` in it
