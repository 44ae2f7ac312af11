//! Archives that no system's tar would write.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;
use tar::{EntryType, Header};

/// The smallest course.
pub(crate) const COURSE: &str =
    "format = 1\nid = \"small\"\nversion = \"1.0.0\"\ntitle = \"Small\"\nlanguage = \"en\"\n";

/// The bytes of a tar file.
#[derive(Clone, Default)]
pub(crate) struct Tarball(Vec<u8>);

impl Tarball {
    /// Begins with a course file.
    pub(crate) fn course() -> Self {
        Self::default().file("lessons/course.toml", COURSE)
    }

    pub(crate) fn file(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        self.entry(name.as_bytes(), EntryType::Regular, text.as_ref())
    }

    /// Adds an entry without checking its name.
    pub(crate) fn entry(self, name: &[u8], kind: EntryType, bytes: &[u8]) -> Self {
        self.claiming(name, kind, bytes, bytes.len() as u64)
    }

    /// Adds an entry that claims a size other than its own.
    pub(crate) fn claiming(
        mut self,
        name: &[u8],
        kind: EntryType,
        bytes: &[u8],
        size: u64,
    ) -> Self {
        let mut header = Header::new_gnu();
        header.as_old_mut().name[..name.len()].copy_from_slice(name);
        header.set_entry_type(kind);
        header.set_size(size);
        header.set_mode(0o644);
        if matches!(kind, EntryType::Symlink | EntryType::Link) {
            header.set_link_name("/etc/passwd").unwrap();
        }
        header.set_cksum();
        self.0.extend(header.as_bytes());
        self.0.extend(bytes);
        self.0.resize(self.0.len().next_multiple_of(512), 0);
        self
    }

    /// Adds bytes as they are.
    pub(crate) fn raw(mut self, bytes: &[u8]) -> Self {
        self.0.extend(bytes);
        self
    }

    /// Ends it, and compresses it.
    pub(crate) fn gzip(self) -> Vec<u8> {
        gzip(&self.raw(&[0; 1024]).0)
    }
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
