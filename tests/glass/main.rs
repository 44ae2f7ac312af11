//! Glass, as a whole: small programs, and what is seen through them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod notation;
mod programs;
mod seen;
