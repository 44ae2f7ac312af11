//! std's time, with an `Instant` that goes by the run's own clock. `SystemTime` is std's own and goes by the real one.

use crate::rt::now;
use ::std::fmt::{self, Debug, Formatter};
use ::std::ops::{Add, AddAssign, Sub, SubAssign};
use ::std::sync::OnceLock;
use ::std::time as real;

pub use ::std::time::*;

/// A point in the run's own time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant {
    // A genuine one, so that its limits, panics and texts are the genuine ones.
    inner: real::Instant,
}

impl Instant {
    /// Now. Looking at the clock takes a microsecond of the run's time.
    #[must_use]
    pub fn now() -> Self {
        static START: OnceLock<real::Instant> = OnceLock::new();
        let start = *START.get_or_init(real::Instant::now);
        Self {
            inner: start + now(),
        }
    }

    /// How much later this is than another one; nothing, if it is not.
    #[must_use]
    pub fn duration_since(&self, earlier: Self) -> Duration {
        self.inner.duration_since(earlier.inner)
    }

    /// How much later this is than another one, if it is.
    #[must_use]
    pub fn checked_duration_since(&self, earlier: Self) -> Option<Duration> {
        self.inner.checked_duration_since(earlier.inner)
    }

    /// How much later this is than another one; nothing, if it is not.
    #[must_use]
    pub fn saturating_duration_since(&self, earlier: Self) -> Duration {
        self.inner.saturating_duration_since(earlier.inner)
    }

    /// How long ago this was.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        Self::now() - *self
    }

    /// So much later, if such a time can be told.
    #[expect(clippy::must_use_candidate, reason = "std's is not, either")]
    pub fn checked_add(&self, duration: Duration) -> Option<Self> {
        let inner = self.inner.checked_add(duration)?;
        Some(Self { inner })
    }

    /// So much earlier, if such a time can be told.
    #[expect(clippy::must_use_candidate, reason = "std's is not, either")]
    pub fn checked_sub(&self, duration: Duration) -> Option<Self> {
        let inner = self.inner.checked_sub(duration)?;
        Some(Self { inner })
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    #[track_caller]
    fn add(self, duration: Duration) -> Self {
        let inner = self.inner + duration;
        Self { inner }
    }
}

impl AddAssign<Duration> for Instant {
    #[track_caller]
    fn add_assign(&mut self, duration: Duration) {
        self.inner += duration;
    }
}

impl Sub<Duration> for Instant {
    type Output = Self;

    #[track_caller]
    #[expect(
        clippy::unchecked_time_subtraction,
        reason = "it is to panic where std's does"
    )]
    fn sub(self, duration: Duration) -> Self {
        let inner = self.inner - duration;
        Self { inner }
    }
}

impl SubAssign<Duration> for Instant {
    #[track_caller]
    fn sub_assign(&mut self, duration: Duration) {
        self.inner -= duration;
    }
}

impl Sub for Instant {
    type Output = Duration;

    fn sub(self, earlier: Self) -> Duration {
        self.inner - earlier.inner
    }
}

impl Debug for Instant {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
