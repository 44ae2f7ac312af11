//! Plain mode: what it says about all lessons, a storm of lines, and sessions with the program itself.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

#[expect(dead_code, reason = "the stories need more of it")]
#[path = "behavior/driver.rs"]
mod driver;
#[path = "behavior/grader.rs"]
mod grader;
#[path = "behavior/keys.rs"]
mod keys;
#[cfg(unix)]
#[path = "plain/sessions.rs"]
mod sessions;
#[path = "plain/signs.rs"]
mod signs;
#[path = "plain/storm.rs"]
mod storm;
#[path = "behavior/verdicts.rs"]
mod verdicts;
