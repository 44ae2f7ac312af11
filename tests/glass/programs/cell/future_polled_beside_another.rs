//@ ends panicked
// A function polls two futures itself: the second one writes what the first one still reads.
use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

struct Sessions {
    open: RefCell<Vec<u32>>,
}

impl Sessions {
    async fn refresh(&self) {
        let open = self.open.borrow(); //~ reads open
        for id in open.iter() {
            ping(*id).await;
        }
    } //~ ends open

    async fn login(&self, id: u32) {
        self.open.borrow_mut().push(id); //~ conflict
    }
}

async fn ping(id: u32) {
    let mut waited = id == 0;
    poll_fn(|_| if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

fn main() {
    let sessions = Sessions { open: RefCell::new(vec![1]) };
    let (mut refresh, mut login) = (pin!(sessions.refresh()), pin!(sessions.login(2)));
    let mut context = Context::from_waker(Waker::noop());
    let both: [Pin<&mut dyn Future<Output = ()>>; 2] = [refresh.as_mut(), login.as_mut()];
    for one in both {
        println!("{:?}", one.poll(&mut context));
    }
}
//= Line 21 calls `borrow_mut` (in `login`, called by `main` on line 36), but the read guard `open` from line 14 in `refresh` is still alive. `refresh` is suspended at the `.await` on line 16 and keeps it until the `}` on line 18.
//| 14 ╭ read guard `open`
//| 16 │ `refresh` is suspended
//| 21 ├ ✗ cannot borrow mutably
//| 18 ╎ `open` would be dropped
