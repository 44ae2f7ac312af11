//! Caches the results of `verify`: each is in a file named after the SHA-256 of everything that determines it, so that
//! any change leads to another file.
//!
//! A file that cannot be read or written counts as missing: `verify` determines the result again.

use crate::build::FileState;
use crate::cache::CacheFolder;
use crate::grader::Grader;
use crate::process;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::fmt::Debug;
use std::fs;

/// How many results are kept: the most recently used ones. A course with 70 lessons has about 3,500.
const MAX_FILES: usize = 10_000;

/// The results that are kept for one grader and its toolchain.
pub(super) struct KeptResults {
    /// `None` if nothing is kept.
    folder: Option<CacheFolder>,
    /// Whether to delete earlier results instead of loading them.
    fresh: bool,
    /// What determines every result.
    common: Sha256,
}

/// What determines a result.
#[derive(Clone)]
pub(super) struct ResultKey(Sha256);

impl ResultKey {
    /// Adds something that determines the result. Its `Debug` format quotes texts, and includes fields that are added later.
    pub(super) fn with(mut self, part: &impl Debug) -> Self {
        self.0.update(format!("{part:?}\n"));
        self
    }

    pub(super) fn with_text(mut self, text: &str) -> Self {
        self.0.update(format!("{}\n", text.len()));
        self.0.update(text);
        self
    }

    pub(super) fn name(self) -> String {
        crate::text::hex(&self.0.finalize())
    }
}

impl KeptResults {
    pub(super) fn open(folder: Option<&CacheFolder>, grader: &Grader, fresh: bool) -> Self {
        let toolchain = grader.toolchain();
        let files = [grader.binary(), &toolchain.rustc].map(FileState::read);
        // If a tool cannot be found, a change to it would go unnoticed.
        let folder = folder.filter(|_| !files.contains(&None)).cloned();
        let clippy = toolchain.clippy.as_deref().map(FileState::read);
        let environments = [process::build_environment(), process::program_environment()];
        let common = ResultKey(Sha256::new())
            .with(&(env!("CARGO_PKG_VERSION"), &toolchain.version))
            .with(&(files, clippy, environments, grader.is_confined()));
        Self {
            folder,
            fresh,
            common: common.0,
        }
    }

    /// Begins the key of a result.
    pub(super) fn key(&self, kind: &str) -> ResultKey {
        ResultKey(self.common.clone()).with(&kind)
    }

    pub(super) fn load<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let folder = self.folder.as_ref()?;
        if self.fresh {
            // Usually there is none, so a failure is expected.
            let _ = fs::remove_file(folder.path().join(name));
            return None;
        }
        let result = serde_json::from_slice(&folder.read(name)?).ok()?;
        folder.mark_used(name);
        Some(result)
    }

    /// Keeps a result. If that fails, the next `verify` determines it again.
    pub(super) fn keep(&self, name: &str, result: &impl Serialize) {
        if let (Some(folder), Ok(bytes)) = (&self.folder, serde_json::to_vec(result)) {
            let _ = folder.write(name, &bytes);
        }
    }

    /// Deletes the least recently used results if there are too many.
    pub(super) fn prune(&self) {
        self.folder
            .iter()
            .for_each(|folder| folder.prune(MAX_FILES));
    }
}
