//! The cases of `mpsc_sync_channel` against the genuine std, and against its twin.
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
    include!("cases/mpsc_sync_channel.rs");
}

mod twin {
    use glass as std;
    include!("cases/mpsc_sync_channel.rs");
}
