//! std's `Builder`, which starts every thread of a program.

use super::JoinHandle;
use crate::rt::register_thread;
use ::std::fmt;
use ::std::io;
use ::std::thread as real;

/// std's `Builder`.
#[must_use = "must eventually spawn the thread"]
pub struct Builder {
    pub(super) inner: real::Builder,
    /// A copy, because the genuine builder has no getter.
    pub(super) name: Option<String>,
}

impl Builder {
    /// std's `new`.
    #[expect(clippy::new_without_default, reason = "std's has none")]
    pub fn new() -> Self {
        Self {
            inner: real::Builder::new(),
            name: None,
        }
    }

    /// std's `name`.
    pub fn name(self, name: String) -> Self {
        Self {
            inner: self.inner.name(name.clone()),
            name: Some(name),
        }
    }

    /// std's `stack_size`.
    pub fn stack_size(self, size: usize) -> Self {
        Self {
            inner: self.inner.stack_size(size),
            ..self
        }
    }

    /// std's `spawn`.
    ///
    /// # Errors
    /// As std's.
    #[track_caller]
    pub fn spawn<F, T>(self, f: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T,
        F: Send + 'static,
        T: Send + 'static,
    {
        let unstarted = register_thread(self.name.as_deref());
        let (parking, end) = (unstarted.parking(), unstarted.end());
        let inner = self.inner.spawn(move || {
            unstarted.start();
            f()
        })?;
        Ok(JoinHandle::new(inner, parking, end))
    }

    /// std's `spawn_unchecked`.
    ///
    /// # Errors
    /// As std's.
    ///
    /// # Safety
    /// As std's: what `f` borrows has to live until the thread has been joined.
    #[expect(unsafe_code, reason = "std's is unsafe, too")]
    #[track_caller]
    pub unsafe fn spawn_unchecked<F, T>(self, f: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T,
        F: Send,
        T: Send,
    {
        let unstarted = register_thread(self.name.as_deref());
        let (parking, end) = (unstarted.parking(), unstarted.end());
        let start = move || {
            unstarted.start();
            f()
        };
        // SAFETY: apart from `f`, `start` owns the number of a thread and borrows nothing, so the caller's promise about `f`
        // is what std requires of `start`. The returned handle can join the thread like std's.
        let inner = unsafe { self.inner.spawn_unchecked(start) }?;
        Ok(JoinHandle::new(inner, parking, end))
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
