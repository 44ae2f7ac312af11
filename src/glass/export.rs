//! The files of the glass crate, embedded in the binary, and its manifest.
//!
//! The manifest is generated, because cargo does not package a folder with a `Cargo.toml` of its own. A program gets a
//! second crate, which only re-exports the first, as its `core`: cargo refuses two names for one package.

use include_dir::{Dir, include_dir};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

static STD: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/glass/std");

/// Returns the manifest of the crate. `is_workspace` makes it the root of a workspace, so that it can be in any folder.
fn manifest(is_workspace: bool) -> String {
    let workspace = if is_workspace { "\n[workspace]\n" } else { "" };
    format!(
        "[package]\nname = \"glass\"\nversion = \"{}\"\nedition = \"2024\"\n\
         description = \"A std that records borrows, locks and threads: add it to a program as a dependency named std\"\n\
         license = \"MIT OR Apache-2.0\"\npublish = false\n\n[lib]\npath = \"lib.rs\"\n\n\
         [lints.rust]\nmissing_docs = \"warn\"\nunreachable_pub = \"warn\"\n\n\
         [lints.clippy]\npedantic = {{ level = \"warn\", priority = -1 }}\n{workspace}",
        env!("CARGO_PKG_VERSION"),
    )
}

/// The crate that a program uses as `core`: its files, by their paths in the folder of the glass crate.
const CORE: [(&str, &str); 2] = [
    (
        "core/Cargo.toml",
        "[package]\nname = \"glass-core\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [lib]\npath = \"lib.rs\"\n\n[dependencies]\nglass = { path = \"..\" }\n",
    ),
    (
        "core/lib.rs",
        "//! glass under the name `core`.\n\npub use glass::*;\n",
    ),
];

fn generated(is_workspace: bool) -> Vec<(String, String)> {
    let mut files = vec![("Cargo.toml".to_owned(), manifest(is_workspace))];
    files.extend(CORE.map(|(path, text)| (path.to_owned(), text.to_owned())));
    files
}

/// Returns the files that a build of the crate needs: their paths in the crate and their texts.
#[must_use]
pub fn source_files() -> Vec<(String, String)> {
    let mut found = generated(false);
    collect(&STD, &mut |path, text| {
        if !path.starts_with("tests/") {
            found.push((path, text.to_owned()));
        }
    });
    found
}

fn collect(dir: &Dir<'static>, found: &mut impl FnMut(String, &'static str)) {
    for file in dir.files() {
        // The embedded paths have the separators of the system that built the binary.
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

/// An error of [`export`].
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("{0} is not empty\nhelp: name a new or an empty folder")]
    NotEmpty(PathBuf),
    #[error(
        "cannot write {path}: {source}\nhelp: check that you can write to this folder, and that the disk is not full"
    )]
    Write { path: PathBuf, source: io::Error },
}

/// Writes the crate, with its tests, into a new folder.
///
/// # Errors
/// If the folder is not empty or cannot be written.
pub fn export(folder: &Path) -> Result<(), ExportError> {
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(ExportError::NotEmpty(folder.to_owned()));
    }
    let mut files = generated(true);
    collect(&STD, &mut |path, text| files.push((path, text.to_owned())));
    for (path, text) in files {
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
