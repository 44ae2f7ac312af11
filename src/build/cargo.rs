//! Calls cargo: its manifest, its arguments, its environment, how it ended, and what became of each target.

use super::messages::{self, Heard, Messages};
use super::workspace::Workspace;
use super::{Build, Built, Error, Profile, Target};
use crate::process::{Cancel, Job, Limits, Termination};
use crate::verdict::{Diagnostic, Severity};
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::File;
use std::path::Path;
use std::time::{Duration, SystemTime};
use tracing::info_span;

impl Workspace {
    /// Builds the targets with one cargo call, side by side; a target that fails does not stop the others.
    ///
    /// # Errors
    /// When the machine, not a source, is in the way.
    pub fn build(
        &mut self,
        targets: &[Target],
        wall: Duration,
        cancel: &Cancel,
    ) -> Result<Build, Error> {
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
    ) -> Result<Vec<Diagnostic>, Error> {
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
    fn lay_out(&mut self, targets: &[Target]) -> Result<Vec<String>, Error> {
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
    ) -> Result<Build, Error> {
        for target in targets {
            let path = self.folder.path().join(&target.path);
            let later = SystemTime::now() + Duration::from_hours(366 * 24);
            File::options()
                .write(true)
                .open(&path)
                .and_then(|file| file.set_modified(later))
                .map_err(|source| Error::Workspace { path, source })?;
        }
        let mut arguments = vec!["build".into()];
        arguments.extend(selection(targets));
        match self.cargo(&self.toolchain.cargo, arguments, wall, cancel)? {
            Ok(messages) => self.sort(targets, messages).map(Build::Done),
            Err(end) => Ok(end),
        }
    }

    fn sort(&self, targets: &[Target], mut messages: Messages) -> Result<Vec<Built>, Error> {
        targets
            .iter()
            .map(|target| {
                let heard = messages.targets.remove(&target.name).unwrap_or_default();
                let diagnostics = diagnostics(&heard, &target.path);
                let refused = diagnostics.iter().any(|d| d.severity == Severity::Error);
                if heard.messages.iter().any(messages::Message::is_trouble) {
                    let said = diagnostics.first().map(|d| d.rendered.clone());
                    return Err(Error::CargoFailed(said.unwrap_or_default()));
                }
                if heard.executable.is_none() && !refused {
                    return Err(Error::CargoFailed(format!(
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
    ) -> Result<Result<Messages, Build>, Error> {
        let Profile {
            edition,
            optimize,
            glass,
        } = self.profile;
        let _span = info_span!("build", edition, optimize, glass).entered();
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
        let messages = Messages::read(&ended.stdout.bytes);
        match ended.termination {
            Termination::Exited(0) => Ok(Ok(messages)),
            // 101: some target did not compile. A text can draw more errors than anybody reads; the first will do.
            Termination::Exited(_) | Termination::OutputLimit if messages.has_errors() => {
                Ok(Ok(messages))
            }
            Termination::TimedOut { .. } | Termination::CpuLimit => Ok(Err(Build::TimedOut)),
            Termination::Cancelled => Ok(Err(Build::Cancelled)),
            Termination::Exited(_)
            | Termination::Signalled(_)
            | Termination::OutputLimit
            | Termination::Deadlocked { .. } => {
                let said = String::from_utf8_lossy(&ended.stderr.bytes);
                Err(Error::CargoFailed(format!(
                    "cargo ended with {:?}: {}",
                    ended.termination,
                    said.trim()
                )))
            }
        }
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
             build = false\n[profile.dev]\nincremental = false\ncodegen-units = 1\nopt-level = {}\n",
            self.profile.edition,
            if self.profile.optimize { 3 } else { 0 },
        );
        text += if self.profile.glass {
            // Lines are all that is looked up at run time.
            "debug = \"line-tables-only\"\n[dependencies]\nstd = { package = \"glass\", path = \"glass\" }\n"
        } else {
            "debug = false\nstrip = \"debuginfo\"\n"
        };
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

/// What a target's messages say about `file`, errors first.
fn diagnostics(heard: &Heard, file: &str) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = heard
        .messages
        .iter()
        .filter_map(|message| message.diagnostic(file))
        .collect();
    found.sort_by_key(|diagnostic| diagnostic.severity != Severity::Error);
    found
}
