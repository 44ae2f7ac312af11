//! Builds programs with cargo in a temporary workspace of its own, cut off from the user's configuration.
//!
//! One cargo call builds any number of targets side by side; what rustc says is sorted by target. Running
//! what was built, and judging it, is left to the grader.

mod messages;
mod toolchain;

pub use toolchain::Toolchain;

use crate::process::{self, Cancel, How, Job, Launcher, Limits};
use crate::verdict::{Diagnostic, Severity};
use messages::{Heard, Messages};
use std::collections::HashMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// Why nothing could be built: the machine's trouble, never the learner's error.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// There is no working toolchain.
    #[error(
        "no working Rust toolchain was found ({0}); install one with rustup, and see that `rustc --version` works in this terminal"
    )]
    NoToolchain(String),
    /// The workspace cannot be written.
    #[error(
        "{path} cannot be written ({source}); see that the disk is not full, or set TMPDIR to a folder with room"
    )]
    Workspace {
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A configuration file above the workspace would change every build.
    #[error(
        "{0} would change how lessons are built; set TMPDIR to a folder that has no .cargo above it"
    )]
    Configured(PathBuf),
    /// cargo ended without building and without saying what is wrong with the program.
    #[error("the build did not work on this machine: {0}")]
    Build(String),
    /// Starting a process failed.
    #[error(transparent)]
    Process(#[from] process::Trouble),
}

/// What all targets of a workspace share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Profile {
    /// The Rust edition, as Cargo writes it.
    pub edition: &'static str,
    /// Whether to optimize.
    pub optimize: bool,
}

/// Something to build.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its name in Cargo's manifest, unique in one build.
    pub name: String,
    /// Where its source stands in the workspace, with `/`.
    pub path: String,
    /// The source.
    pub text: String,
    /// Whether it is built with `--test`.
    pub harness: bool,
}

/// What became of a target.
#[derive(Clone, Debug)]
pub struct Built {
    /// The binary; none where rustc refused the source.
    pub executable: Option<PathBuf>,
    /// What rustc said, errors first.
    pub diagnostics: Vec<Diagnostic>,
}

/// How a build ended.
#[derive(Debug)]
pub enum Build {
    /// Every target was tried; in the order in which they were given.
    Done(Vec<Built>),
    /// The time was over.
    OutOfTime,
    /// Somebody asked to stop.
    Cancelled,
}

/// A temporary cargo workspace with its own `CARGO_HOME` and target folder.
#[derive(Debug)]
pub struct Workspace {
    folder: TempDir,
    profile: Profile,
    toolchain: Toolchain,
    launcher: Launcher,
    /// What was last written to each file, so that nothing is rewritten, and so rebuilt, for nothing.
    written: HashMap<String, String>,
}

impl Workspace {
    /// Makes an empty one.
    ///
    /// # Errors
    /// When the folder for temporary files cannot be used.
    pub fn new(
        toolchain: &Toolchain,
        launcher: &Launcher,
        profile: Profile,
    ) -> Result<Self, Trouble> {
        let above = std::env::temp_dir();
        if let Some(file) = configuration_above(&above) {
            return Err(Trouble::Configured(file));
        }
        let failed = |source| Trouble::Workspace {
            path: above.clone(),
            source,
        };
        let folder = tempfile::Builder::new()
            .prefix("cellmate-")
            .tempdir()
            .map_err(failed)?;
        for inside in ["cargo-home", "scratch"] {
            fs::create_dir(folder.path().join(inside)).map_err(failed)?;
        }
        Ok(Self {
            folder,
            profile,
            toolchain: toolchain.clone(),
            launcher: launcher.clone(),
            written: HashMap::new(),
        })
    }

    /// An empty folder for programs to run in.
    #[must_use]
    pub fn scratch(&self) -> PathBuf {
        self.folder.path().join("scratch")
    }

    /// Writes a file that targets need beside their own source.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, path: &str, text: &str) -> Result<(), Trouble> {
        if self.written.get(path).is_some_and(|old| old == text) {
            return Ok(());
        }
        let file = self.folder.path().join(path);
        let failed = |source| Trouble::Workspace {
            path: file.clone(),
            source,
        };
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        fs::write(&file, text).map_err(failed)?;
        self.written.insert(path.to_owned(), text.to_owned());
        Ok(())
    }

    /// Builds the targets with one cargo call, side by side; a target that fails does not stop the others.
    ///
    /// # Errors
    /// When the machine, not a source, is in the way.
    pub fn build(
        &mut self,
        targets: &[Target],
        wall: Duration,
        cancel: &Cancel,
    ) -> Result<Build, Trouble> {
        let changed = self.lay_out(targets)?;
        let mut arguments = vec!["build".into()];
        arguments.extend(selection(targets));
        let messages = match self.cargo(&self.toolchain.cargo, arguments, wall, cancel)? {
            Ok(messages) => messages,
            Err(end) => return Ok(end),
        };
        // cargo goes by file times. Where a clock was set back, a changed file can look older than what was
        // built from the text before it; a later file time mends that.
        let is_stale = |target: &&Target| {
            changed.contains(&target.path)
                && messages.targets.get(&target.name).is_some_and(|h| h.fresh)
        };
        if targets.iter().any(|target| is_stale(&target)) {
            return self.build_anew(targets, wall, cancel);
        }
        self.sort(targets, messages).map(Build::Done)
    }

    /// What clippy has to say about one target, beyond what rustc says.
    ///
    /// # Errors
    /// When the machine is in the way.
    pub fn lint(
        &mut self,
        target: &Target,
        wall: Duration,
        cancel: &Cancel,
    ) -> Result<Vec<Diagnostic>, Trouble> {
        let Some(clippy) = self.toolchain.clippy.clone() else {
            return Ok(Vec::new());
        };
        self.lay_out(std::slice::from_ref(target))?;
        let mut arguments = vec!["clippy".into()];
        arguments.extend(selection(std::slice::from_ref(target)));
        let Ok(mut messages) = self.cargo(&clippy, arguments, wall, cancel)? else {
            return Ok(Vec::new());
        };
        let heard = messages.targets.remove(&target.name).unwrap_or_default();
        let mut found = diagnostics(&heard, &target.path);
        found.retain(|diagnostic| {
            let code = diagnostic.code.as_deref().unwrap_or_default();
            code.starts_with("clippy::")
        });
        Ok(found)
    }

    /// Writes manifest and sources; says which sources changed.
    fn lay_out(&mut self, targets: &[Target]) -> Result<Vec<String>, Trouble> {
        let manifest = self.manifest(targets);
        self.write("Cargo.toml", &manifest)?;
        let mut changed = Vec::new();
        for target in targets {
            if self.written.get(&target.path) != Some(&target.text) {
                changed.push(target.path.clone());
                self.write(&target.path, &target.text)?;
            }
        }
        Ok(changed)
    }

    fn build_anew(
        &mut self,
        targets: &[Target],
        wall: Duration,
        cancel: &Cancel,
    ) -> Result<Build, Trouble> {
        for target in targets {
            let path = self.folder.path().join(&target.path);
            let later = SystemTime::now() + Duration::from_secs(366 * 24 * 60 * 60);
            File::options()
                .write(true)
                .open(&path)
                .and_then(|file| file.set_modified(later))
                .map_err(|source| Trouble::Workspace { path, source })?;
        }
        let mut arguments = vec!["build".into()];
        arguments.extend(selection(targets));
        match self.cargo(&self.toolchain.cargo, arguments, wall, cancel)? {
            Ok(messages) => self.sort(targets, messages).map(Build::Done),
            Err(end) => Ok(end),
        }
    }

    fn sort(&self, targets: &[Target], mut messages: Messages) -> Result<Vec<Built>, Trouble> {
        targets
            .iter()
            .map(|target| {
                let heard = messages.targets.remove(&target.name).unwrap_or_default();
                let diagnostics = diagnostics(&heard, &target.path);
                let refused = diagnostics.iter().any(|d| d.severity == Severity::Error);
                if heard.messages.iter().any(messages::Message::is_linker_trouble) {
                    let said = diagnostics.first().map(|d| d.rendered.clone());
                    return Err(Trouble::Build(said.unwrap_or_default()));
                }
                if heard.executable.is_none() && !refused {
                    return Err(Trouble::Build(format!(
                        "the compiler ended before it was done with {}; is there enough memory, and room in {}?",
                        target.path,
                        self.folder.path().display()
                    )));
                }
                Ok(Built {
                    executable: heard.executable,
                    diagnostics,
                })
            })
            .collect()
    }

    /// Calls cargo; the inner error is an end without messages.
    fn cargo(
        &self,
        program: &Path,
        mut arguments: Vec<OsString>,
        wall: Duration,
        cancel: &Cancel,
    ) -> Result<Result<Messages, Build>, Trouble> {
        arguments.extend(
            [
                "--offline",
                "--keep-going",
                "--message-format=json-diagnostic-rendered-ansi",
                "--color=never",
            ]
            .map(OsString::from),
        );
        let job = Job {
            program: program.to_owned(),
            args: arguments,
            dir: self.folder.path().to_owned(),
            env: self.environment(),
            limits: Limits {
                wall,
                ..Limits::compiler()
            },
        };
        let ended = self.launcher.run(&job, cancel)?;
        match ended.how {
            How::Exited(0) => {}
            // 101: some target did not compile; a message of rustc says why, or else cargo's own.
            How::Exited(_) if has_errors(&ended.stdout.bytes) => {}
            How::OutOfTime { .. } | How::OutOfCpu => return Ok(Err(Build::OutOfTime)),
            How::Cancelled => return Ok(Err(Build::Cancelled)),
            How::Exited(_) | How::Signalled(_) | How::TooMuchOutput | How::Deadlocked { .. } => {
                let said = String::from_utf8_lossy(&ended.stderr.bytes);
                return Err(Trouble::Build(format!(
                    "cargo ended with {:?}: {}",
                    ended.how,
                    said.trim()
                )));
            }
        }
        Ok(Ok(Messages::read(&ended.stdout.bytes)))
    }

    /// The user's environment without what would steer cargo or rustc another way.
    fn environment(&self) -> Vec<(OsString, OsString)> {
        let steers = |name: &OsString| {
            let name = name.to_string_lossy();
            ["CARGO", "RUST", "CLIPPY", "TERM"]
                .iter()
                .any(|prefix| name.starts_with(prefix))
        };
        let mut environment: Vec<(OsString, OsString)> = std::env::vars_os()
            .filter(|(name, _)| !steers(name))
            .collect();
        let home = self.folder.path().join("cargo-home");
        environment.push(("CARGO_HOME".into(), home.into()));
        environment.push(("RUSTC".into(), self.toolchain.rustc.clone().into()));
        environment.push(("CARGO".into(), self.toolchain.cargo.clone().into()));
        environment
    }

    fn manifest(&self, targets: &[Target]) -> String {
        let mut text = format!(
            "[workspace]\n[package]\nname = \"desk\"\nversion = \"0.0.0\"\nedition = \"{}\"\n\
             autobins = false\nautotests = false\nautoexamples = false\nautobenches = false\n\
             build = false\n[profile.dev]\ndebug = false\nincremental = false\nopt-level = {}\n",
            self.profile.edition,
            if self.profile.optimize { 3 } else { 0 },
        );
        for target in targets {
            let _ = write!(
                text,
                "[[bin]]\nname = \"{}\"\npath = \"{}\"\ntest = {}\n",
                target.name, target.path, target.harness
            );
        }
        text
    }
}

/// `--bin NAME` for programs; `--tests` for harnesses, so that both are built side by side.
fn selection(targets: &[Target]) -> Vec<OsString> {
    let mut arguments = Vec::new();
    for target in targets.iter().filter(|target| !target.harness) {
        arguments.push("--bin".into());
        arguments.push(target.name.clone().into());
    }
    if targets.iter().any(|target| target.harness) {
        arguments.push("--tests".into());
    }
    arguments
}

fn diagnostics(heard: &Heard, file: &str) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = heard
        .messages
        .iter()
        .filter_map(|message| message.diagnostic(file))
        .collect();
    found.sort_by_key(|diagnostic| diagnostic.severity != Severity::Error);
    found
}

fn has_errors(stdout: &[u8]) -> bool {
    Messages::read(stdout).targets.values().any(|heard| {
        diagnostics(heard, "")
            .iter()
            .any(|d| d.severity == Severity::Error)
    })
}

/// A cargo configuration that would apply to everything below `folder`.
fn configuration_above(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find_map(|above| {
        ["config.toml", "config"]
            .map(|name| above.join(".cargo").join(name))
            .into_iter()
            .find(|file| file.is_file())
    })
}
