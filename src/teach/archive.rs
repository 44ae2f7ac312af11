//! Reads the zip that a learning platform exports. The sizes that it claims count for nothing: bytes are counted while
//! they are inflated.

use super::bounds::{Budget, Entry, MAX_DEPTH, Wanted};
use super::folder::{self, is_skipped};
use std::collections::BTreeSet;
use std::io::{self, BufReader, Read as _};
use std::path::Path;
use unicode_normalization::UnicodeNormalization as _;
use zip::ZipArchive;

/// How a zip begins.
pub(super) const MAGIC: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// How large an archive may be: reading its list of files takes memory in proportion to its size.
const MAX_ARCHIVE: u64 = 1 << 30;

pub(super) fn collect(
    path: &Path,
    wanted: &Wanted<'_>,
    budget: &mut Budget,
) -> io::Result<Vec<Entry>> {
    let file = folder::open(path)?;
    if file.metadata()?.len() > MAX_ARCHIVE {
        return Err(io::Error::other(format!(
            "it is larger than {MAX_ARCHIVE} bytes"
        )));
    }
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(io::Error::other)?;
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for index in 0..archive.len() {
        if !budget.take_entry() {
            break;
        }
        let entry = match archive.by_index(index) {
            Ok(entry) => entry,
            Err(error) => {
                budget.note(&format!(
                    "skipped file {index} of {}: {error}",
                    path.display()
                ));
                continue;
            }
        };
        let Ok(full) = entry.name().map(std::borrow::Cow::into_owned) else {
            budget.note(&format!(
                "skipped file {index} of {}: its name is not UTF-8",
                path.display()
            ));
            continue;
        };
        let skipped = |why: &str| format!("skipped `{full}` in {}: {why}", path.display());
        if entry.is_dir() {
            continue;
        }
        let Some((folders, name)) = components(&full) else {
            budget.note(&skipped("its path leads out of the archive"));
            continue;
        };
        let Some(limit) = wanted.limit(&name) else {
            continue;
        };
        if folders.iter().any(|folder| is_skipped(folder)) || folders.len() > MAX_DEPTH {
            continue;
        }
        if entry.is_symlink() || !entry.is_file() {
            budget.note(&skipped("it is not a regular file"));
            continue;
        }
        // Names that differ in case or in how accents are written are one file on some systems.
        if !seen.insert(full.to_lowercase().nfc().collect::<String>()) {
            budget.note(&skipped("the archive has another file with this name"));
            continue;
        }
        let mut bytes = Vec::new();
        let most = u64::try_from(limit).unwrap_or(u64::MAX);
        if let Err(error) = entry.take(most + 1).read_to_end(&mut bytes) {
            budget.note(&skipped(&error.to_string()));
            continue;
        }
        if bytes.len() > limit {
            budget.note(&skipped(&format!("it is larger than {limit} bytes")));
            continue;
        }
        if !budget.take_bytes(bytes.len()) {
            break;
        }
        found.push(Entry {
            folders,
            name,
            bytes,
            // Times in an archive have no zone.
            modified: None,
        });
    }
    Ok(found)
}

/// Splits a path in an archive. Returns `None` if it is not relative, or leads out of its folder.
fn components(path: &str) -> Option<(Vec<String>, String)> {
    let mut parts: Vec<String> = path.split('/').map(str::to_owned).collect();
    let plain = |part: &String| {
        !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', '\0', ':'])
    };
    if !parts.iter().all(plain) {
        return None;
    }
    let name = parts.pop()?;
    Some((parts, name))
}
