//! A folder with a course of its own, a home, and the program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use tempfile::TempDir;

pub(crate) struct Scene {
    folder: TempDir,
}

impl Scene {
    /// Makes a folder with nothing but a home.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let scene = Self { folder };
        fs::create_dir(scene.path("home")).unwrap();
        super::builds::copy_into(&scene.path("home/.cache"));
        scene
    }

    /// Makes a folder with a course in `course`: version 1.0.0, and one of its tests is held back.
    pub(crate) fn new() -> Self {
        let scene = Self::empty();
        let good = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/author/good");
        copy(&good, &scene.path("course"));
        scene.change(
            "course/lessons/course.toml",
            "id = \"small\"",
            "id = \"little\"\nversion = \"1.0.0\"",
        );
        scene.change(
            "course/lessons/small/answer.toml",
            "[[feedback]]",
            "[[test]]\nname = \"secret\"\nsays = \"gives it twice\"\nheld_back = true\n\n[[feedback]]",
        );
        let hidden = "course/tests/hidden/answer.rs";
        let tests = scene.read(hidden)
            + "\n/// Nobody knows this one.\n#[test]\nfn secret() {\n    assert_eq!(answer() + answer(), 84);\n}\n";
        scene.write(hidden, &tests);
        scene
    }

    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        self.folder.path().join(inside)
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Writes a file, and creates the folders above it.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Replaces a part of a file, and asserts that the file has it.
    pub(crate) fn change(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from}");
        self.write(path, &text.replacen(from, to, 1));
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        static SYSROOT: OnceLock<String> = OnceLock::new();
        let sysroot = SYSROOT.get_or_init(|| {
            let rustc = Command::new("rustc").args(["--print", "sysroot"]).output();
            let sysroot = String::from_utf8(rustc.unwrap().stdout).unwrap();
            sysroot.trim().to_owned()
        });
        let path = format!("{sysroot}/bin:/usr/bin:/bin");
        let mut command = Command::new(env!("CARGO_BIN_EXE_cellmate"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("HOME", self.path("home"))
            .env("PATH", path)
            .env_remove("XDG_CACHE_HOME")
            .env_remove("TMPDIR");
        command
    }

    /// Runs cellmate, and asserts that it succeeds.
    pub(crate) fn cellmate(&self, arguments: &[&str]) -> String {
        self.ends(arguments, 0)
    }

    /// Runs cellmate, and asserts that it exits with this code. Returns all that it printed.
    pub(crate) fn ends(&self, arguments: &[&str], code: i32) -> String {
        let output = self.command(arguments).output().unwrap();
        let said = said(&output);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        said
    }
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
