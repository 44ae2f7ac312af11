//! The cases of each module against the genuine std, and against its twin.
#![allow(
    clippy::unwrap_used,
    clippy::let_underscore_future,
    dead_code,
    unreachable_pub,
    reason = "in a test, an error is a failure, and what only has to compile is not called"
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

/// Runs the cases of a file on both sides.
macro_rules! cases {
    ($($name:ident)*) => {
        $(mod $name {
            mod genuine {
                include!(concat!("cases/", stringify!($name), ".rs"));
            }

            mod twin {
                use glass as std;
                include!(concat!("cases/", stringify!($name), ".rs"));
            }
        })*
    };
}

cases! {
    atomic_bool
    atomic_integers
    atomic_ptr
    barrier
    condvar
    lazy_lock
    mpsc_channel
    mpsc_iterators
    mpsc_rendezvous
    mpsc_sync_channel
    mutex
    once
    once_lock
    rwlock
    spinning
    thread_builder
    thread_locals
    thread_park
    thread_scope
    thread_spawn
}
