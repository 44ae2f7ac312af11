//! For instructors: checks a course against its own claims, and creates new lessons.
//!
//! Nothing here prints. [`verify`] reports its progress and returns all findings, which `course_finding` puts into words;
//! the commands show them. `texts`, `parts`, `hidden_tests` and `files` check what is written, `rustfmt` how it is formatted, and `claims` what the programs really
//! do. `kept` keeps verdicts for the next call. `new` and `course_list` create lessons.

mod claims;
mod concepts;
mod course_finding;
mod course_list;
mod files;
mod findings;
mod hidden_tests;
mod inspect;
mod kept;
mod new;
mod notes;
mod pack;
mod parts;
mod programs;
mod rustfmt;
mod texts;
mod toml_texts;
mod verify;

pub use concepts::concepts;
pub use course_finding::CourseFinding;
pub use findings::{LessonReport, VerifyEvent, VerifyReport};
pub use inspect::inspect;
pub use new::{NewError, create};
pub use pack::{CoursePack, CoursePackError, pack_course};
pub use verify::{VerifyOptions, verify};
