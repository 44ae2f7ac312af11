//! Reads a folder that someone else has filled: regular files only, without following links or waiting for pipes.

use super::bounds::{Budget, Entry, MAX_DEPTH, Wanted};
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;
use std::time::UNIX_EPOCH;

/// Whether a folder is never read: what cellmate and tools keep there is not handed in.
pub(super) fn is_skipped(name: &str) -> bool {
    name.starts_with('.') || name == "target" || name == "__MACOSX"
}

pub(super) fn collect(
    root: &Path,
    wanted: &Wanted<'_>,
    budget: &mut Budget,
) -> io::Result<Vec<Entry>> {
    let mut found = Vec::new();
    walk(root, &mut Vec::new(), wanted, budget, &mut found)?;
    Ok(found)
}

fn walk(
    folder: &Path,
    above: &mut Vec<String>,
    wanted: &Wanted<'_>,
    budget: &mut Budget,
    found: &mut Vec<Entry>,
) -> io::Result<()> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        if !budget.take_entry() {
            return Ok(());
        }
        entries.push(entry?);
    }
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let Ok(name) = entry.file_name().into_string() else {
            budget.note(&format!(
                "skipped {}: its name is not UTF-8",
                entry.path().display()
            ));
            continue;
        };
        let path = entry.path();
        let kind = entry.file_type()?;
        let below = kind.is_dir() && !is_skipped(&name) && above.len() < MAX_DEPTH;
        let limit = wanted.limit(&name);
        if below {
            above.push(name);
            // A folder that cannot be read must not keep the others from being graded.
            if let Err(error) = walk(&path, above, wanted, budget, found) {
                budget.note(&format!("skipped {}: {error}", path.display()));
            }
            above.pop();
        } else if let (Some(limit), false) = (limit, kind.is_dir()) {
            match read(&path, limit) {
                Ok((bytes, modified)) if budget.take_bytes(bytes.len()) => found.push(Entry {
                    folders: above.clone(),
                    name,
                    bytes,
                    modified,
                }),
                Ok(_) => return Ok(()),
                Err(error) => budget.note(&format!("skipped {}: {error}", path.display())),
            }
        }
    }
    Ok(())
}

/// Reads a regular file of at most `limit` bytes. Returns its bytes, and when it was changed.
pub(super) fn read(path: &Path, limit: usize) -> io::Result<(Vec<u8>, Option<u64>)> {
    let file = open(path)?;
    let found = file.metadata()?;
    if !found.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    let mut bytes = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX);
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() > limit {
        return Err(io::Error::other(format!("it is larger than {limit} bytes")));
    }
    let modified = found.modified().ok();
    let modified = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    Ok((bytes, modified.map(|since| since.as_secs())))
}

/// Opens a file, unless it is a link. Opening a pipe does not wait.
#[cfg(unix)]
pub(super) fn open(path: &Path) -> io::Result<File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt as _;
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
    File::options()
        .read(true)
        .custom_flags(flags.bits().cast_signed())
        .open(path)
        .map_err(|error| match error.raw_os_error() {
            Some(code) if code == rustix::io::Errno::LOOP.raw_os_error() => {
                io::Error::other("it is a symbolic link")
            }
            _ => error,
        })
}

#[cfg(not(unix))]
pub(super) fn open(path: &Path) -> io::Result<File> {
    if fs::symlink_metadata(path)?.file_type().is_symlink() {
        return Err(io::Error::other("it is a symbolic link"));
    }
    File::open(path)
}

/// Reads the first bytes of a regular file.
pub(super) fn read_head(path: &Path) -> io::Result<Vec<u8>> {
    let file = open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    let mut head = Vec::new();
    file.take(8).read_to_end(&mut head)?;
    Ok(head)
}
