//! Files that no lesson uses.

/// Why no lesson uses a file.
#[derive(Clone, Copy, Debug)]
pub enum UnusedFile<'a> {
    /// No course has files like this one.
    NoPurpose,
    /// By its name, it would belong to a lesson that does not exist.
    NoSuchLesson { id: &'a str, near: Option<&'a str> },
    /// The folder would belong to a lesson that does not exist.
    NoSuchFolder { id: &'a str, near: Option<&'a str> },
    /// Its lesson is in another chapter.
    OtherChapter { id: &'a str, chapter: &'a str },
    /// Its lesson exists, but uses only Rust files there.
    NotRust,
}

impl UnusedFile<'_> {
    pub(super) fn help(self) -> String {
        match self {
            Self::NoPurpose => {
                "move it where `cellmate help format` says that such files go, or out of the course"
                    .to_owned()
            }
            Self::NoSuchLesson { near: Some(near), .. }
            | Self::NoSuchFolder { near: Some(near), .. } => format!("did you mean `{near}`?"),
            Self::NoSuchLesson { id, near: None } => format!(
                "its name is that of a lesson `{id}`, which does not exist: rename the file to match its lesson's id, create the lesson, or delete the file"
            ),
            Self::NoSuchFolder { near: None, .. } => {
                "rename the folder to match the id of its lesson, create the lesson, or delete the folder"
                    .to_owned()
            }
            Self::OtherChapter { id, chapter } => {
                format!("the lesson `{id}` is in the chapter `{chapter}`: move the file to the folder of that chapter, or delete it")
            }
            Self::NotRust => {
                "this folder is for Rust files (`.rs`): rename the file, or move it out of the course"
                    .to_owned()
            }
        }
    }
}
