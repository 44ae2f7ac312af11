//! Programs of packages under the traced std: records, and `cellmate trace -- cargo`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

/// A package in a folder of its own.
struct Package {
    folder: tempfile::TempDir,
}

impl Package {
    /// Writes files, given as `-- PATH` and their lines.
    fn new(files: &str) -> Self {
        let package = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        for file in files.split("-- ").skip(1) {
            let (path, text) = file.split_once('\n').unwrap();
            let path = package.path(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        package
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Runs cellmate in it.
    fn cellmate(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_cellmate"))
            .args(args)
            .current_dir(self.folder.path())
            .output()
            .unwrap()
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

const STORE: &str = "\
-- app/Cargo.toml
[package]
name = \"shop\"
version = \"0.1.0\"
edition = \"2021\"
[dependencies]
std = { package = \"glass\", path = \"../glass\" }
core = { package = \"glass-core\", path = \"../glass/core\" }
-- app/src/main.rs
mod store;
use std::cell::RefCell;
fn main() {
    let store = store::Store { items: RefCell::new(vec![1]) };
    let first = store.items.borrow();
    store.add(first[0]);
}
-- app/src/store.rs
use std::cell::RefCell;
pub struct Store {
    pub items: RefCell<Vec<u8>>,
}
impl Store {
    pub fn add(&self, n: u8) {
        self.items.borrow_mut().push(n);
    }
}
";

#[test]
fn a_record_is_shown_with_the_files_that_it_names() {
    let package = Package::new(STORE);
    package.cellmate(&["trace", "--export", "glass"]);
    let ran = Command::new("cargo")
        .args(["run", "--offline", "--quiet"])
        .env("GLASS_OUT", "record")
        .env("GLASS_LINES", "1")
        .env_remove("CARGO_TARGET_DIR")
        .current_dir(package.path("app"))
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&ran.stderr);
    assert!(stderr.contains("already borrowed"), "{stderr}");
    let shown = package.cellmate(&["trace", "--from-record", "app/record"]);
    assert_eq!(shown.status.code(), Some(1));
    let text = stdout(&shown);
    for part in [
        "✗ panicked: RefCell already borrowed",
        "app/src/main.rs\n",
        "let first = store.items.borrow();",
        "app/src/store.rs\n",
        "✗ cannot borrow mutably",
        "wants to write, but `first`",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let json = package.cellmate(&["trace", "--from-record", "app/record", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(
        json["files"],
        serde_json::json!(["app/src/main.rs", "app/src/store.rs"])
    );
    assert_eq!(
        json["trace"]["ending"]["outcome"]["line"],
        serde_json::Value::Null
    );
}

#[test]
fn what_is_no_record_is_refused_with_a_remedy() {
    let package = Package::new("-- notes\nhello\n");
    for (file, why) in [
        ("missing", "error: cannot read missing: "),
        ("notes", "error: notes is not a record with lines\nhelp: "),
    ] {
        let refused = package.cellmate(&["trace", "--from-record", file]);
        let stderr = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(2));
        assert!(stderr.starts_with(why), "{stderr}");
    }
}
