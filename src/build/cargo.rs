//! Runs cargo: writes its manifest, sets its environment, and reads the result of each target.

use super::failure::cause_lines;
use super::messages::{self, Messages, TargetMessages};
use super::workspace::Workspace;
use super::{Built, Error, Executable, Profile, Target};
use crate::parallel;
use crate::process::{self, Cancel, FileAccess, Job, Limits, Termination};
use crate::verdict::Diagnostic;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::File;
use std::path::Path;
use std::time::{Duration, SystemTime};
use tracing::info_span;

/// Makes backtraces name the line where a macro of the program is called, not the line of its body.
const MACROS_AS_CALLS: &str = "-Ccollapse-macro-debuginfo=yes";

/// The maximum size of a file that a confined build writes, in bytes.
const MAX_CONFINED_FILE: u64 = 512 << 20;

impl Workspace {
    /// Builds the targets, and returns their results in the same order. A target that fails does not stop the others.
    /// `wall` is the time limit of each run of cargo.
    ///
    /// # Errors
    /// If it was cancelled or took too long, or on a machine error; errors in a source are part of the result.
    pub fn build(
        &mut self,
        targets: &[Target],
        wall: Duration,
        cancel: &Cancel,
    ) -> Result<Vec<Built>, Error> {
        let has_module = |target: &&Target| target.module.is_some();
        if targets.iter().filter(has_module).count() > 1 {
            return self.build_joined(targets, wall, cancel);
        }
        self.build_each(targets, wall, cancel)
    }

    pub(super) fn build_each(
        &mut self,
        targets: &[Target],
        wall: Duration,
        cancel: &Cancel,
    ) -> Result<Vec<Built>, Error> {
        let changed = self.write_sources(targets)?;
        let mut arguments = vec!["build".into()];
        arguments.extend(target_arguments(targets));
        let messages = self.cargo(&self.toolchain.cargo, arguments, wall, cancel)?;
        // cargo compares file times. If the clock was set back, a changed file can look older than what was built
        // before the change; a later file time fixes that.
        let is_stale = |target: &Target| {
            let built = messages.targets.get(&target.name);
            changed.contains(&target.path) && built.is_some_and(|built| built.fresh)
        };
        if targets.iter().any(is_stale) {
            return self.rebuild(targets, wall, cancel);
        }
        self.results(targets, messages)
    }

    /// Returns the clippy and rustc messages about one target; none if clippy is not installed.
    ///
    /// # Errors
    /// If it was cancelled or took too long, or on a machine error.
    pub fn lint(
        &mut self,
        target: &Target,
        wall: Duration,
        cancel: &Cancel,
    ) -> Result<Vec<Diagnostic>, Error> {
        let Some(clippy) = self.toolchain.clippy.clone() else {
            return Ok(Vec::new());
        };
        self.write_sources(std::slice::from_ref(target))?;
        let mut arguments = vec!["clippy".into()];
        arguments.extend(target_arguments(std::slice::from_ref(target)));
        let mut messages = self.cargo(&clippy, arguments, wall, cancel)?;
        let found = messages.targets.remove(&target.name).unwrap_or_default();
        Ok(diagnostics(&found, &target.path))
    }

    /// Writes the manifest and the sources. Returns the sources that changed.
    fn write_sources(&mut self, targets: &[Target]) -> Result<Vec<String>, Error> {
        let manifest = self.manifest(targets);
        self.write("Cargo.toml", &manifest)?;
        let mut changed = Vec::new();
        // A source outside the workspace is built where it is.
        for target in targets
            .iter()
            .filter(|target| Path::new(&target.path).is_relative())
        {
            if self.written.get(&target.path) != Some(&target.text) {
                changed.push(target.path.clone());
                self.write(&target.path, &target.text)?;
            }
        }
        Ok(changed)
    }

    fn rebuild(
        &mut self,
        targets: &[Target],
        wall: Duration,
        cancel: &Cancel,
    ) -> Result<Vec<Built>, Error> {
        for target in targets
            .iter()
            .filter(|target| Path::new(&target.path).is_relative())
        {
            let path = self.folder.path().join(&target.path);
            let later = SystemTime::now() + Duration::from_hours(366 * 24);
            File::options()
                .write(true)
                .open(&path)
                .and_then(|file| file.set_modified(later))
                .map_err(|source| Error::Workspace { path, source })?;
        }
        let mut arguments = vec!["build".into()];
        arguments.extend(target_arguments(targets));
        let messages = self.cargo(&self.toolchain.cargo, arguments, wall, cancel)?;
        self.results(targets, messages)
    }

    fn results(&self, targets: &[Target], mut messages: Messages) -> Result<Vec<Built>, Error> {
        targets
            .iter()
            .map(|target| {
                let found = messages.targets.remove(&target.name).unwrap_or_default();
                let diagnostics = diagnostics(&found, &target.path);
                let refused = diagnostics.iter().any(Diagnostic::is_error);
                if found.messages.iter().any(messages::RustcMessage::is_machine_error) {
                    let text = diagnostics.first().map(|d| d.rendered.clone());
                    return Err(Error::CargoFailed(cause_lines(&text.unwrap_or_default())));
                }
                if found.executable.is_none() && !refused {
                    return Err(Error::CargoFailed(format!(
                        "rustc exited before it had compiled {}\nhelp: check that there is enough memory, and enough disk space in {}",
                        target.path,
                        self.folder.path().display()
                    )));
                }
                Ok(Built {
                    executable: found.executable.map(Executable::alone),
                    diagnostics,
                })
            })
            .collect()
    }

    fn cargo(
        &self,
        program: &Path,
        mut arguments: Vec<OsString>,
        wall: Duration,
        cancel: &Cancel,
    ) -> Result<Messages, Error> {
        let Profile {
            edition,
            optimize,
            glass,
            allow_dead_code: _,
            line_tables: _,
        } = self.profile;
        let _span = info_span!("build", edition = edition.as_str(), optimize, glass).entered();
        arguments.extend(["--manifest-path"].map(OsString::from));
        arguments.push(self.folder.path().join("Cargo.toml").into());
        arguments.extend(
            [
                "--offline",
                "--keep-going",
                "--message-format=json-diagnostic-rendered-ansi",
                "--color=never",
            ]
            .map(OsString::from),
        );
        if let Some(cores) = parallel::core_limit() {
            arguments.push(format!("--jobs={cores}").into());
        }
        let confined = self.launcher.is_confined();
        let job = Job {
            program: program.to_owned(),
            args: arguments,
            dir: process::neutral_folder(),
            env: self.environment(),
            limits: Limits {
                wall,
                file_size: confined.then_some(MAX_CONFINED_FILE),
                ..Limits::compiler()
            },
            access: FileAccess {
                builds: true,
                read: self.toolchain.folders(),
                write: vec![self.folder.path().to_owned()],
            },
        };
        let known = self.restore_answers(program);
        let output = self.launcher.run(&job, cancel)?;
        self.keep_answers(program, known.as_deref());
        let messages = Messages::read(&output.stdout.bytes);
        match output.termination {
            Termination::Exited(0) => Ok(messages),
            // 101: some target did not compile. If a source has more errors than are read, the first ones are enough.
            Termination::Exited(_) | Termination::OutputLimit if messages.has_errors() => {
                Ok(messages)
            }
            Termination::TimedOut { .. } | Termination::CpuLimit => {
                Err(Error::TooSlow { limit: wall })
            }
            Termination::Cancelled => Err(Error::Cancelled),
            Termination::Exited(_)
            | Termination::Signaled(_)
            | Termination::OutputLimit
            | Termination::FileSizeLimit
            | Termination::Deadlocked { .. } => {
                let text = String::from_utf8_lossy(&output.stderr.bytes);
                Err(Error::CargoFailed(format!(
                    "cargo {}: {}",
                    output.termination,
                    cause_lines(&text)
                )))
            }
        }
    }

    fn environment(&self) -> Vec<(OsString, OsString)> {
        let mut environment = if self.launcher.is_confined() {
            process::confined_build_environment(self.folder.path())
        } else {
            process::build_environment()
        };
        let home = self.folder.path().join("cargo-home");
        environment.push(("CARGO_HOME".into(), home.into()));
        environment.push(("RUSTC".into(), self.toolchain.rustc.clone().into()));
        environment.push(("CARGO".into(), self.toolchain.cargo.clone().into()));
        if self.profile.glass {
            environment.push(("RUSTFLAGS".into(), MACROS_AS_CALLS.into()));
        }
        environment
    }

    fn manifest(&self, targets: &[Target]) -> String {
        let mut text = format!(
            "[workspace]\n[package]\nname = \"desk\"\nversion = \"0.0.0\"\nedition = \"{}\"\n\
             autobins = false\nautotests = false\nautoexamples = false\nautobenches = false\n\
             build = false\n[profile.dev]\nincremental = false\ncodegen-units = 1\nopt-level = {}\n",
            self.profile.edition.as_str(),
            if self.profile.optimize { 3 } else { 0 },
        );
        text += if self.profile.glass {
            // Glass looks up only lines at run time.
            "debug = \"line-tables-only\"\n[dependencies]\nstd = { package = \"glass\", path = \"glass\" }\n\
             core = { package = \"glass-core\", path = \"glass/core\" }\n"
        } else if self.profile.line_tables {
            "debug = \"line-tables-only\"\n"
        } else {
            "debug = false\nstrip = \"debuginfo\"\n"
        };
        if self.profile.glass {
            let level = self.profile.library_opt_level();
            // The first trace waits for this build, and several cores speed it up.
            let _ = write!(
                text,
                "[profile.dev.package.glass]\nopt-level = {level}\ncodegen-units = 16\n"
            );
        }
        if self.profile.allow_dead_code {
            text += "[lints.rust]\ndead_code = \"allow\"\n";
        }
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

/// Selects programs with `--bin NAME` and all harnesses with `--tests`, so that both are built in parallel.
fn target_arguments(targets: &[Target]) -> Vec<OsString> {
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

/// Returns what the messages of a target say about `file`, errors first.
fn diagnostics(found: &TargetMessages, file: &str) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = found
        .messages
        .iter()
        .filter_map(|message| message.diagnostic(file))
        .collect();
    found.sort_by_key(|diagnostic| !diagnostic.is_error());
    found
}
