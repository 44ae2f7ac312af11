//! The full screen without a terminal: pictures of every screen, and random input.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

#[path = "behavior/driver.rs"]
mod driver;
#[path = "screen/features.rs"]
mod features;
#[path = "behavior/grader.rs"]
mod grader;
#[path = "behavior/keys.rs"]
mod keys;
#[path = "screen/long.rs"]
mod long;
#[path = "screen/pictures.rs"]
mod pictures;
#[path = "screen/random_input.rs"]
mod random_input;
#[expect(dead_code, reason = "the stories begin with it")]
#[path = "behavior/script.rs"]
mod script;
#[path = "behavior/verdicts.rs"]
mod verdicts;
