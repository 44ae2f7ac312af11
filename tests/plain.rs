//! Plain mode: what it says about all lessons, random lines, and sessions with the program itself.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

#[expect(dead_code, reason = "the stories need more of it")]
#[path = "behavior/driver.rs"]
mod driver;
#[path = "behavior/grader.rs"]
mod grader;
#[path = "behavior/keys.rs"]
mod keys;
#[path = "plain/random_lines.rs"]
mod random_lines;
#[cfg(unix)]
#[path = "plain/sessions.rs"]
mod sessions;
#[path = "plain/signs.rs"]
mod signs;
#[path = "behavior/verdicts.rs"]
mod verdicts;
