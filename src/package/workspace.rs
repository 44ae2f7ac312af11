//! The workspace of a traced package: its root, its target folders, and the wrappers that its configuration names.

use super::{CargoCommand, Error, library};
use crate::cache::{CacheFolder, hex_hash};
use crate::process;
use std::fs;
use std::path::{Path, PathBuf};

/// How many target folders are kept: the most recently used ones. A package may have two.
const MAX_TARGET_FOLDERS: usize = 6;

pub(super) fn workspace_root(command: &CargoCommand) -> Result<PathBuf, Error> {
    let mut arguments: Vec<&str> = command.toolchain.iter().map(String::as_str).collect();
    arguments.extend(command.global.iter().map(String::as_str));
    arguments.extend(["locate-project", "--workspace", "--message-format=plain"]);
    if let Some(path) = command.value("--manifest-path") {
        arguments.extend(["--manifest-path", path]);
    }
    let output = process::capture_here(Path::new(&command.cargo), &arguments, &[])?;
    let manifest = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if let Some(root) = Path::new(&manifest)
        .parent()
        .filter(|_| output.status.success())
    {
        return Ok(root.to_owned());
    }
    let says = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(Error::refused(
        says.strip_prefix("error: ").unwrap_or(&says),
        "run this in the folder of a package, or pass --manifest-path to cargo",
    ))
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Traces {
    /// Those of the workspace.
    Own,
    /// Those of its dependencies, too.
    All,
}

/// The target folders of a package: for tracing its own crates, and for tracing its dependencies, too.
pub(super) struct TargetFolders {
    pub(super) own: PathBuf,
    pub(super) all: PathBuf,
}

impl TargetFolders {
    pub(super) fn of(&self, traces: Traces) -> &Path {
        match traces {
            Traces::Own => &self.own,
            Traces::All => &self.all,
        }
    }
}

pub(super) fn target_folders(
    cache: &CacheFolder,
    root: &Path,
    glass: &Path,
) -> Result<TargetFolders, Error> {
    let targets = cache.subfolder("targets").ok_or_else(library::no_cache)?;
    let key = hex_hash(&(root, glass));
    let names = ["own", "all"].map(|name| format!("{key}-{name}"));
    let [own, all] = names.each_ref().map(|name| targets.path().join(name));
    let folders = TargetFolders { own, all };
    for name in &names {
        targets.mark_used(name);
    }
    if !folders.own.exists() {
        targets.prune(MAX_TARGET_FOLDERS - 2);
    }
    Ok(folders)
}

/// Returns a note about each wrapper and runner that a traced build cannot use.
pub(super) fn replaced_wrappers(root: &Path, host: &str) -> Vec<String> {
    let mut found: Vec<(String, String)> = Vec::new();
    let runner = format!(
        "CARGO_TARGET_{}_RUNNER",
        host.to_uppercase().replace('-', "_")
    );
    let variables = ["RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", &runner];
    for name in variables {
        if let Ok(value) = std::env::var(name)
            && !value.is_empty()
        {
            found.push((name.to_owned(), value));
        }
    }
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(etcetera::home_dir().ok()?.join(".cargo")));
    let folders = root.ancestors().map(|folder| folder.join(".cargo"));
    for folder in folders.chain(home) {
        let text = ["config.toml", "config"]
            .iter()
            .find_map(|name| fs::read_to_string(folder.join(name)).ok());
        let Some(table) = text.and_then(|text| text.parse::<toml::Table>().ok()) else {
            continue;
        };
        let value = |path: [&str; 2]| Some(table.get(path[0])?.get(path[1])?.to_string());
        let of_target = table
            .get("target")
            .and_then(|target| target.get(host)?.get("runner"));
        for (name, value) in [
            ("build.rustc-wrapper", value(["build", "rustc-wrapper"])),
            (
                "build.rustc-workspace-wrapper",
                value(["build", "rustc-workspace-wrapper"]),
            ),
            ("the target's runner", of_target.map(ToString::to_string)),
        ] {
            if let Some(value) = value.filter(|value| value != "\"\"") {
                found.push((name.to_owned(), value.trim_matches('"').to_owned()));
            }
        }
    }
    // If the home folder is above the package, its configuration was found twice.
    found.sort();
    found.dedup();
    let says = |(name, value): (String, String)| {
        format!("cellmate replaces {name} ({value}) while it traces")
    };
    found.into_iter().map(says).collect()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::time::{Duration, SystemTime};

    #[test]
    fn the_target_folder_that_was_used_last_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let cache = CacheFolder::open(&folder.path().join("cache")).unwrap();
        let of = |root: &str| target_folders(&cache, Path::new(root), Path::new("glass")).unwrap();
        let create = |folder: &Path, hours: u64| {
            fs::create_dir(folder).unwrap();
            let time = SystemTime::now() - Duration::from_hours(hours);
            fs::File::open(folder).unwrap().set_modified(time).unwrap();
        };
        let used = of("/used").own;
        create(&used, 9);
        let others: Vec<PathBuf> = (1..7).map(|n| of(&format!("/{n}")).own).collect();
        for (other, hours) in others.iter().zip(1..) {
            create(other, hours);
        }
        of("/used");
        of("/new");
        assert!(used.exists() && others[0].exists());
        assert!(!others[5].exists());
    }
}
