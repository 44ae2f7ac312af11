//! For instructors: reads what learners hand in, grades it, and sums up the class.
//!
//! `submission` is the file that a learner hands in. `intake` reads such files, desks, folders and archives of many,
//! and trusts nothing in them. `plan` decides what to grade, `grade` grades each text and records each result;
//! `results` writes them in other forms. `overview` counts results, or claims if nothing was graded.

mod archive;
mod bounds;
mod folder;
mod grade;
mod intake;
mod overview;
mod plan;
mod results;
mod roster;
mod submission;

pub use grade::{GradeError, GradeEvent, Grading, grade};
pub use intake::{IntakeError, Submission, read_all};
pub use overview::Overview;
pub use plan::{GradeOptions, Shard};
pub use results::{LineState, ResultLine, read_lines};
pub use roster::{Attendance, Roster, RosterError};
pub use submission::{CourseVersion, HandedInLesson, Learner, SubmissionError, SubmissionFile};
