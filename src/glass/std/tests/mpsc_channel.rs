//! The cases of `mpsc_channel` against the genuine std, and against its twin.
#![allow(
    clippy::unwrap_used,
    clippy::let_underscore_future,
    dead_code,
    unreachable_pub,
    reason = "a test says so by panicking, and not every file needs all of the support"
)]
#![allow(
    clippy::assertions_on_constants,
    clippy::declare_interior_mutable_const,
    clippy::duration_suboptimal_units,
    clippy::large_stack_arrays,
    clippy::missing_spin_loop,
    clippy::needless_for_each,
    clippy::similar_names,
    clippy::too_many_lines,
    clippy::trivially_copy_pass_by_ref,
    clippy::unnecessary_literal_unwrap,
    reason = "cases do what programs do, not only what good ones do"
)]

#[path = "support/panics.rs"]
mod panics;
#[path = "support/traits.rs"]
mod traits;

mod genuine {
    include!("cases/mpsc_channel.rs");
}

mod twin {
    use glass as std;
    include!("cases/mpsc_channel.rs");
}
