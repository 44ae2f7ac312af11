//! The standard streams as types: the same cases against std's and against the twins. `programs.rs` tests what they
//! print.
#![expect(
    clippy::duplicate_mod,
    reason = "that is how a case is tried on both sides"
)]

#[path = "cases/implementing.rs"]
mod implementing;

#[path = "cases"]
mod genuine {
    use ::std;

    mod local_key;
    mod streams;
}

#[path = "cases"]
mod twin {
    use glass as std;

    mod local_key;
    mod streams;
}
