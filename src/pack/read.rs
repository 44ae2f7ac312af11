//! Reads packs, and archives that git makes from a repository.

use super::paths;
use crate::course::{MAX_FILE_BYTES, MAX_FILE_MIB, Tree};
use crate::sanitize;
use flate2::bufread::GzDecoder;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use tar::{Archive, Entry, EntryType};

/// How many bytes of a pack may be inflated, and how large the file may be.
const MAX_BYTES: u64 = MAX_MEGABYTES * 1_000_000;
const MAX_MEGABYTES: u64 = 20;

/// The maximum number of entries in a pack.
const MAX_ENTRIES: usize = 5_000;

/// Why a file is not a pack. Names from it are sanitized.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    #[error("it is not a regular file")]
    NotAFile,
    #[error("it is not a gzip file")]
    NotGzip,
    #[error("it is damaged or incomplete")]
    Damaged,
    #[error("it has extra data after its end")]
    MoreFollows,
    #[error("it is larger than {MAX_MEGABYTES} MB")]
    TooLarge,
    #[error("it has more than {MAX_ENTRIES} entries")]
    TooManyEntries,
    #[error("`{0}` is larger than {MAX_FILE_MIB} MiB")]
    LargeFile(String),
    #[error("`{0}` leads out of the course")]
    LeadsOut(String),
    #[error("`{0}` is not a course file")]
    UnknownPath(String),
    #[error(
        "the course is in a folder, `{0}/`, instead of at the top (`cellmate course pack` makes packs)"
    )]
    InFolder(String),
    #[error("`{path}` is {what}, not a regular file")]
    NotRegular { path: String, what: &'static str },
    #[error("it contains `{0}` twice")]
    Duplicate(String),
    #[error("`{0}` and `{1}` are the same name on some systems")]
    Collision(String, String),
    #[error("`{0}` is the name of a device on Windows")]
    Device(String),
    #[error("it has no lessons/course.toml")]
    NoCourse,
}

/// Reads the files of a course from its folder, or from a pack.
///
/// # Errors
/// If it is neither.
pub fn open(path: &Path) -> Result<Tree, PackError> {
    if path.is_dir() {
        return Ok(Tree::folder(path));
    }
    read(&read_file(path)?)
}

/// Reads the bytes of a pack from a file.
///
/// # Errors
/// If it cannot be read, or is too large.
pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, PackError> {
    // Opening a pipe would wait for a writer.
    if !fs::metadata(path)?.is_file() {
        return Err(PackError::NotAFile);
    }
    let mut bytes = Vec::new();
    File::open(path)?
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(PackError::TooLarge);
    }
    Ok(bytes)
}

/// Reads a pack.
///
/// # Errors
/// If it is not exactly a pack: nothing of it is used then.
pub fn read(pack: &[u8]) -> Result<Tree, PackError> {
    if !pack.starts_with(&[0x1f, 0x8b]) {
        return Err(PackError::NotGzip);
    }
    let mut inflated = Counted::new(GzDecoder::new(pack));
    let tree = read_tar(&mut inflated, Source::Pack)?;
    // Only the checksum at its end proves that the data is what was packed.
    let mut rest = Vec::new();
    if inflated.read_to_end(&mut rest).is_err() {
        return Err(inflated.error());
    }
    if rest.iter().any(|byte| *byte != 0) || !inflated.inner.into_inner().is_empty() {
        return Err(PackError::MoreFollows);
    }
    Ok(tree)
}

/// Reads the archive that git made from a repository. What is not in the folders of a course is left out.
pub(super) fn read_repository(archive: impl Read) -> Result<Tree, PackError> {
    read_tar(&mut Counted::new(archive), Source::Repository)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Pack,
    /// A repository may have other files besides the course.
    Repository,
}

fn read_tar<R: Read>(reader: &mut Counted<R>, source: Source) -> Result<Tree, PackError> {
    let mut files = BTreeMap::new();
    let collected = collect(&mut *reader, source, &mut files);
    if reader.exceeded {
        return Err(PackError::TooLarge);
    }
    collected?;
    if !files.contains_key("lessons/course.toml") {
        return Err(PackError::NoCourse);
    }
    Ok(files.into_iter().collect())
}

fn collect(
    reader: impl Read,
    source: Source,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), PackError> {
    let damaged = |_| PackError::Damaged;
    let mut archive = Archive::new(reader);
    let mut folded: BTreeMap<String, String> = BTreeMap::new();
    for (count, entry) in archive.entries().map_err(damaged)?.enumerate() {
        let entry = entry.map_err(damaged)?;
        if count >= MAX_ENTRIES {
            return Err(PackError::TooManyEntries);
        }
        let kind = entry.header().entry_type();
        // git writes the commit into a global header.
        if kind == EntryType::XGlobalHeader {
            continue;
        }
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let shown = || sanitize::line(&path);
        if source == Source::Repository && !paths::is_in_course(&path) {
            continue;
        }
        if paths::leads_out(&path) {
            return Err(PackError::LeadsOut(shown()));
        }
        if kind == EntryType::Directory {
            continue;
        }
        if !matches!(kind, EntryType::Regular) {
            return Err(PackError::NotRegular {
                path: shown(),
                what: kind_name(kind),
            });
        }
        if !paths::is_known(&path) {
            if source == Source::Repository {
                continue;
            }
            let inside = path
                .split_once('/')
                .filter(|(_, inside)| paths::is_in_course(inside));
            return Err(match inside {
                Some((parent, _)) => PackError::InFolder(sanitize::line(parent)),
                None => PackError::UnknownPath(shown()),
            });
        }
        if paths::is_device(&path) {
            return Err(PackError::Device(shown()));
        }
        if files.contains_key(&path) {
            return Err(PackError::Duplicate(shown()));
        }
        if let Some(other) = folded.insert(path.to_ascii_lowercase(), path.clone()) {
            return Err(PackError::Collision(other, shown()));
        }
        let bytes = read_entry(entry, &path)?;
        files.insert(path, bytes);
    }
    Ok(())
}

fn read_entry(entry: Entry<'_, impl Read>, path: &str) -> Result<Vec<u8>, PackError> {
    let claimed = entry.size();
    let mut bytes = Vec::new();
    let mut start = entry.take(MAX_FILE_BYTES + 1);
    if start.read_to_end(&mut bytes).is_err() {
        return Err(PackError::Damaged);
    }
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(PackError::LargeFile(sanitize::line(path)));
    }
    if bytes.len() as u64 != claimed {
        return Err(PackError::Damaged);
    }
    Ok(bytes)
}

fn kind_name(kind: EntryType) -> &'static str {
    match kind {
        EntryType::Symlink | EntryType::Link => "a link",
        EntryType::Char | EntryType::Block => "a device",
        EntryType::Fifo => "a pipe",
        _ => "something else",
    }
}

/// Counts the bytes that are read, and fails after too many.
struct Counted<R> {
    inner: R,
    left: u64,
    exceeded: bool,
}

impl<R> Counted<R> {
    fn new(inner: R) -> Self {
        Self {
            inner,
            left: MAX_BYTES,
            exceeded: false,
        }
    }

    fn error(&self) -> PackError {
        if self.exceeded {
            PackError::TooLarge
        } else {
            PackError::Damaged
        }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let Some(left) = self.left.checked_sub(read as u64) else {
            self.exceeded = true;
            return Err(io::Error::other("too large"));
        };
        self.left = left;
        Ok(read)
    }
}
