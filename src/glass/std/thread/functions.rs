//! std's functions about the thread that calls them.

use super::{Builder, JoinHandle, Thread};
use crate::rt::{self, Action};
use ::std::thread as real;
use ::std::time::Duration;

/// std's `spawn`.
///
/// # Panics
/// As std's.
#[track_caller]
pub fn spawn<F, T>(f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T,
    F: Send + 'static,
    T: Send + 'static,
{
    Builder::new().spawn(f).expect("failed to spawn thread")
}

/// std's `current`.
#[must_use]
pub fn current() -> Thread {
    Thread::new(real::current(), rt::parking())
}

/// std's `yield_now`.
#[track_caller]
pub fn yield_now() {
    rt::yield_now();
}

/// std's `sleep`, by the virtual clock.
#[track_caller]
pub fn sleep(dur: Duration) {
    rt::sleep(dur);
}

/// std's `sleep_ms`.
#[deprecated(since = "1.6.0", note = "replaced by `std::thread::sleep`")]
#[track_caller]
pub fn sleep_ms(ms: u32) {
    sleep(Duration::from_millis(ms.into()));
}

/// std's `park`.
#[track_caller]
pub fn park() {
    current().park(Action::Park, None);
}

/// std's `park_timeout`, by the virtual clock.
#[track_caller]
pub fn park_timeout(dur: Duration) {
    current().park(Action::ParkTimeout, rt::deadline_after(dur));
}

/// std's `park_timeout_ms`.
#[deprecated(since = "1.6.0", note = "replaced by `std::thread::park_timeout`")]
#[track_caller]
pub fn park_timeout_ms(ms: u32) {
    park_timeout(Duration::from_millis(ms.into()));
}
