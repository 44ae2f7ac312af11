//! The learner's folder: where it may be, what is kept in it, and that nothing in it is ever lost.

#[path = "desk/again.rs"]
mod again;
#[path = "desk/counting.rs"]
mod counting;
#[cfg(target_os = "linux")]
#[path = "desk/disks.rs"]
mod disks;
#[path = "desk/exercises.rs"]
mod exercises;
#[path = "desk/keeping.rs"]
mod keeping;
#[path = "desk/places.rs"]
mod places;
#[path = "desk/progress.rs"]
mod progress;
#[path = "desk/sample.rs"]
mod sample;
#[path = "desk/sessions.rs"]
mod sessions;
