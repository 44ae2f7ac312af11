//! `RefCell` and its guards: the same cases against std's and against the twin.
#![expect(clippy::unwrap_used, reason = "a test says so by panicking")]
#![expect(
    clippy::duplicate_mod,
    reason = "that is how a case is tried on both sides"
)]
#![expect(
    clippy::declare_interior_mutable_const,
    reason = "that `new` is const is what is tried"
)]

#[path = "cases/implementing.rs"]
mod implementing;
#[path = "cases/panicking.rs"]
mod panicking;

#[path = "cases"]
mod genuine {
    use ::std;

    mod refcell;
    mod refcell_guards;
    mod refcell_traits;
}

#[path = "cases"]
mod twin {
    use glass as std;

    mod refcell;
    mod refcell_guards;
    mod refcell_traits;
}
