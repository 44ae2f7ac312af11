//! The crate itself: its files, carried by the binary, and the manifest that is made for them.
//!
//! The manifest is generated because a `Cargo.toml` inside `src` would keep the folder out of the packed crate.

use include_dir::{Dir, include_dir};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

static STD: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/glass/std");

/// The manifest of the crate. `alone`: it is a workspace of its own, wherever it lies.
fn manifest(alone: bool) -> String {
    let workspace = if alone { "\n[workspace]\n" } else { "" };
    format!(
        "[package]\nname = \"glass\"\nversion = \"{}\"\nedition = \"2024\"\n\
         description = \"The std you can see through: put it under a program as a dependency named std\"\n\
         license = \"MIT OR Apache-2.0\"\npublish = false\n\n[lib]\npath = \"lib.rs\"\n\n\
         [lints.rust]\nmissing_docs = \"warn\"\nunreachable_pub = \"warn\"\n\n\
         [lints.clippy]\npedantic = {{ level = \"warn\", priority = -1 }}\n{workspace}",
        env!("CARGO_PKG_VERSION"),
    )
}

/// The files that a program needs, with their paths in the crate.
pub(super) fn files() -> Vec<(String, String)> {
    let mut found = vec![("Cargo.toml".to_owned(), manifest(false))];
    collect(&STD, &mut |path, text| {
        if !path.starts_with("tests/") {
            found.push((path, text.to_owned()));
        }
    });
    found
}

fn collect(dir: &Dir<'static>, found: &mut impl FnMut(String, &'static str)) {
    for file in dir.files() {
        // Paths in the binary are written as the building system does.
        let path = file.path().to_string_lossy().replace('\\', "/");
        if let (Some("rs"), Some(text)) = (
            Path::new(&path).extension().and_then(|end| end.to_str()),
            file.contents_utf8(),
        ) {
            found(path, text);
        }
    }
    for inner in dir.dirs() {
        collect(inner, found);
    }
}

/// Why the crate could not be written somewhere.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// There is something already.
    #[error("{0} is not empty; name a folder that does not exist yet")]
    NotEmpty(PathBuf),
    /// It cannot be written.
    #[error("{path} cannot be written ({source})")]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

/// Writes the crate, with its tests, into a new folder.
///
/// # Errors
/// When there is something already, or it cannot be written.
pub fn export(folder: &Path) -> Result<(), ExportError> {
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(ExportError::NotEmpty(folder.to_owned()));
    }
    let mut all = vec![("Cargo.toml".to_owned(), manifest(true))];
    collect(&STD, &mut |path, text| all.push((path, text.to_owned())));
    for (path, text) in all {
        let path = folder.join(path);
        let failed = |source| ExportError::Write {
            path: path.clone(),
            source,
        };
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        fs::write(&path, text).map_err(failed)?;
    }
    Ok(())
}
