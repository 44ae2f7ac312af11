//! Packs: a course as one file, `ID-VERSION.course.tar.gz`, and where a course can come from.
//!
//! Equal courses make equal packs, byte for byte, so that the SHA-256 of a pack names what is in it. Reading trusts
//! nothing: only regular files at the known paths of a course are taken, and bytes are counted while they are inflated.

mod git;
mod origin;
mod paths;
mod read;
mod write;

pub use origin::{CourseOrigin, CourseOriginError, Packed};
pub use read::{PackError, open, read};
pub use write::write;

use sha2::{Digest as _, Sha256};

/// Returns the SHA-256 of a pack, in hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    crate::text::hex(&Sha256::digest(bytes))
}
