//! `RefCell` and its guards: the same cases against std's and against the twin.
#![expect(clippy::unwrap_used, reason = "a test says so by panicking")]

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
