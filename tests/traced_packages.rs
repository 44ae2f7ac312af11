//! Programs of packages under the traced std: records, and `cellmate trace -- cargo`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

#[path = "homes/builds.rs"]
mod builds;
#[path = "packages/schema.rs"]
mod schema;

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

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

    fn cellmate(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    fn command(&self, args: &[&str]) -> Command {
        if args.contains(&"--") {
            self.copy_traced_std();
        } else {
            builds::copy_into(&self.path("cache"));
        }
        self.plain_command(args)
    }

    fn plain_command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cellmate"));
        command
            .args(args)
            .current_dir(self.folder.path())
            .env("XDG_CACHE_HOME", self.path("cache"))
            .env("RUST_BACKTRACE", "0")
            .env("CARGO_NET_OFFLINE", "true")
            .env_remove("CARGO_TARGET_DIR");
        command
    }

    /// Copies the traced std into its cache, because building it again takes seconds of processor time.
    fn copy_traced_std(&self) {
        static BUILT: LazyLock<PathBuf> = LazyLock::new(|| {
            let cache = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("traced_packages");
            let package = Package::new(SMALLEST);
            let args = ["trace", "--", "cargo", "run"];
            let built = package
                .plain_command(&args)
                .env("XDG_CACHE_HOME", &cache)
                .output();
            let built = built.unwrap();
            assert!(built.status.success(), "{}", stderr(&built));
            cache.join("cellmate/packages/libraries")
        });
        let own = self.path("cache/cellmate/packages/libraries");
        if !own.exists() {
            copy(&BUILT, &own);
        }
    }

    /// Its files, without the cache.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() && !path.ends_with("cache") {
                    folders.push(path);
                } else if path.is_file() {
                    found.insert(path.clone(), fs::read(path).unwrap());
                }
            }
        }
        found
    }
}

const SMALLEST: &str = "\
-- Cargo.toml
[package]
name = \"smallest\"
edition = \"2024\"
-- src/main.rs
fn main() {}
";

/// Copies files, but not the link to the binary, which cellmate makes again.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else if !from.is_symlink() {
            fs::copy(from, to).unwrap();
        }
    }
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn assert_has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is missing in:\n{text}");
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Checks a JSON line against the schema that cellmate prints.
fn check_schema(line: &str) -> Value {
    let document: Value = serde_json::from_str(line).unwrap();
    let schema = Package::new("").cellmate(&["trace", "--schema"]);
    let schema: Value = serde_json::from_slice(&schema.stdout).unwrap();
    schema::check(&schema, &document).unwrap();
    document
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
        // Calls are found by their lines.
        .env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only")
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
        "✗ panicked: `RefCell` already borrowed",
        "app/src/main.rs\n",
        "let first = store.items.borrow();",
        "app/src/store.rs\n",
        "✗ cannot borrow mutably",
        "app/src/store.rs:7 calls `borrow_mut` (in `add`, called by `main` at",
        "app/src/main.rs:6), but the read guard `first`",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let json = package.cellmate(&["trace", "--from-record", "app/record", "--format", "json"]);
    let json = check_schema(&stdout(&json));
    let explanation = &json["trace"]["explanations"][0];
    assert_eq!(explanation["kind"], "conflict");
    let message = explanation["message"].as_str().unwrap();
    assert!(message.starts_with("app/src/store.rs:7 "), "{message}");
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
fn a_file_that_is_not_a_record_is_refused_with_a_remedy() {
    let package = Package::new("-- notes\nhello\n");
    for (file, why) in [
        ("missing", "error: cannot read missing: "),
        (
            "notes",
            "error: notes is not a record of borrows and locks\nhelp: ",
        ),
    ] {
        let refused = package.cellmate(&["trace", "--from-record", file]);
        let stderr = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(2));
        assert!(stderr.starts_with(why), "{stderr}");
    }
}

#[test]
fn a_file_is_traced_with_the_files_that_it_includes() {
    let package = Package::new(
        "-- src/main.rs
mod store;
#[path = \"odd.rs\"]
mod even;
include!(\"more.rs\");
fn main() {
    assert_eq!(include_str!(\"../text\"), \"text\\n\");
    let store = store::Store::default();
    let first = store.items.borrow();
    more(first.len() + even::TWO);
    store.add(1);
}
-- src/store.rs
use std::cell::RefCell;
#[derive(Default)]
pub struct Store {
    pub items: RefCell<Vec<u8>>,
}
impl Store {
    pub fn add(&self, n: u8) {
        self.items.borrow_mut().push(n);
    }
}
-- src/odd.rs
pub const TWO: usize = 2;
-- src/more.rs
fn more(n: usize) { println!(\"{n} more\"); }
-- text
text
",
    );
    let before = package.files();
    let json = package.cellmate(&["trace", "src/main.rs", "--format=json"]);
    let json = check_schema(&stdout(&json));
    assert_eq!(json["file"], "src/main.rs");
    let traced = package.cellmate(&["trace", "src/main.rs"]);
    assert!(package.files() == before, "a file was touched");
    assert_eq!(traced.status.code(), Some(1), "{}", stderr(&traced));
    assert_has(
        &stdout(&traced),
        &[
            "✗ panicked: `RefCell` already borrowed",
            "src/main.rs\n",
            "src/store.rs\n",
            "src/store.rs:8 calls `borrow_mut` (in `add`, called by `main` at\nsrc/main.rs:10),",
        ],
    );
}

#[test]
fn a_file_that_only_the_traced_std_refuses_is_distinguished_from_one_that_does_not_compile() {
    let package = Package::new(
        "-- size.rs
use std::sync::atomic::AtomicU32;
fn main() {
    let number: u32 = unsafe { std::mem::transmute(AtomicU32::new(7)) };
    println!(\"{number}\");
}
-- wrong.rs
mod beside;
fn main() {
    let guard = std::cell::RefCell::new(beside::ONE).borrow_mat();
}
-- beside.rs
pub const ONE: u8 = 1;
",
    );
    let differs = package.cellmate(&["trace", "size.rs"]);
    assert_eq!(differs.status.code(), Some(2));
    assert_eq!(
        stdout(&differs),
        "The program compiles with std, but not with the traced std, which differs here:\n\n\
         error[E0512]: cannot transmute between types of different sizes, or dependently-sized types\n  --> size.rs:3\n\n\
         cellmate did not run it. `cellmate help trace` says what differs.\n"
    );
    let json = package.cellmate(&["trace", "size.rs", "--format=json"]);
    let json = check_schema(&stdout(&json));
    assert_eq!(json["compiles_with_std"], true);
    let wrong = package.cellmate(&["trace", "wrong.rs"]);
    assert_eq!(wrong.status.code(), Some(2));
    let text = stdout(&wrong);
    assert_has(
        &text,
        &[
            "error[E0599]: no method named `borrow_mat`",
            "--> wrong.rs:3:54",
            "The program does not compile, so cellmate did not run it.",
        ],
    );
    assert!(!text.contains("glass"), "{text}");
}

/// Units, an integration test that starts its own binary, an example in the documentation, a build script, and a proc
/// macro with a test.
const WORKSPACE: &str = include_str!("packages/workspace.txt");

#[test]
fn each_test_of_a_workspace_is_traced_by_itself_and_no_file_changes() {
    let workspace = Package::new(WORKSPACE);
    let before = workspace.files();
    let traced = workspace.cellmate(&["trace", "--", "cargo", "test", "--no-fail-fast"]);
    assert!(workspace.files() == before, "a file was touched");
    let (stdout, stderr) = (stdout(&traced), stderr(&traced));
    // cargo itself exits with this code if a test fails.
    assert_eq!(traced.status.code(), Some(101), "{stdout}{stderr}");
    assert_has(
        &stdout,
        &[
            "running 10 tests",
            "test tests::ignored ... ignored",
            "test tests::a_panic_that_is_expected - should panic ... ok",
            "test tests::adding_while_looking_panics ... FAILED",
            "test tests::two_locks_hang ... FAILED",
            "---- tests::adding_while_looking_panics stdout ----",
            "test result: FAILED. 5 passed; 4 failed; 1 ignored; 0 measured; 0 filtered out; finished in ",
            "test tests::hits_are_counted ... ok",
            "test tests::hitting_and_adding_panics ... FAILED",
            "test names_are_read ... ok",
            "test the_binary_sells ... ok",
            "shop/src/lib.rs - (line 3) ... ok",
        ],
    );
    assert!(!stdout.contains("traced"), "{stdout}");
    assert_has(
        &stderr,
        &[
            "✗ traced 13 tests and 2 programs: 2 fail, 1 hangs, 1 leaks, 2 could not be\n  traced to their end",
            "called from the crate `gate`; its last traced step was on line 96.",
            "shop: tests::an_integer_is_cast_to_an_atomic\ncellmate cannot trace the crate `shop`: at shop/src/lib.rs:106, the crate casts\nto an atomic, but",
            "shop: tests::adding_while_looking_panics\n✗ panicked: `RefCell` already borrowed",
            "shop/src/store.rs\n",
            "✗ cannot borrow mutably",
            "bare: tests::hitting_and_adding_panics\n✗ panicked on line 15: `RefCell` already borrowed\n\nbare/src/lib.rs\n",
            "Line 15 calls `borrow_mut` (in `hit`, called by `hit_and_add` on line 22)",
            "shop: tests::two_locks_hang\n✗ deadlock",
            "wait for each other.",
            "shop: tests::a_ring_leaks\n✓ passed, but leaks 1 cell",
            "never dropped",
        ],
    );

    let of_a_test = ["--", "cargo", "test", "--lib", "-p", "shop", "lost"];
    let explored = ["trace", "--schedules"].iter().chain(&of_a_test);
    let explored = workspace.cellmate(&explored.copied().collect::<Vec<_>>());
    assert_eq!(explored.status.code(), Some(1));
    assert_has(
        &self::stderr(&explored),
        &[
            "✗ traced 1 test: 1 differs between schedules",
            "1 of 3 schedules fails, with 1 preemption: got 1, expected 2",
        ],
    );
    let json = ["trace", "--schedules", "--format=json"]
        .iter()
        .chain(&of_a_test);
    let json = self::stderr(&workspace.cellmate(&json.copied().collect::<Vec<_>>()));
    let document = check_schema(json.lines().last().unwrap());
    let failing = &document["programs"][0]["exploration"]["failing_trace"];
    assert!(failing["events"].is_array(), "{document}");

    let mut shop = workspace
        .command(&["trace", "--", "cargo", "run", "--", "twice"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    shop.stdin.take().unwrap().write_all(b"tea milk").unwrap();
    let ran = shop.wait_with_output().unwrap();
    assert_eq!(ran.status.code(), Some(101));
    assert_eq!(self::stdout(&ran), "2 sold\n");
    assert_has(
        &self::stderr(&ran),
        &["✗ traced 1 program: 1 fails", "calls `borrow_mut`"],
    );
}

#[test]
fn the_sample_of_cargo_test_on_the_help_page_is_what_cellmate_prints() {
    let page = include_str!("../src/cli/help/trace.md");
    let package = Package::new(include_str!("packages/shop.txt"));
    let traced = package
        .command(&["trace", "--", "cargo", "test"])
        .env("COLUMNS", "80")
        .output()
        .unwrap();
    let printed = stderr(&traced);
    let from = printed.find("✗ traced").unwrap_or_default();
    let sample = format!("```text\n{}\n```", printed[from..].trim_end());
    assert!(page.contains(&sample), "the page lacks\n{sample}");
}

#[test]
fn what_cannot_be_traced_is_refused_with_a_remedy() {
    let package = Package::new("-- notes\nhello\n");
    for (args, why) in [
        (
            &["make"][..],
            "error: cellmate can trace only cargo commands, not `make`\nhelp: ",
        ),
        (
            &["cargo", "bench"],
            "error: cellmate cannot trace `cargo bench`\nhelp: ",
        ),
        (&["cargo", "test"], "error: could not find `Cargo.toml`"),
        (
            &["cargo", "test", "--target", "wasm32-unknown-unknown"],
            "error: a traced program has to run on this machine, not on wasm32-unknown-unknown\nhelp: ",
        ),
    ] {
        let words: Vec<&str> = ["trace", "--"].iter().chain(args).copied().collect();
        let refused = package.cellmate(&words);
        assert_eq!(refused.status.code(), Some(2), "{args:?}");
        let stderr = stderr(&refused);
        assert!(stderr.starts_with(why), "{stderr}");
        assert!(stderr.contains("\nhelp: "), "{stderr}");
    }
}

/// Other systems do not have such paths.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_whose_name_is_not_utf8_is_refused() {
    use std::os::unix::ffi::OsStringExt as _;
    let package = Package::new("");
    let name = std::ffi::OsString::from_vec(b"sh\xffop".to_vec());
    let folder = package.folder.path().join(name);
    fs::create_dir(&folder).unwrap();
    let mut command = package.command(&["trace", "--", "cargo", "test"]);
    let refused = command.current_dir(&folder).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    let says = stderr(&refused);
    let expected = "is not UTF-8, so cellmate cannot trace a package in it\nhelp: ";
    assert_has(&says, &[expected]);
}

#[cfg(unix)]
#[test]
fn schedules_of_several_tests_are_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let package = Package::new(
        r#"-- deps/two
#!/bin/sh
case "$*" in
  *--ignored*) echo "0 tests, 0 benchmarks" ;;
  *) printf 'one: test\ntwo: test\n\n2 tests, 0 benchmarks\n' ;;
esac
-- session/orders.json
{"tests": true, "limit": 9, "folders": {"root": null, "shown_from": "/"}, "schedules": {
  "max_preemptions": 1, "random_schedules": 0, "max_schedules": 1, "max_time": {"secs": 1, "nanos": 0},
  "compares": false}}
"#,
    );
    let two = package.path("deps/two");
    fs::set_permissions(&two, fs::Permissions::from_mode(0o755)).unwrap();
    let refused = package.cellmate(&["__run-traced", "session", two.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(
        stderr(&refused),
        "error: `--schedules` tries the schedules of one test, but the command selects 2\n\
         help: name one test: `cellmate trace --schedules -- cargo test --lib NAME -- --exact`\n"
    );
}

#[cfg(unix)]
#[test]
fn a_test_binary_that_hangs_before_its_tests_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let package = Package::new(
        r#"-- deps/stuck
#!/bin/sh
exec sleep 100
-- session/orders.json
{"tests": true, "limit": 1, "folders": {"root": null, "shown_from": "/"}, "schedules": null}
"#,
    );
    let stuck = package.path("deps/stuck");
    fs::set_permissions(&stuck, fs::Permissions::from_mode(0o755)).unwrap();
    let refused = package.cellmate(&["__run-traced", "session", stuck.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(2));
    let says = String::from_utf8(refused.stderr).unwrap();
    let expected = "error: `stuck` hangs while listing its tests\nhelp: ";
    assert!(says.starts_with(expected), "{says}");
    // Without a result, the summary would say that nothing hangs.
    let remaining = fs::read_dir(package.path("session")).unwrap();
    let remaining = remaining.map(|entry| entry.unwrap().path());
    let is_result = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with("result-")
    };
    let results: Vec<String> = remaining
        .filter(is_result)
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let [result] = results.as_slice() else {
        panic!("{results:?}")
    };
    for says in [
        "\"binary\":\"stuck\"",
        "\"passed\":false",
        "hung while listing its tests",
    ] {
        assert!(result.contains(says), "{says}: {result}");
    }
}
