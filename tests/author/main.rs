//! A course as an instructor meets it: every finding of `verify`, and lessons that `new` creates.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod advice;
mod beginning;
mod course;
mod importing;
mod keeping;
mod noted;
mod planted;
mod planted_consequences;
mod planted_errors;
mod planted_slips;
mod reading;
mod running;
