// Only one of the handles in the closures leads back.
use std::cell::{Cell, RefCell};
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

#[derive(Default)]
struct Clock {
    ticks: Cell<u32>,
}

struct Player {
    clock: Rc<Clock>,
    bus: Bus,
    played: RefCell<u32>,
}

fn log(player: &Rc<Player>) {
    let (clock, weak) = (Rc::clone(&player.clock), Rc::downgrade(player));
    player.bus.connect(move |n| println!("{n} {} {}", clock.ticks.get(), weak.upgrade().is_some()));
}

fn dim(player: &Rc<Player>, clock: &Rc<Clock>) {
    *player.played.borrow_mut() += 1; //~ writes _c2, ends _c2
    let clock = Rc::clone(clock);
    let own = player.clone();
    player.bus.connect(move |n| println!("{n} {} {}", clock.ticks.get(), Rc::strong_count(&own)));
}

fn main() {
    let player = Rc::new(Player { clock: Rc::default(), bus: Bus::default(), played: RefCell::default() });
    log(&player);
    dim(&player, &player.clock);
}
//= At least 1 `Player` value created on line 42 was never dropped, although the program finished: a reference cycle keeps it alive. `slots` may close the cycle: closures are stored in it on line 14 (in `connect`, called by `dim` on line 38), and they hold the handle `own` from line 37.
//? let the closure hold a `Weak` in place of `own`, and call `upgrade` in it
