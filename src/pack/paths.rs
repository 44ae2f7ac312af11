//! Which paths a pack may have: those of the files of a course, in names that every system can write.

use crate::course::{self, PACK_FILE};

/// Names that Windows keeps for devices.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// The folders of a course. What is elsewhere in a repository is not part of it.
const FOLDERS: [&str; 6] = [
    "lessons/",
    "exercises/",
    "solutions/",
    "tests/hidden/",
    "tests/mistakes/",
    "tests/alternatives/",
];

/// Whether a path is a file of a course.
pub(super) fn is_known(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    let rust = |name: &str| name.strip_suffix(".rs").is_some_and(is_plain);
    match parts[..] {
        ["lessons", "course.toml"] => true,
        _ if path == PACK_FILE => true,
        ["lessons", chapter, name] => {
            course::is_id(chapter) && name.strip_suffix(".toml").is_some_and(course::is_id)
        }
        ["exercises" | "solutions", chapter, name] => course::is_id(chapter) && rust(name),
        ["tests", "hidden", name] => rust(name),
        ["tests", "mistakes" | "alternatives", lesson, name] => course::is_id(lesson) && rust(name),
        _ => false,
    }
}

/// Whether a path is in one of the folders of a course.
pub(super) fn is_in_course(path: &str) -> bool {
    FOLDERS.iter().any(|folder| path.starts_with(folder))
}

/// Whether a path leads out of its folder, or is absolute on some system.
pub(super) fn leads_out(path: &str) -> bool {
    path.starts_with(['/', '\\', '~'])
        || path.contains(':')
        || path.split(['/', '\\']).any(|part| part == "..")
}

/// Whether Windows takes one of the names for a device.
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
