//! The engine with a scripted grader over a desk in a temporary folder: what it reports, records and writes, and which
//! jobs replace others. Only the tests of editors start a process.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

#[path = "engine/editors.rs"]
mod editors;
#[path = "engine/gradings.rs"]
mod gradings;
#[path = "engine/jobs.rs"]
mod jobs;
#[path = "engine/model.rs"]
mod model;
#[path = "engine/progress.rs"]
mod progress;
#[path = "desk/sample.rs"]
#[expect(dead_code, reason = "the tests of the desk use all of it")]
mod sample;
#[path = "engine/scene.rs"]
mod scene;
#[path = "engine/scripted.rs"]
mod scripted;
#[path = "engine/writes.rs"]
mod writes;
