// Closures are stored as fields of structs. One of them owns a clone of a borrowed handle that leads back.
use std::cell::{Cell, RefCell};
use std::rc::Rc;

type Action = Box<dyn Fn(u32) -> u32>;

struct Cue {
    label: String,
    run: Action,
}

struct Desk {
    cues: RefCell<Vec<Rc<Cue>>>,
    clock: Cell<u32>,
}

impl Desk {
    fn add_cue(&self, label: &str, run: Action) {
        self.cues.borrow_mut().push(Rc::new(Cue { label: label.to_string(), run })); //~ writes _cues, ends _cues
    }

    fn go(&self, index: usize) {
        let cue = self.cues.borrow()[index].clone(); //~ reads _cue, ends _cue
        self.clock.set((cue.run)(self.clock.get()));
        println!("{}", cue.label);
    }
}

struct Plot<'a> {
    desk: &'a Rc<Desk>,
}

impl Plot<'_> {
    fn sequence(&self, label: &str, steps: Vec<u32>) -> &Self {
        let desk = Rc::clone(self.desk);
        self.desk.add_cue(label, Box::new(move |_| steps.iter().map(|step| step + desk.clock.get()).sum()));
        self
    }

    fn pause(&self, label: &str, until: u32) -> &Self {
        self.desk.add_cue(label, Box::new(move |now| until.saturating_sub(now)));
        self
    }
}

fn main() {
    let desk = Rc::new(Desk { cues: RefCell::new(Vec::new()), clock: Cell::new(0) });
    Plot { desk: &desk }.sequence("dawn", vec![180, 30]).pause("interval", 1200);
    desk.go(0);
    desk.go(1);
}
//= At least 1 `Desk` value created on line 47 was never dropped, although the program finished: a reference cycle keeps it alive. `cues` may close the cycle: closures are stored in it on line 19 (in `add_cue`, called by `sequence` on line 36), and they hold the handle `desk` from line 35.
//? let the closure hold a `Weak` in place of `desk`, and call `upgrade` in it
