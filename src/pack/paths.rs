//! Which paths a pack may have: those of the files of a course, in names that every system can write.

use crate::course::{self, COURSE_FILE, CoursePath, PACK_FILE};

/// Names that Windows reserves for devices.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Whether a path is a file of a course.
pub(super) fn is_known(path: &str) -> bool {
    let is_rust = |file: &str| file.strip_suffix(".rs").is_some_and(is_plain);
    match CoursePath::parse(path) {
        Some(CoursePath::Lesson { chapter, file }) => {
            course::is_id(chapter) && file.strip_suffix(".toml").is_some_and(course::is_id)
        }
        Some(CoursePath::Program { chapter, file }) => course::is_id(chapter) && is_rust(file),
        Some(CoursePath::HiddenTests { file }) => is_rust(file),
        Some(CoursePath::Proof { lesson, file }) => course::is_id(lesson) && is_rust(file),
        None => path == COURSE_FILE || path == PACK_FILE,
    }
}

pub(super) fn is_in_course(path: &str) -> bool {
    course::course_folder(path).is_some()
}

/// Whether a path leads out of its folder, or is absolute on some system.
pub(super) fn leads_out(path: &str) -> bool {
    path.starts_with(['/', '\\', '~'])
        || path.contains(':')
        || path.split(['/', '\\']).any(|part| part == "..")
}

pub(super) fn is_device(path: &str) -> bool {
    path.split('/').any(|part| {
        let stem = part.split('.').next().unwrap_or(part);
        DEVICES.contains(&stem.to_ascii_lowercase().as_str())
    })
}

fn is_plain(stem: &str) -> bool {
    let letter = |letter: u8| letter.is_ascii_alphanumeric() || b"_-".contains(&letter);
    !stem.is_empty() && stem.bytes().all(letter)
}
