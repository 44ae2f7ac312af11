//! std's `time`, with an `Instant` that reads the virtual clock of the run. `SystemTime` is std's own.

use crate::rt::now;
use ::std::fmt::{self, Debug, Formatter};
use ::std::ops::{Add, AddAssign, Sub, SubAssign};
use ::std::sync::OnceLock;
use ::std::time as real;

pub use ::std::time::*;

/// std's `Instant`, on the virtual clock.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant {
    // A genuine one, so that limits, panics and formatting are std's.
    inner: real::Instant,
}

impl Instant {
    /// std's `now`. Each reading advances the virtual clock by a microsecond.
    #[must_use]
    pub fn now() -> Self {
        static START: OnceLock<real::Instant> = OnceLock::new();
        let start = *START.get_or_init(real::Instant::now);
        Self {
            inner: start + now(),
        }
    }

    /// std's `duration_since`.
    #[must_use]
    pub fn duration_since(&self, earlier: Self) -> Duration {
        self.inner.duration_since(earlier.inner)
    }

    /// std's `checked_duration_since`.
    #[must_use]
    pub fn checked_duration_since(&self, earlier: Self) -> Option<Duration> {
        self.inner.checked_duration_since(earlier.inner)
    }

    /// std's `saturating_duration_since`.
    #[must_use]
    pub fn saturating_duration_since(&self, earlier: Self) -> Duration {
        self.inner.saturating_duration_since(earlier.inner)
    }

    /// std's `elapsed`.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        Self::now() - *self
    }

    /// std's `checked_add`.
    #[expect(clippy::must_use_candidate, reason = "std's is not, either")]
    pub fn checked_add(&self, duration: Duration) -> Option<Self> {
        let inner = self.inner.checked_add(duration)?;
        Some(Self { inner })
    }

    /// std's `checked_sub`.
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
        reason = "it must panic where std's does"
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
