//@ ends deadlock
// A future got its guard from a function, and waits at one of two places.
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};

struct Turn(bool);

impl Future for Turn {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.0 {
            return Poll::Ready(());
        }
        self.0 = true;
        Poll::Pending
    }
}

struct Store {
    rows: Mutex<Vec<&'static str>>,
}

impl Store {
    fn rows(&self) -> MutexGuard<'_, Vec<&'static str>> {
        self.rows.lock().unwrap() //~ writes _rows, stands
    }

    async fn import(&self) {
        let mut rows = self.rows();
        rows.push("a");
        Turn(false).await;
        rows.push("b");
        Turn(false).await;
    }

    async fn count(&self) -> usize {
        self.rows().len()
    }
}

fn main() {
    let store = Store { rows: Mutex::default() };
    let counts = async {
        println!("{}", store.count().await);
    };
    let mut tasks: Vec<Pin<Box<dyn Future<Output = ()>>>> = vec![Box::pin(store.import()), Box::pin(counts)];
    let mut context = Context::from_waker(Waker::noop());
    while !tasks.is_empty() {
        tasks.retain_mut(|task| task.as_mut().poll(&mut context).is_pending());
    }
}
//= On line 27 (in `rows`, called by `count` on line 39), the thread waits forever for `rows`, which the same thread has held since line 27. `import`, which got the guard from `rows` on line 31, is suspended at an `.await` and keeps it in `rows` until the `}` on line 36.
