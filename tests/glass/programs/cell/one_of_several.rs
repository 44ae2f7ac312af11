//@ ends panicked
// A loop goes through all members, and one of them is the one that asked for it.
use std::cell::RefCell;
use std::rc::Rc;

struct Member {
    share: u32,
}

impl Member {
    fn want(&mut self, club: &Club, amount: u32) {
        club.collect(amount);
        self.share += amount;
    }
}

#[derive(Default)]
struct Club {
    members: RefCell<Vec<Rc<RefCell<Member>>>>,
}

impl Club {
    fn collect(&self, mut missing: u32) {
        for member in self.members.borrow().iter() { //~ reads _for
            let mut member = member.borrow_mut(); //~ writes member, conflict
            let given = missing.min(member.share);
            member.share -= given;
            missing -= given;
            if missing == 0 {
                break;
            }
        } //~ ends member, ends _for
    }
}

fn main() {
    let club = Club::default();
    let join = |share| {
        let member = Rc::new(RefCell::new(Member { share }));
        club.members.borrow_mut().push(Rc::clone(&member)); //~ writes _push, ends _push
        member
    };
    let members = [join(2), join(3), join(4)];
    for member in members.iter().rev() {
        member.borrow_mut().want(&club, 3); //~ writes _want, ends _want
    }
}
//= Line 25 calls `borrow_mut` (in `collect`, called by `want` on line 12), but the write guard from line 45 in `main` is still alive. As a temporary, it lives until the `;` on line 45. While it is alive, `main` calls `want` on line 45. `member` on line 45 and `member` on line 25 are the same RefCell here.
//? if the value that is already borrowed can be skipped, use `try_borrow_mut` on line 25, which returns an error for it
