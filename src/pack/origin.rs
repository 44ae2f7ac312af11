//! Where a course comes from: a folder, a pack, or a git repository.

use super::read::{self, PackError};
use super::{git, sha256, write};
use crate::course::{self, Course, Problems, Tree};
use crate::sanitize;
use std::fmt;
use std::path::{Path, PathBuf};

/// The schemes of addresses that git may fetch from.
const SCHEMES: [&str; 3] = ["https://", "ssh://", "file://"];

/// A place to take a course from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CourseOrigin {
    Folder(PathBuf),
    File(PathBuf),
    Git {
        url: String,
        /// A tag or a branch; the default branch if there is none.
        tag: Option<String>,
    },
}

#[derive(Clone, Debug)]
pub struct Packed {
    pub bytes: Vec<u8>,
    pub course: Course,
    pub sha256: String,
}

/// Why no course can be taken from a place.
#[derive(Debug, thiserror::Error)]
pub enum CourseOriginError {
    #[error(
        "cannot fetch a course from `{0}`\nhelp: name a folder, a file, or a URL that begins with https://, ssh:// or file://"
    )]
    Address(String),
    #[error(
        "{0} is not a course, because it has no lessons/course.toml\nhelp: name the folder that contains `lessons`"
    )]
    NotACourse(String),
    #[error(
        "cannot use {origin}: {source}\nhelp: check the path, or ask for a file that `cellmate course pack` wrote"
    )]
    Pack { origin: String, source: PackError },
    #[error(
        "cannot fetch {url}: {reason}\nhelp: check the URL and your connection. Does `git clone` work with this URL?"
    )]
    Git { url: String, reason: String },
    #[error("cannot use the course in {origin} because of problems in its files\n\n{problems}")]
    Problems { origin: String, problems: Problems },
}

impl CourseOrigin {
    /// Parses what a user names. A path is a folder or a file, depending on what is there.
    ///
    /// # Errors
    /// If it is an address from which git must not fetch.
    pub fn parse(given: &Path) -> Result<Self, CourseOriginError> {
        let text = given.to_string_lossy();
        if !text.contains("://") {
            let path = std::path::absolute(given).unwrap_or_else(|_| given.to_owned());
            // Only git understands `git@example.org:course.git`.
            if !path.exists() && text.contains('@') && text.contains(':') {
                return Err(CourseOriginError::Address(sanitize::line(&text)));
            }
            return Ok(if path.is_dir() {
                Self::Folder(path)
            } else {
                Self::File(path)
            });
        }
        let refused = || CourseOriginError::Address(sanitize::line(&text));
        let (url, tag) = match text.rsplit_once('#') {
            Some((url, tag)) => (url, Some(tag)),
            None => (&*text, None),
        };
        let rest = SCHEMES.iter().find_map(|scheme| url.strip_prefix(scheme));
        let plain = |text: &str| {
            let letter = |c: char| c.is_ascii_graphic() && !"\\'\"`<>|;&$".contains(c);
            !text.is_empty() && !text.starts_with('-') && text.chars().all(letter)
        };
        if !rest.is_some_and(plain) || !tag.is_none_or(plain) {
            return Err(refused());
        }
        Ok(Self::Git {
            url: url.to_owned(),
            tag: tag.map(str::to_owned),
        })
    }

    /// Fetches the course, and packs it.
    ///
    /// # Errors
    /// If there is no course without problems.
    pub fn fetch(&self) -> Result<Packed, CourseOriginError> {
        let (bytes, tree) = match self {
            Self::File(path) => {
                let bytes = read::read_file(path).map_err(|error| self.error(error))?;
                let tree = read::read(&bytes).map_err(|error| self.error(error))?;
                (bytes, tree)
            }
            Self::Folder(path) => {
                if !course::is_course(path) {
                    return Err(CourseOriginError::NotACourse(self.to_string()));
                }
                self.pack(Tree::folder(path))?
            }
            Self::Git { url, tag } => {
                let fetched = git::fetch(url, tag.as_deref());
                let archive = fetched.map_err(|reason| CourseOriginError::Git {
                    url: url.clone(),
                    reason: sanitize::line(&reason),
                })?;
                let tree = read::read_repository(&archive).map_err(|error| self.error(error))?;
                self.pack(tree)?
            }
        };
        let problems = |problems| CourseOriginError::Problems {
            origin: self.to_string(),
            problems,
        };
        let course = Course::of_tree(&tree).map_err(problems)?;
        Ok(Packed {
            sha256: sha256(&bytes),
            bytes,
            course,
        })
    }

    fn pack(&self, tree: Tree) -> Result<(Vec<u8>, Tree), CourseOriginError> {
        let bytes = write::write(&tree).map_err(|error| self.error(error))?;
        // It must be possible to read it again.
        read::read(&bytes).map_err(|error| self.error(error))?;
        Ok((bytes, tree))
    }

    fn error(&self, source: PackError) -> CourseOriginError {
        CourseOriginError::Pack {
            origin: self.to_string(),
            source,
        }
    }
}

/// Writes it as the user named it, without anything that a terminal would act on.
impl fmt::Display for CourseOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Folder(path) | Self::File(path) => path.display().to_string(),
            Self::Git { url, tag: None } => url.clone(),
            Self::Git {
                url,
                tag: Some(tag),
            } => format!("{url}#{tag}"),
        };
        f.write_str(&sanitize::line(&text))
    }
}
