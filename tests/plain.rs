//! Plain mode: what it says about all lessons, a storm of lines, and sessions with the program itself.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

#[path = "plain/driver.rs"]
mod driver;
#[path = "screen/sample.rs"]
#[expect(
    dead_code,
    reason = "it serves the tests of the full screen, too, which need more"
)]
mod sample;
#[cfg(unix)]
#[path = "plain/sessions.rs"]
mod sessions;
#[path = "plain/signs.rs"]
mod signs;
#[path = "plain/storm.rs"]
mod storm;
#[path = "behavior/verdicts.rs"]
#[expect(dead_code, reason = "the stories in tests/behavior need more of them")]
mod verdicts;
