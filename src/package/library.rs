//! Builds the glass crate for a toolchain, once, in the cache. For lessons, `build` has cargo build it. In a user's
//! package, cargo must not see it: this module has rustc build it, and the rustc wrapper adds it.

use super::Error;
use super::compiler::Compiler;
use super::printing::{errors_reach_a_terminal, print_error};
use super::wrapper::{LIBRARY, NAME};
use crate::cache::{CacheFolder, hex_hash};
use crate::{glass, process};
use std::fs;
use std::path::{Path, PathBuf};

/// How many builds of the crate are kept: for several toolchains and versions of cellmate.
const MAX_LIBRARIES: usize = 4;

/// The folder with the sources of the crate. rustc's messages show this name.
const SOURCES: &str = "src";

/// Returns the folder with the built crate and the rustc wrapper.
pub(super) fn folder(cache: &CacheFolder, compiler: &Compiler) -> Result<PathBuf, Error> {
    let libraries = cache.subfolder("libraries").ok_or_else(no_cache)?;
    let files = glass::source_files();
    let key = hex_hash(&(&compiler.version, &files));
    let folder = libraries.path().join(&key);
    if !folder.join(LIBRARY).is_file() {
        libraries.prune(MAX_LIBRARIES - 1);
        let folder = libraries.subfolder(&key).ok_or_else(no_cache)?;
        if errors_reach_a_terminal() {
            print_error("cellmate: building the traced std, once for each toolchain\n");
        }
        build(&folder, &files, compiler)?;
    }
    libraries.mark_used(&key);
    link(&folder)?;
    Ok(folder)
}

pub(super) fn no_cache() -> Error {
    Error::refused(
        "cannot find a cache folder that only you can write to",
        "set XDG_CACHE_HOME to a folder that only you can write to",
    )
}

/// Builds the crate. Another process may do so at the same time: each file is replaced as a whole, and all processes
/// write the same.
fn build(
    folder: &CacheFolder,
    files: &[(String, String)],
    compiler: &Compiler,
) -> Result<(), Error> {
    write_sources(folder, files)?;
    let folder = folder.path();
    let source = folder.join(SOURCES);
    let built = folder.join(format!("{}.rlib", std::process::id()));
    let mut arguments = compiler.toolchain.clone();
    arguments.extend(
        [
            "--edition=2024",
            "--crate-name=glass",
            "--crate-type=rlib",
            "--cap-lints=allow",
            // With this option, a run is five times as fast, and the build takes two seconds longer.
            "-Copt-level=1",
            "-Cdebuginfo=line-tables-only",
            "-o",
        ]
        .map(str::to_owned),
    );
    arguments.push(built.to_string_lossy().into_owned());
    arguments.push(source.join("lib.rs").to_string_lossy().into_owned());
    let environment = [("CARGO_MANIFEST_DIR".into(), source.clone().into())];
    let output = process::capture_here(&compiler.rustc, &arguments, &environment)?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        let first = message.lines().next().unwrap_or_default();
        return Err(Error::refused(
            format!(
                "the traced std does not compile with {}: {first}",
                compiler.name()
            ),
            "trace with Rust 1.95 or newer: `cellmate trace -- cargo +stable test`",
        ));
    }
    let library = folder.join(LIBRARY);
    fs::rename(&built, &library).map_err(|source| Error::Write {
        path: library,
        source,
    })
}

fn write_sources(folder: &CacheFolder, files: &[(String, String)]) -> Result<(), Error> {
    for (name, text) in files {
        let name = format!("{SOURCES}/{name}");
        let path = folder.path().join(&name);
        let created = fs::create_dir_all(path.parent().unwrap_or(folder.path()));
        created
            .and_then(|()| folder.write(&name, text.as_bytes()))
            .map_err(|source| Error::Write { path, source })?;
    }
    Ok(())
}

/// Puts the wrapper beside the crate: a link to this binary.
fn link(folder: &Path) -> Result<(), Error> {
    let link = wrapper(folder);
    let own = std::env::current_exe().and_then(fs::canonicalize);
    let failed = |source| Error::Write {
        path: link.clone(),
        source,
    };
    let own = own.map_err(failed)?;
    if fs::canonicalize(&link).is_ok_and(|target| target == own) {
        return Ok(());
    }
    let new = folder.join(format!("{NAME}.{}", std::process::id()));
    #[cfg(unix)]
    std::os::unix::fs::symlink(&own, &new).map_err(failed)?;
    #[cfg(not(unix))]
    fs::copy(&own, &new).map_err(failed)?;
    fs::rename(&new, &link).map_err(failed)
}

pub(super) fn wrapper(folder: &Path) -> PathBuf {
    folder.join(format!("{NAME}{}", std::env::consts::EXE_SUFFIX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn a_source_that_another_process_is_reading_stays_whole() {
        let folder = tempfile::tempdir().unwrap();
        let cache = CacheFolder::open(&folder.path().join("library")).unwrap();
        let files = |text: &str| [("rt/races.rs".to_owned(), text.to_owned())];
        write_sources(&cache, &files("first")).unwrap();
        let path = cache.path().join("src/rt/races.rs");
        let mut reading = fs::File::open(&path).unwrap();
        write_sources(&cache, &files("2")).unwrap();
        let mut text = String::new();
        reading.read_to_string(&mut text).unwrap();
        assert_eq!(
            (text.as_str(), fs::read(&path).unwrap()),
            ("first", b"2".to_vec())
        );
    }
}
