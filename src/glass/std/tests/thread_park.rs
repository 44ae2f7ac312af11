//! The cases of `thread_park` against the genuine std, and against its twin.
#![allow(
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    clippy::let_underscore_future,
    reason = "not every file needs all of it"
)]

#[path = "support/panics.rs"]
mod panics;
#[path = "support/traits.rs"]
mod traits;

mod genuine {
    include!("cases/thread_park.rs");
}

mod twin {
    use glass as std;
    include!("cases/thread_park.rs");
}
