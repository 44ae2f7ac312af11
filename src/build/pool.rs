//! Workspaces that are used again, one for each profile.

use super::{Error, Profile, Toolchain, Workspace};
use crate::process::Launcher;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One workspace for each profile, each with a lock of its own. The second build in a workspace is faster than the
/// first.
#[derive(Debug)]
pub struct WorkspacePool {
    toolchain: Toolchain,
    launcher: Launcher,
    workspaces: Mutex<BTreeMap<Profile, Arc<Mutex<Option<Workspace>>>>>,
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

    /// Works in the workspace of a profile while no other thread does. Other profiles are not blocked.
    ///
    /// # Errors
    /// If the workspace cannot be made, or `work` fails.
    pub fn with<T, E: From<Error>>(
        &self,
        profile: Profile,
        work: impl FnOnce(&mut Workspace) -> Result<T, E>,
    ) -> Result<T, E> {
        let slot = Arc::clone(lock(&self.workspaces).entry(profile).or_default());
        let mut slot = lock(&slot);
        let workspace = match slot.take() {
            Some(workspace) if workspace.scratch().is_dir() => workspace,
            // Some systems delete old temporary folders.
            Some(_) | None => Workspace::new(&self.toolchain, &self.launcher, profile)?,
        };
        work(slot.insert(workspace))
    }
}

/// A panic during a build leaves nothing that the next build would trust.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
