//! Which exercises are meant: a clone of a course has an `exercises/` of its own, and only the desk's are graded.

use super::super::Options;
use super::super::look;
use super::super::study;
use crate::desk::Desk;

/// Says where the desk is to somebody who stands in a course.
pub(super) fn warn_in_a_course(desk: &Desk, options: &Options) {
    if options.desk.is_some() {
        return;
    }
    let Ok(here) = std::env::current_dir() else {
        return;
    };
    let course = here.ancestors().find(|folder| {
        folder.join("lessons").join("course.toml").is_file() && folder.join("exercises").is_dir()
    });
    if let Some(course) = course.filter(|_| !here.starts_with(desk.dir())) {
        study::note(&format!(
            "the exercises in {} belong to the course; what is graded are your own files, in {}",
            look::path(course),
            look::path(&desk.exercises())
        ));
    }
}
