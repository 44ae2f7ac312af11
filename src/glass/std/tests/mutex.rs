//! The cases of `mutex` against the genuine std, and against its twin.
#![expect(clippy::unwrap_used, reason = "in a test, an error is a failure")]
#![allow(
    dead_code,
    clippy::let_underscore_future,
    reason = "not every file needs all of the support"
)]

#[path = "support/panics.rs"]
mod panics;
#[path = "support/traits.rs"]
mod traits;

mod genuine {
    include!("cases/mutex.rs");
}

mod twin {
    use glass as std;
    include!("cases/mutex.rs");
}
