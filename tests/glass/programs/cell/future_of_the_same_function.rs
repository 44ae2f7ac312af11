//@ ends panicked
// Two futures of one function: the first one is suspended where the second one begins.
use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

async fn work(log: &RefCell<Vec<u32>>, id: u32) {
    let mut lines = log.borrow_mut(); //~ writes lines, conflict
    lines.push(id);
    let mut stopped = false;
    std::future::poll_fn(|_| {
        let before = std::mem::replace(&mut stopped, true);
        if before { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    drop(lines);
} //~ ends lines

fn main() {
    let log = RefCell::new(Vec::new());
    let mut tasks = [Box::pin(work(&log, 1)), Box::pin(work(&log, 2))];
    let mut context = Context::from_waker(Waker::noop());
    for task in &mut tasks {
        assert!(pin!(task).poll(&mut context).is_pending());
    }
}
//= Line 9 calls `borrow_mut`, but the write guard `lines` that the same line created earlier is still alive. `work` is suspended at the `.await` on line 16 and keeps it until `drop(lines)` on line 17.
//? drop `lines` before the `.await` on line 16
