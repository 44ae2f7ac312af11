//! The full screen without a terminal: pictures of every screen, and a storm of keys.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

#[path = "screen/driver.rs"]
mod driver;
#[path = "behavior/keys.rs"]
mod keys;
#[path = "screen/long.rs"]
mod long;
#[path = "screen/pictures.rs"]
mod pictures;
#[path = "screen/sample.rs"]
mod sample;
#[path = "screen/storm.rs"]
mod storm;
#[path = "behavior/verdicts.rs"]
#[expect(dead_code, reason = "the stories in tests/behavior need more of them")]
mod verdicts;
