//@ ends finished
// A `Player` leads to no `Match`, so what `result` gets closes no cycle.
use std::cell::RefCell;
use std::rc::Rc;

struct Player {
    rating: u32,
}

struct Match {
    earlier: Option<Rc<Match>>,
    result: RefCell<Option<Rc<Player>>>,
    next: RefCell<Option<Rc<Match>>>,
}

impl Match {
    fn after(earlier: Option<Rc<Match>>) -> Rc<Match> {
        let new = Rc::new(Match { earlier, result: RefCell::default(), next: RefCell::default() });
        if let Some(earlier) = &new.earlier {
            earlier.next.replace(Some(Rc::clone(&new))); //~ ends _, writes _
        }
        new
    }

    fn win(&self, player: &Rc<Player>) {
        *self.result.borrow_mut() = Some(Rc::clone(player)); //~ ends _, writes _
    }
}

fn main() {
    let ada = Rc::new(Player { rating: 2400 });
    let first = Match::after(None);
    let last = Match::after(Some(first.clone()));
    first.win(&ada);
    last.win(&ada);
    println!("{}", ada.rating);
}
//= At least 2 `Match` values created on line 18 were never dropped, although the program finished: a reference cycle keeps them alive. `next` may close the cycle: handles are stored in it on line 20 (in `after`, called by `main` on line 33).
//? make the handle that points back to the owner a `Weak`: `earlier` on line 11 or `next` on line 13
