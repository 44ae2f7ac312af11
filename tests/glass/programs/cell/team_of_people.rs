// A cycle of two types goes through a field of each.
use std::cell::RefCell;
use std::rc::Rc;

struct Team {
    members: RefCell<Vec<Rc<Person>>>,
}

struct Person {
    team: RefCell<Option<Rc<Team>>>,
}

fn main() {
    let team = Rc::new(Team { members: RefCell::default() });
    let person = Rc::new(Person { team: RefCell::default() });
    *person.team.borrow_mut() = Some(Rc::clone(&team)); //~ writes _, ends _
    team.members.borrow_mut().push(Rc::clone(&person)); //~ writes _push, ends _push
}
//= At least 1 `Person` value created on line 15 and 1 `Team` value created on line 14 were never dropped, although the program finished: a reference cycle keeps them alive. In `main`, `person.team` gets a handle to `team` on line 16 and `team.members` gets a handle to `person` on line 17. The two keep each other alive.
//? make the handle that points back to the owner a `Weak`: `team` on line 10 or `members` on line 6
