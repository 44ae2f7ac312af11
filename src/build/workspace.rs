//! The temporary workspace. Making one removes those that killed instances have left: no process holds their locks
//! anymore.

use super::{Built, Error, Profile, Target, Toolchain};
use crate::cache::CacheFolder;
use crate::process::{self, Cancel, Launcher, WorkGate};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tempfile::TempDir;

/// A temporary cargo workspace with its own `CARGO_HOME` and target folder.
#[derive(Debug)]
pub struct Workspace {
    /// Shows other instances that the workspace is in use. Closed before the folder is removed.
    _in_use: File,
    pub(super) folder: TempDir,
    pub(super) profile: Profile,
    pub(super) toolchain: Toolchain,
    pub(super) launcher: Launcher,
    /// The last text of each file, so that only files that changed are written, and therefore rebuilt.
    pub(super) written: HashMap<String, String>,
    /// The libraries in it, by their folders.
    pub(super) libraries: HashMap<String, LibraryState>,
    /// How many crates were made from several targets.
    pub(super) crates: usize,
}

#[derive(Debug)]
pub(super) struct LibraryState {
    pub(super) name: String,
    pub(super) kept: bool,
}

impl Workspace {
    /// Makes an empty workspace.
    ///
    /// # Errors
    /// If the folder for temporary files cannot be used.
    pub fn new(
        toolchain: &Toolchain,
        launcher: &Launcher,
        profile: Profile,
    ) -> Result<Self, Error> {
        let above = folder_of_workspaces();
        if let Some(file) = configuration_above(&process::neutral_folder()) {
            return Err(Error::ForeignConfig(file));
        }
        let failed = |source| Error::Workspace {
            path: above.clone(),
            source,
        };
        let folder = tempfile::Builder::new()
            .prefix(FOLDER_PREFIX)
            .tempdir_in(&above)
            .map_err(failed)?;
        for inside in ["cargo-home", "scratch", "target", "tmp"] {
            fs::create_dir(folder.path().join(inside)).map_err(failed)?;
        }
        // clippy uses the first one that it finds in the folders above a package.
        fs::write(folder.path().join("clippy.toml"), "").map_err(failed)?;
        remove_abandoned(&above);
        Ok(Self {
            _in_use: mark_in_use(folder.path()).map_err(failed)?,
            folder,
            profile,
            toolchain: toolchain.clone(),
            launcher: launcher.clone(),
            written: HashMap::new(),
            libraries: HashMap::new(),
            crates: 0,
        })
    }

    /// Returns the folder for the folders that programs run in.
    #[must_use]
    pub fn scratch(&self) -> PathBuf {
        self.folder.path().join("scratch")
    }

    /// Puts the executables into a folder of their own, so that the next build cannot replace them before they have
    /// run. The folder is deleted when it is dropped.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn keep_executables(&self, built: &mut [Built]) -> Result<TempDir, Error> {
        let failed = |path: &Path, source| Error::Workspace {
            path: path.to_owned(),
            source,
        };
        let folder = tempfile::Builder::new()
            .prefix("built-")
            .tempdir_in(self.folder.path())
            .map_err(|source| failed(self.folder.path(), source))?;
        for executable in built.iter_mut().filter_map(|b| b.executable.as_mut()) {
            let path = &executable.path;
            let kept = folder.path().join(path.file_name().unwrap_or_default());
            // Modules of one crate share its executable.
            if !kept.exists() {
                link_or_copy(path, &kept).map_err(|source| failed(&kept, source))?;
            }
            executable.path = kept;
        }
        Ok(folder)
    }

    /// Writes a file that targets need in addition to their own source.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&mut self, path: &str, text: &str) -> Result<(), Error> {
        if self.written.get(path).is_some_and(|old| old == text) {
            return Ok(());
        }
        let file = self.folder.path().join(path);
        let failed = |source| Error::Workspace {
            path: file.clone(),
            source,
        };
        // If the write fails halfway, the file has neither text.
        self.written.remove(path);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        fs::write(&file, text).map_err(failed)?;
        self.written.insert(path.to_owned(), text.to_owned());
        Ok(())
    }

    /// Removes what was built from these targets, alone or together with others: many of them would fill the disk.
    pub fn discard<'t>(&self, targets: impl IntoIterator<Item = &'t Target>) {
        let names = targets
            .into_iter()
            .map(|target| target.name.replace('-', "_"));
        let gone: BTreeSet<String> = names.chain((1..=self.crates).map(crate_name)).collect();
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
                    // What cannot be removed now is removed with the workspace.
                    let _ = fs::remove_file(file.path());
                }
            }
        }
    }
}

pub(super) fn crate_name(number: usize) -> String {
    format!("joined_{number}")
}

/// Links if that protects the file, and otherwise copies: linkers on Unix replace their output and do not write into
/// it. On Windows a linker cannot replace a file that is running, under any of its names.
fn link_or_copy(from: &Path, to: &Path) -> io::Result<()> {
    if cfg!(unix) && fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    fs::copy(from, to).map(|_| ())
}

/// Returns a cargo configuration that applies to everything below `folder`.
fn configuration_above(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find_map(|above| {
        ["config.toml", "config"]
            .map(|name| above.join(".cargo").join(name))
            .into_iter()
            .find(|file| file.is_file())
    })
}

/// Returns the folder for workspaces: the one that the user has set, or else one in the user's cache folder. Others can
/// write into the system's folder for temporary files.
fn folder_of_workspaces() -> PathBuf {
    let own = || CacheFolder::of_user()?.subfolder("workspaces");
    let above = match std::env::var_os("TMPDIR") {
        Some(chosen) if cfg!(unix) && !chosen.is_empty() => PathBuf::from(chosen),
        _ => own().map_or_else(std::env::temp_dir, |own| own.path().to_owned()),
    };
    std::path::absolute(&above).unwrap_or(above)
}

const FOLDER_PREFIX: &str = "cellmate-";

const LOCK_FILE: &str = "in-use";

/// Marks a workspace as in use until the file is closed. A kill closes it, too.
fn mark_in_use(workspace: &Path) -> io::Result<File> {
    // Another instance may look for abandoned workspaces right now, so the file is locked before it gets its name.
    let unnamed = workspace.join("in-use.new");
    let file = File::create(&unnamed)?;
    // If this system has no file locks, no workspace counts as abandoned.
    let _ = file.try_lock();
    fs::rename(&unnamed, workspace.join(LOCK_FILE))?;
    Ok(file)
}

/// Removes the workspaces in `folder` that no process uses, except those of other users, which cannot be removed.
fn remove_abandoned(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let named = entry
            .file_name()
            .to_string_lossy()
            .starts_with(FOLDER_PREFIX);
        if named && is_abandoned(&entry.path()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn is_abandoned(workspace: &Path) -> bool {
    File::open(workspace.join(LOCK_FILE)).is_ok_and(|file| file.try_lock().is_ok())
}

/// One workspace for each profile, each with a gate of its own. Workspaces are kept because the second build in one is
/// faster than the first.
#[derive(Debug)]
pub struct WorkspacePool {
    toolchain: Toolchain,
    launcher: Launcher,
    workspaces: Mutex<BTreeMap<Profile, Arc<WorkspaceSlot>>>,
}

/// The workspace of one profile, once it is made, and the gate to it.
#[derive(Debug, Default)]
struct WorkspaceSlot {
    gate: WorkGate,
    workspace: Mutex<Option<Workspace>>,
}

impl WorkspacePool {
    /// Makes an empty pool. Workspaces are made when they are first needed.
    #[must_use]
    pub fn new(toolchain: Toolchain, launcher: Launcher) -> Self {
        Self {
            toolchain,
            launcher,
            workspaces: Mutex::default(),
        }
    }

    #[must_use]
    pub fn toolchain(&self) -> &Toolchain {
        &self.toolchain
    }

    /// Works in the workspace of a profile while no other thread does. Other profiles are not blocked.
    ///
    /// # Errors
    /// If it is cancelled while it waits, the workspace cannot be made, or `work` fails.
    pub fn with<T, E: From<Error>>(
        &self,
        profile: Profile,
        cancel: &Cancel,
        work: impl FnOnce(&mut Workspace) -> Result<T, E>,
    ) -> Result<T, E> {
        let slot = Arc::clone(lock(&self.workspaces).entry(profile).or_default());
        let _inside = slot.gate.enter(cancel).ok_or(Error::Cancelled)?;
        let mut slot = lock(&slot.workspace);
        let workspace = match slot.take() {
            Some(workspace) if workspace.scratch().is_dir() => workspace,
            // Some systems delete old temporary folders.
            Some(_) | None => Workspace::new(&self.toolchain, &self.launcher, profile)?,
        };
        work(slot.insert(workspace))
    }
}

/// Locks the mutex, even if it is poisoned: a panic during a build leaves nothing that the next build would trust.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Edition;

    #[test]
    fn only_unused_workspaces_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let make = |name: &str| {
            let path = folder.path().join(name);
            fs::create_dir(&path).unwrap();
            path
        };
        let used = make("cellmate-used");
        let _lock = mark_in_use(&used).unwrap();
        let abandoned = make("cellmate-abandoned");
        drop(mark_in_use(&abandoned).unwrap());
        let being_made = make("cellmate-new");
        let foreign = make("other");
        drop(mark_in_use(&foreign).unwrap());
        remove_abandoned(folder.path());
        assert!(!abandoned.exists());
        for kept in [used, being_made, foreign] {
            assert!(kept.exists(), "{}", kept.display());
        }
    }

    fn profile() -> Profile {
        Profile {
            edition: Edition::E2024,
            optimize: false,
            allow_dead_code: false,
            line_tables: false,
            glass: false,
        }
    }

    #[test]
    fn a_job_that_waits_for_a_workspace_can_be_cancelled() {
        let toolchain = Toolchain::find().unwrap();
        let pool = WorkspacePool::new(toolchain, Launcher::at(PathBuf::new()));
        let enter = |cancel: &Cancel| pool.with(profile(), cancel, |_| Ok::<_, Error>(()));
        let inside = pool.with(profile(), &Cancel::new(), |_| {
            let waiting = Cancel::new();
            std::thread::scope(|scope| {
                let waits = scope.spawn(|| enter(&waiting));
                waiting.cancel();
                assert!(matches!(waits.join().unwrap(), Err(Error::Cancelled)));
            });
            Ok::<_, Error>(())
        });
        inside.unwrap();
        enter(&Cancel::new()).unwrap();
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_text_is_written_again_after_a_write_that_failed_halfway() {
        let launcher = Launcher::at(PathBuf::from("/bin/false"));
        let toolchain = Toolchain::find().unwrap();
        let mut workspace = Workspace::new(&toolchain, &launcher, profile()).unwrap();
        workspace.write("a.rs", "one").unwrap();
        let file = workspace.folder.path().join("a.rs");
        fs::remove_file(&file).unwrap();
        std::os::unix::fs::symlink("/dev/full", &file).unwrap();
        workspace.write("a.rs", "two").unwrap_err();
        fs::remove_file(&file).unwrap();
        workspace.write("a.rs", "one").unwrap();
        assert_eq!(fs::read_to_string(file).unwrap(), "one");
    }
}
