// The closure that is stored captures one that a method returns, and that one has the handle which leads back. A value
// that only hangs on those of the cycle has no cycle of its own.
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

#[derive(Default)]
struct Tuner {
    listeners: RefCell<Vec<Box<dyn Fn(u32)>>>,
}

impl Tuner {
    fn listen(&self, listener: impl Fn(u32) + 'static) {
        self.listeners.borrow_mut().push(Box::new(listener)); //~ writes _l, ends _l
    }
}

#[derive(Default)]
struct Recorder {
    kept: RefCell<Vec<u32>>,
}

struct Panel {
    tuner: Tuner,
    recorder: Rc<Recorder>,
    squelch: Cell<u32>,
}

impl Panel {
    fn wire(self: &Rc<Self>) {
        let weak: Weak<Panel> = Rc::downgrade(self);
        self.tuner.listen(move |n| println!("{n} {}", weak.strong_count()));
        let recorder = Rc::clone(&self.recorder);
        let opens = self.gate();
        self.tuner.listen(move |n| {
            if opens(n) {
                recorder.kept.borrow_mut().push(n);
            }
        });
    }

    fn gate(self: &Rc<Self>) -> impl Fn(u32) -> bool + 'static {
        let panel = Rc::clone(self);
        move |n| n >= panel.squelch.get()
    }
}

fn main() {
    let recorder: Rc<Recorder> = Rc::default();
    let panel = Rc::new(Panel { tuner: Tuner::default(), recorder: Rc::clone(&recorder), squelch: Cell::new(3) });
    panel.wire();
    let kept = recorder.kept.borrow(); //~ reads kept
    println!("{}", kept.len());
} //~ ends kept
//= At least 1 `Tuner` value (part of `Panel`) was never dropped, although the program finished: a reference cycle keeps it alive. It keeps 1 `Recorder` value alive, too. `listeners` may close the cycle: closures are stored in it on line 13 (in `listen`, called by `wire` on line 34), and they hold the handle `panel` from line 42 in `gate`.
//? let the closure in `gate` hold a `Weak` in place of `panel`, and call `upgrade` in it
