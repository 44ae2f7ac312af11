//! What a learner does and what follows, as stories: words or keys in; files, sentences and the screen out. The desk is
//! real and temporary; no process is started.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

#[path = "behavior/answering.rs"]
mod answering;
#[path = "behavior/band.rs"]
mod band;
#[path = "behavior/driver.rs"]
mod driver;
#[path = "behavior/editing.rs"]
mod editing;
#[path = "behavior/footer.rs"]
mod footer;
#[path = "behavior/grader.rs"]
mod grader;
#[path = "behavior/keys.rs"]
mod keys;
#[path = "behavior/learning.rs"]
mod learning;
#[path = "behavior/line_by_line.rs"]
mod line_by_line;
#[path = "behavior/predicting.rs"]
mod predicting;
#[path = "behavior/running.rs"]
mod running;
#[path = "behavior/script.rs"]
mod script;
#[path = "behavior/scrolling.rs"]
mod scrolling;
#[path = "behavior/sizes.rs"]
mod sizes;
#[path = "behavior/stale.rs"]
mod stale;
#[path = "behavior/starting.rs"]
mod starting;
#[path = "behavior/stepping.rs"]
mod stepping;
#[path = "behavior/verdicts.rs"]
mod verdicts;
#[path = "behavior/views.rs"]
mod views;
