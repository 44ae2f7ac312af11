//! For instructors: checks a course against its own claims, and creates new lessons.
//!
//! Nothing here prints. [`verify`] reports its progress and returns all findings, which `course_finding` puts into
//! words; the commands show them. `texts`, `parts`, `hidden_tests` and `files` check what is written, `rustfmt` how it
//! is formatted, and `claims` what the programs really do. `kept` keeps what they find for the next run, and
//! `kept_programs` what each program did. `new` and `course_list` create lessons, `new_course` whole courses.

mod claims;
mod code_blocks;
mod concepts;
mod course_finding;
mod course_list;
mod duplicates;
mod files;
mod findings;
mod hidden_tests;
mod import;
mod inspect;
mod kept;
mod kept_programs;
mod leaks;
mod mismatches;
mod new;
mod new_course;
mod notes;
mod pack;
mod parts;
mod programs;
mod rustfmt;
mod same_texts;
mod style;
mod text_notes;
mod texts;
mod toml_texts;
mod unshown;
mod unsteady;
mod verify;

pub use concepts::concepts;
pub use course_finding::{CourseFinding, Mismatch, Unsteady, UnusedFile};
pub use files::owning_lesson;
pub use findings::{LessonReport, VerifyEvent, VerifyReport};
pub use import::{ImportError, ImportedCourse, import_rustlings};
pub use inspect::inspect;
pub use new::{NewError, create};
pub use new_course::{NewCourse, create_course};
pub use pack::{CoursePack, CoursePackError, pack_course};
pub use verify::{VerifyOptions, verify};
