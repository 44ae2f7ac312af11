//! The layout of a course's folder.

/// The folders that belong to a course. Other files of its repository are not part of it.
pub const COURSE_FOLDERS: [&str; 6] = [
    "lessons",
    "exercises",
    "solutions",
    "tests/hidden",
    "tests/mistakes",
    "tests/alternatives",
];

/// Returns the folder of a course that a path is in.
#[must_use]
pub fn course_folder(path: &str) -> Option<&'static str> {
    let is_in = |folder: &&str| {
        let rest = path.strip_prefix(*folder);
        rest.is_some_and(|rest| rest.starts_with('/'))
    };
    COURSE_FOLDERS.into_iter().find(is_in)
}

/// How large one file of a course may be.
pub const MAX_FILE_MIB: u64 = 1;
pub const MAX_FILE_BYTES: u64 = MAX_FILE_MIB << 20;

/// The parsed path of a file in a course, relative to the course and with `/`. `file` is a name with its extension,
/// which may be the wrong one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoursePath<'a> {
    /// `lessons/<chapter>/<file>`
    Lesson { chapter: &'a str, file: &'a str },
    /// `exercises/<chapter>/<file>` or `solutions/<chapter>/<file>`
    Program { chapter: &'a str, file: &'a str },
    /// `tests/hidden/<file>`
    HiddenTests { file: &'a str },
    /// `tests/mistakes/<lesson>/<file>` or `tests/alternatives/<lesson>/<file>`
    Proof { lesson: &'a str, file: &'a str },
}

impl<'a> CoursePath<'a> {
    /// Parses a path. Returns `None` if it is not that of a lesson's file.
    #[must_use]
    pub fn parse(path: &'a str) -> Option<Self> {
        let parts: Vec<&str> = path.split('/').collect();
        match parts[..] {
            ["lessons", chapter, file] => Some(Self::Lesson { chapter, file }),
            ["exercises" | "solutions", chapter, file] => Some(Self::Program { chapter, file }),
            ["tests", "hidden", file] => Some(Self::HiddenTests { file }),
            ["tests", "mistakes" | "alternatives", lesson, file] => {
                Some(Self::Proof { lesson, file })
            }
            _ => None,
        }
    }
}
