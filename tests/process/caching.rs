//! The user's cache folder: with it, another `check` asks rustc nothing and builds no glass; a cache that is broken,
//! old or not the user's own does no harm.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A home folder with a toolchain that notes each start of its rustc.
struct Home {
    folder: TempDir,
}

/// How often rustc was started, for each purpose.
#[derive(Debug, Default, PartialEq)]
struct Starts {
    questions: usize,
    programs: usize,
    glass: usize,
}

impl Home {
    fn new() -> Self {
        let home = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let rustc = Command::new("rustc").args(["--print", "sysroot"]).output();
        let sysroot = String::from_utf8(rustc.unwrap().stdout).unwrap();
        let bin = Path::new(sysroot.trim()).join("bin");
        fs::create_dir_all(home.path("toolchain/bin")).unwrap();
        let toolchain = home.path("toolchain");
        let rustc = format!(
            "#!/bin/sh\necho \"$@\" >> {}\n[ \"$*\" = '--print sysroot' ] && exec echo {}\n\
             # That glass is built is all that counts here, and without optimizing it takes a third of the time.\n\
             case \"$*\" in *'--crate-name glass'*) set -- \"$@\" -Copt-level=0;; esac\n\
             exec {} \"$@\"\n",
            home.path("starts").display(),
            toolchain.display(),
            bin.join("rustc").display()
        );
        let cargo = format!("#!/bin/sh\nexec {} \"$@\"\n", bin.join("cargo").display());
        for (name, script) in [("rustc", rustc), ("cargo", cargo)] {
            let file = home.path("toolchain/bin").join(name);
            fs::write(&file, script).unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        }
        fs::write(home.path("a.rs"), "fn main() { println!(\"traced\"); }\n").unwrap();
        home.cellmate(&["init"]);
        home
    }

    fn path(&self, inside: &str) -> PathBuf {
        self.folder.path().join(inside)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let path = format!("{}:/usr/bin:/bin", self.path("toolchain/bin").display());
        let mut command = Command::new(env!("CARGO_BIN_EXE_cellmate"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("HOME", self.folder.path())
            .env("PATH", path)
            .env_remove("XDG_CACHE_HOME");
        command
    }

    fn cellmate(&self, arguments: &[&str]) -> (String, Starts) {
        let _ = fs::remove_file(self.path("starts"));
        let output = self.command(arguments).output().unwrap();
        assert_ne!(output.status.code(), Some(2), "{output:?}");
        let mut starts = Starts::default();
        let log = fs::read_to_string(self.path("starts")).unwrap_or_default();
        for line in log.lines() {
            let counter = match line {
                _ if line.contains("--crate-name glass") => &mut starts.glass,
                _ if line.contains(".rs ") => &mut starts.programs,
                _ => &mut starts.questions,
            };
            *counter += 1;
        }
        (String::from_utf8(output.stdout).unwrap(), starts)
    }

    fn check(&self) -> Starts {
        let (stdout, starts) = self.cellmate(&["check", "first_look", "--no-advice"]);
        assert!(stdout.contains("Wrong output"), "{stdout}");
        assert!(starts.programs > 0, "{starts:?}");
        starts
    }

    fn trace(&self) -> Starts {
        let (stdout, starts) = self.cellmate(&["trace", "a.rs"]);
        assert!(stdout.contains("✓ finished"), "{stdout}");
        assert_eq!(starts.programs, 1);
        starts
    }

    /// All files in the cache.
    fn kept(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.path(".cache/cellmate")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let folder = entry.path().is_dir();
                if folder { &mut folders } else { &mut found }.push(entry.path());
            }
        }
        found
    }
}

fn usual_rustup_home() -> PathBuf {
    PathBuf::from(std::env::var_os("HOME").unwrap()).join(".rustup")
}

const NO_QUESTION: Starts = Starts {
    questions: 0,
    programs: 1,
    glass: 0,
};

#[test]
fn the_second_trace_asks_nothing_and_builds_no_glass_unless_the_cache_is_broken() {
    let home = Home::new();
    let first = home.trace();
    assert!(first.questions > 2 && first.glass == 2, "{first:?}");
    assert_eq!(home.trace(), NO_QUESTION);

    for file in home.kept() {
        let length = fs::metadata(&file).unwrap().len();
        let file = File::options().write(true).open(file).unwrap();
        file.set_len(length / 2).unwrap();
    }
    assert_eq!(home.trace(), first);
    assert_eq!(home.trace(), NO_QUESTION);

    fs::remove_dir_all(home.path(".cache")).unwrap();
    assert_eq!(home.trace(), first);
}

#[test]
fn what_others_put_into_the_folder_for_temporary_files_changes_no_build() {
    let home = Home::new();
    let shared = home.path("shared");
    fs::create_dir_all(shared.join(".cargo")).unwrap();
    let configuration = "[build]\nrustflags = [\"--cfg\", \"not a cfg\"]\nrustc = \"/nowhere\"\n";
    fs::write(shared.join(".cargo/config.toml"), configuration).unwrap();
    let toolchain = "[toolchain]\nchannel = \"0.0.0\"\n";
    for (name, text) in [
        ("rust-toolchain.toml", toolchain),
        ("Cargo.toml", "[workspace]\n"),
        ("clippy.toml", "not TOML"),
    ] {
        fs::write(shared.join(name), text).unwrap();
    }
    // With rustup's proxies, which read `rust-toolchain.toml`.
    let path = std::env::var_os("PATH").unwrap();
    let rustup = std::env::var_os("RUSTUP_HOME").map_or_else(usual_rustup_home, PathBuf::from);
    let mut check = home.command(&["check", "first_look"]);
    check.env("PATH", path).env("RUSTUP_HOME", rustup);
    let output = check.env("TMPDIR", &shared).output().unwrap();
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(stdout.contains("Wrong output"), "{output:?}");
}

#[test]
fn another_toolchain_is_asked_again() {
    let home = Home::new();
    let first = home.check();
    assert_eq!(home.check().questions, 0);
    let rustc = home.path("toolchain/bin/rustc");
    let updated = fs::read_to_string(&rustc).unwrap() + "# updated\n";
    fs::write(&rustc, updated).unwrap();
    assert_eq!(home.check(), first);
    assert_eq!(home.check().questions, 0);
}

#[test]
fn a_cache_that_others_can_write_is_not_used() {
    let home = Home::new();
    let first = home.check();
    let cache = home.path(".cache/cellmate");
    fs::set_permissions(&cache, fs::Permissions::from_mode(0o777)).unwrap();
    assert_eq!(home.check(), first);

    fs::remove_dir_all(home.path(".cache")).unwrap();
    fs::write(home.path(".cache"), "").unwrap();
    assert_eq!(home.check(), first);
    assert_eq!(home.check(), first);
}
