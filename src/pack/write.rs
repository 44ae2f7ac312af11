//! Writes packs.

use super::paths;
use super::read::PackError;
use crate::course::Tree;
use flate2::{Compression, GzBuilder};
use std::io::Write as _;
use tar::{Builder, EntryType, Header};

/// The code for an unknown system, so that a pack does not depend on where it is made.
const GZIP_SYSTEM: u8 = 255;

/// Makes a pack of the files of a course. Other files in its folders are left out.
///
/// # Errors
/// If a name cannot be in a pack.
pub fn write(tree: &Tree) -> Result<Vec<u8>, PackError> {
    let gzip = GzBuilder::new()
        .mtime(0)
        .operating_system(GZIP_SYSTEM)
        .write(Vec::new(), Compression::best());
    let mut archive = Builder::new(gzip);
    for path in tree.paths().filter(|path| paths::is_known(path)) {
        if paths::is_device(path) {
            return Err(PackError::Device(path.to_owned()));
        }
        let bytes = tree.file(path).unwrap_or_default();
        let mut header = Header::new_ustar();
        header.set_entry_type(EntryType::Regular);
        header.set_path(path)?;
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(0);
        header.set_cksum();
        archive.append(&header, bytes)?;
    }
    let mut gzip = archive.into_inner()?;
    gzip.flush()?;
    Ok(gzip.finish()?)
}
