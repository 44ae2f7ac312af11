//! For instructors: holds a course to its own claims, and begins new lessons.
//!
//! Nothing here prints. `verify` reports what it does as it goes, and gives back all that it found; how that is
//! shown is for `cli`. `wording`, `parts`, `fallbacks` and `orphans` look at what is written, `layout` at how, and
//! `claims` with `reach` at what the programs really do. `new` and `listing` begin lessons.

mod claims;
mod concepts;
mod fallbacks;
mod files;
mod inspection;
mod layout;
mod listing;
mod new;
mod orphans;
mod parts;
mod programs;
mod reach;
mod report;
mod telling;
mod texts;
mod verify;
mod wording;

pub use concepts::concepts;
pub use inspection::inspect;
pub use new::{NewError, create};
pub use report::{Event, LessonReport, Report};
pub use verify::verify;
