//! The temporary workspace: what is written there, what is built in it, and what became of each target.

use super::call::{diagnostics, selection};
use super::messages::{self, Messages};
use super::sweep;
use super::{Build, Built, Error, Profile, Target, Toolchain};
use crate::process::{Cancel, Launcher};
use crate::verdict::{Diagnostic, Severity};
use std::collections::{BTreeSet, HashMap};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// A temporary cargo workspace with its own `CARGO_HOME` and target folder.
#[derive(Debug)]
pub struct Workspace {
    /// Tells other instances that this is no leftover. Closed before the folder goes.
    _in_use: File,
    pub(super) folder: TempDir,
    pub(super) profile: Profile,
    pub(super) toolchain: Toolchain,
    pub(super) launcher: Launcher,
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
    ) -> Result<Self, Error> {
        let above = std::env::temp_dir();
        let above = std::path::absolute(&above).unwrap_or(above);
        if let Some(file) = configuration_above(&above) {
            return Err(Error::ForeignConfig(file));
        }
        let failed = |source| Error::Workspace {
            path: above.clone(),
            source,
        };
        let folder = tempfile::Builder::new()
            .prefix(sweep::PREFIX)
            .tempdir()
            .map_err(failed)?;
        for inside in ["cargo-home", "scratch"] {
            fs::create_dir(folder.path().join(inside)).map_err(failed)?;
        }
        sweep::sweep(&above);
        Ok(Self {
            _in_use: sweep::mark(folder.path()).map_err(failed)?,
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
    pub fn write(&mut self, path: &str, text: &str) -> Result<(), Error> {
        if self.written.get(path).is_some_and(|old| old == text) {
            return Ok(());
        }
        let file = self.folder.path().join(path);
        let failed = |source| Error::Workspace {
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

    /// Removes what was built from these targets, for those who need it no more: there may be no room for many.
    pub fn discard<'t>(&self, targets: impl IntoIterator<Item = &'t Target>) {
        let gone: BTreeSet<String> = targets
            .into_iter()
            .map(|target| target.name.replace('-', "_"))
            .collect();
        let built = self.folder.path().join("target/debug");
        for (folder, hashed) in [(built.join("deps"), true), (built, false)] {
            for file in fs::read_dir(folder).into_iter().flatten().flatten() {
                let name = file.file_name().to_string_lossy().into_owned();
                let stem = name.split('.').next().unwrap_or_default();
                let stem = match stem.rsplit_once('-') {
                    Some((stem, _)) if hashed => stem,
                    _ => stem,
                };
                if gone.contains(&stem.replace('-', "_")) {
                    // What cannot be removed goes with the workspace.
                    let _ = fs::remove_file(file.path());
                }
            }
        }
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
            let later = SystemTime::now() + Duration::from_secs(366 * 24 * 60 * 60);
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
