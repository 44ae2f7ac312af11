//! A folder for a class, with a home of its own.

use cellmate::teach::{ResultLine, read_lines};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

pub(crate) struct Scene {
    folder: TempDir,
}

impl Scene {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("home")).unwrap();
        Self { folder }
    }

    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        self.folder.path().join(inside)
    }

    /// Writes a file, and creates the folders above it.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let rustc = Command::new("rustc").args(["--print", "sysroot"]).output();
        let sysroot = String::from_utf8(rustc.unwrap().stdout).unwrap();
        let path = format!("{}/bin:/usr/bin:/bin", sysroot.trim());
        let mut command = Command::new(env!("CARGO_BIN_EXE_cellmate"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("HOME", self.path("home"))
            .env("PATH", path)
            .env("SECRET_TOKEN", "swordfish")
            .env_remove("XDG_CACHE_HOME")
            .env_remove("TMPDIR");
        command
    }

    /// Runs cellmate, and asserts that it succeeds.
    pub(crate) fn cellmate(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    pub(crate) fn results(&self, out: &str) -> Vec<ResultLine> {
        read_lines(File::open(self.path(out).join("results.jsonl")).unwrap()).unwrap()
    }
}

pub(crate) fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}\n{}", text(&output.stdout), text(&output.stderr))
}

/// Returns all files below a folder with their contents, and all folders.
pub(crate) fn contents(folder: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.file_type().unwrap().is_dir() {
            found.insert(entry.path(), None);
            found.append(&mut contents(&entry.path()));
        } else {
            found.insert(entry.path(), Some(fs::read(entry.path()).unwrap()));
        }
    }
    found
}

/// Returns a file of the course.
pub(crate) fn of_course(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}
