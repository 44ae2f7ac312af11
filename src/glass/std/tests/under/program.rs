//! A program in `programs/`, built by rustc with std or with glass as `std`, and run.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// A program's source, and what its first comments ask for.
pub(crate) struct Program {
    name: String,
    pub(crate) path: PathBuf,
    text: String,
    pub(crate) editions: Vec<String>,
}

/// A program that was built.
pub(crate) struct Built {
    path: PathBuf,
    arguments: Vec<String>,
    stdin: String,
    stdout: Option<String>,
}

/// The result of a run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Program {
    pub(crate) fn read(name: &str) -> Self {
        let path = PathBuf::from(format!("{name}.rs"));
        let text = fs::read_to_string(programs().join(&path)).unwrap();
        let mut program = Self {
            name: name.to_owned(),
            path,
            text,
            editions: Vec::new(),
        };
        let editions = program.asked("editions").unwrap_or("2024").to_owned();
        program.editions = editions.split_whitespace().map(str::to_owned).collect();
        program
    }

    /// Returns what follows `// key:`.
    fn asked(&self, key: &str) -> Option<&str> {
        let start = format!("// {key}: ");
        self.text.lines().find_map(|line| line.strip_prefix(&start))
    }

    /// Returns what follows `//~`, with the numbers of the lines.
    pub(crate) fn annotations(&self) -> Vec<String> {
        let lines = self.text.lines().enumerate();
        let behind = |(index, line): (usize, &str)| {
            let (_, words) = line.split_once("//~ ")?;
            Some(format!("{}: {words}", index + 1))
        };
        lines.filter_map(behind).collect()
    }

    /// Returns the number of the line that starts with this text.
    pub(crate) fn line_of(&self, start: &str) -> usize {
        let mut lines = self.text.lines();
        lines
            .position(|line| line.trim_start().starts_with(start))
            .unwrap()
            + 1
    }

    pub(crate) fn genuine(&self, edition: &str) -> Built {
        self.build(edition, "genuine", &[])
    }

    pub(crate) fn twin(&self, edition: &str) -> Built {
        let glass = format!("std={}", glass().display());
        self.build(edition, "twin", &["--extern", &glass])
    }

    fn build(&self, edition: &str, kind: &str, more: &[&str]) -> Built {
        let made = format!("{}_{edition}_{kind}", self.name);
        let path = folder().join(made);
        let is_test = self.text.contains("#[test]");
        let mut rustc = rustc();
        rustc.args([
            "--cap-lints=allow",
            "--edition",
            edition,
            "-Cdebuginfo=line-tables-only",
        ]);
        rustc.args(more).arg("-o").arg(&path).arg(&self.path);
        rustc.args(["--crate-name", &format!("{}_{kind}_{edition}", self.name)]);
        if is_test {
            rustc.arg("--test");
        }
        let done = rustc.output().unwrap();
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        let arguments = self.asked("arguments").unwrap_or_default();
        Built {
            path,
            arguments: arguments.split_whitespace().map(str::to_owned).collect(),
            stdin: self.asked("stdin").unwrap_or_default().replace("\\n", "\n"),
            stdout: self.asked("stdout").map(str::to_owned),
        }
    }
}

impl Built {
    /// Runs the program, and kills it if it does not exit.
    pub(crate) fn run(&self, environment: &[(&str, &str)]) -> Ran {
        let ends = ["stdin", "stdout", "stderr"];
        let [stdin, mut stdout, stderr] = ends.map(|end| self.path.with_extension(end));
        fs::write(&stdin, &self.stdin).unwrap();
        if let Some(other) = &self.stdout {
            stdout = other.into();
        }
        let mut child = Command::new(&self.path)
            .args(&self.arguments)
            .current_dir(programs())
            .env_remove("RUST_BACKTRACE")
            .envs(environment.iter().copied())
            .stdin(File::open(&stdin).unwrap())
            .stdout(File::create(&stdout).unwrap())
            .stderr(File::create(&stderr).unwrap())
            .spawn()
            .unwrap();
        let late = Instant::now() + Duration::from_secs(20);
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if Instant::now() > late {
                child.kill().unwrap();
                break child.wait().unwrap();
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        Ran {
            status: status.code(),
            stdout: match self.stdout {
                None => untimed(&fs::read_to_string(&stdout).unwrap()),
                Some(_) => String::new(),
            },
            stderr: unnumbered(&fs::read_to_string(&stderr).unwrap()),
        }
    }

    /// Returns what a run records.
    pub(crate) fn record(&self) -> String {
        let out = self.path.with_extension("record");
        let _ = fs::remove_file(&out);
        self.run(&[("GLASS_OUT", out.to_str().unwrap()), ("GLASS_LINES", "1")]);
        fs::read_to_string(&out).unwrap()
    }

    /// Like [`Self::record`], with a limit on recorded events.
    #[allow(
        dead_code,
        reason = "only the tests of whole programs look at a cut one"
    )]
    pub(crate) fn record_of(&self, events: u32) -> String {
        let out = self.path.with_extension("cut-record");
        let _ = fs::remove_file(&out);
        self.run(&[
            ("GLASS_OUT", out.to_str().unwrap()),
            ("GLASS_LINES", "1"),
            ("GLASS_EVENTS", &events.to_string()),
        ]);
        fs::read_to_string(&out).unwrap()
    }
}

/// Removes the seconds that libtest measures.
fn untimed(text: &str) -> String {
    let timed = |line: &str| {
        line.split("; finished in")
            .next()
            .unwrap_or(line)
            .to_owned()
    };
    let text: Vec<_> = text.lines().map(timed).collect();
    unnumbered(&text.join("\n"))
}

/// Removes the system's number of a thread, which is in parentheses before "panicked".
fn unnumbered(text: &str) -> String {
    let plain = |line: &str| match line.split_once("' (") {
        Some((name, rest)) if line.starts_with("thread '") => {
            let rest = rest.split_once(')').map_or(rest, |(_, rest)| rest);
            format!("{name}'{rest}\n")
        }
        _ => format!("{line}\n"),
    };
    text.lines().map(plain).collect()
}

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns where the sources are. Programs are built and run there, so that their files have the same names in
/// backtraces.
fn programs() -> PathBuf {
    here().join("tests/programs")
}

/// Returns where executables are written.
fn folder() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}

fn rustc() -> Command {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.current_dir(programs()).stdin(Stdio::null());
    rustc
}

/// Returns this crate, built as a dependency is: by its full path.
fn glass() -> &'static Path {
    static GLASS: OnceLock<PathBuf> = OnceLock::new();
    GLASS.get_or_init(|| {
        let made = folder().join("libglass.rlib");
        let done = rustc()
            .args([
                "-Cdebuginfo=line-tables-only",
                "--cap-lints=allow",
                "--edition=2024",
                "--crate-type=rlib",
                "--crate-name=glass",
            ])
            .env("CARGO_MANIFEST_DIR", here())
            .arg("-o")
            .arg(&made)
            .arg(here().join("lib.rs"))
            .output()
            .unwrap();
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        made
    })
}
