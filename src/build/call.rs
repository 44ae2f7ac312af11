//! One call of cargo: its manifest, its arguments, its environment, and how it ended.

use super::messages::{Heard, Messages};
use super::workspace::Workspace;
use super::{Build, Error, Target};
use crate::process::{Cancel, Job, Limits, Termination};
use crate::verdict::{Diagnostic, Severity};
use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

impl Workspace {
    /// Calls cargo; the inner error is an end without messages.
    pub(super) fn cargo(
        &self,
        program: &Path,
        mut arguments: Vec<OsString>,
        wall: Duration,
        cancel: &Cancel,
    ) -> Result<Result<Messages, Build>, Error> {
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

    pub(super) fn manifest(&self, targets: &[Target]) -> String {
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
pub(super) fn selection(targets: &[Target]) -> Vec<OsString> {
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
pub(super) fn diagnostics(heard: &Heard, file: &str) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = heard
        .messages
        .iter()
        .filter_map(|message| message.diagnostic(file))
        .collect();
    found.sort_by_key(|diagnostic| diagnostic.severity != Severity::Error);
    found
}
