//! std's threads.
use crate::rt::{Id, Op, Until, newborn, step};
use ::std::thread as real;
pub use ::std::thread::*;

pub struct JoinHandle<T> {
    inner: real::JoinHandle<T>,
    end: Id,
}
#[track_caller]
pub fn spawn<F: FnOnce() -> T + Send + 'static, T: Send + 'static>(f: F) -> JoinHandle<T> {
    let newborn = newborn(None);
    let end = newborn.end();
    let inner = real::spawn(move || {
        newborn.start();
        f()
    });
    JoinHandle { inner, end }
}
impl<T> JoinHandle<T> {
    #[track_caller]
    pub fn join(self) -> Result<T> {
        step(Op::reads(self.end, "join").until(Until::Level(1)));
        self.inner.join()
    }
}
