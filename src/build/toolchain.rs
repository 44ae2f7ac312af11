//! Finds the Rust toolchain once, so that builds run its binaries directly instead of rustup's proxies. What was found
//! is kept in the user's cache folder until one of the files that it depends on changes.

use super::Error;
use crate::cache::{CacheFolder, hex_hash};
use crate::process;
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// How many toolchains are kept: those found most recently.
const MAX_TOOLCHAINS: usize = 4;

/// The binaries that lessons are built with.
#[derive(Clone, Debug)]
pub struct Toolchain {
    pub cargo: PathBuf,
    pub rustc: PathBuf,
    /// `cargo-clippy`, if it is installed.
    pub clippy: Option<PathBuf>,
    /// The output of `rustc -vV`. Toolchains that differ in it may give different verdicts.
    pub version: String,
    /// The folder for what is built with exactly these files, by this version of cellmate.
    pub(super) cache: Option<CacheFolder>,
}

/// What the `rustc` on the PATH says about itself.
#[derive(Debug, Deserialize, Serialize)]
struct Answers {
    sysroot: PathBuf,
    version: String,
    /// The state of the toolchain's files at that time.
    files: Vec<FileState>,
}

/// Distinguishes a file from any other version of it, as build tools do: by its path, size and modification time.
/// Hashing a whole toolchain would take seconds.
#[derive(Debug, Deserialize, Serialize, PartialEq)]
pub struct FileState(PathBuf, u64, SystemTime);

impl FileState {
    /// Returns `None` if the file cannot be read.
    #[must_use]
    pub fn read(path: &Path) -> Option<Self> {
        let found = fs::metadata(path).ok()?;
        Some(Self(path.to_owned(), found.len(), found.modified().ok()?))
    }
}

impl Toolchain {
    /// Finds the toolchain of the `rustc` on the PATH.
    ///
    /// # Errors
    /// If there is no working toolchain.
    pub fn find() -> Result<Self, Error> {
        let cache = CacheFolder::of_user();
        let selection = cache.as_ref().and_then(|cache| {
            let name = format!("{}.json", hex_hash(&Selection::now()?));
            Some((cache.subfolder("toolchains")?, name))
        });
        let known = selection.as_ref().and_then(|(folder, name)| {
            let known: Answers = serde_json::from_slice(&folder.read(name)?).ok()?;
            (known.files == states(&known.sysroot)?).then_some(known)
        });
        let answers = if let Some(known) = known {
            known
        } else {
            let answers = Answers::ask()?;
            if let Some((folder, name)) = selection
                && answers.depend_on_files_alone()
                && let Ok(json) = serde_json::to_vec(&answers)
                && folder.write(&name, &json).is_ok()
            {
                folder.prune(MAX_TOOLCHAINS);
            }
            answers
        };
        Ok(Self::with_answers(answers, cache.as_ref()))
    }

    fn with_answers(answers: Answers, cache: Option<&CacheFolder>) -> Self {
        let cache = cache
            .filter(|_| !answers.files.is_empty())
            .and_then(|cache| {
                let builds = cache.subfolder("builds")?;
                let key = (env!("CARGO_PKG_VERSION"), &answers.version, &answers.files);
                let key = hex_hash(&key);
                if !builds.path().join(&key).exists() {
                    builds.prune(MAX_TOOLCHAINS - 1);
                }
                builds.subfolder(&key)
            });
        Self {
            cargo: cargo(&answers.sysroot),
            rustc: tool(&answers.sysroot, "rustc"),
            clippy: Some(tool(&answers.sysroot, "cargo-clippy")).filter(|path| path.is_file()),
            version: answers.version,
            cache,
        }
    }

    /// Returns the folders that its tools read.
    pub(super) fn folders(&self) -> Vec<PathBuf> {
        let tools = [&self.rustc, &self.cargo];
        let folders = tools.map(|tool| Some(tool.parent()?.parent()?.to_owned()));
        folders.into_iter().flatten().collect()
    }

    /// Returns the first line of the version: `rustc 1.95.0 (…)`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.version.lines().next().unwrap_or("rustc")
    }
}

impl Answers {
    fn ask() -> Result<Self, Error> {
        let sysroot = query(Path::new("rustc"), &["--print", "sysroot"])?;
        let sysroot = PathBuf::from(sysroot.trim());
        Ok(Self {
            version: query(&tool(&sysroot, "rustc"), &["-vV"])?,
            files: states(&sysroot).unwrap_or_default(),
            sysroot,
        })
    }

    /// Whether the files that a selection names decide the answers. A script of another version manager may look
    /// elsewhere, so cellmate asks it each time.
    fn depend_on_files_alone(&self) -> bool {
        let real = |path: &Path| fs::canonicalize(path).ok();
        on_path("rustc").is_some_and(|rustc| {
            !self.files.is_empty()
                && (is_rustup_proxy(&rustc) || real(&rustc) == real(&tool(&self.sysroot, "rustc")))
        })
    }
}

/// What decides which toolchain the `rustc` on the PATH belongs to.
#[derive(Debug)]
#[expect(dead_code, reason = "its Debug format is hashed")]
struct Selection {
    rustc: FileState,
    /// rustup's variable, its settings, and the time of its newest toolchain.
    variable: Option<OsString>,
    settings: Vec<Option<String>>,
    toolchains: Option<FileState>,
}

impl Selection {
    fn now() -> Option<Self> {
        let rustc = on_path("rustc")?;
        let neutral = process::neutral_folder();
        let overrides = ["rust-toolchain", "rust-toolchain.toml"];
        if overrides.iter().any(|name| neutral.join(name).exists()) {
            return None;
        }
        let home = std::env::var_os("RUSTUP_HOME").map(PathBuf::from);
        let home = home.or_else(|| Some(etcetera::home_dir().ok()?.join(".rustup")))?;
        let read = |path: &Path| fs::read_to_string(path).ok();
        Some(Self {
            rustc: FileState::read(&rustc)?,
            variable: std::env::var_os("RUSTUP_TOOLCHAIN"),
            settings: vec![
                read(&home.join("settings.toml")),
                read(Path::new("/etc/rustup/settings.toml")),
            ],
            toolchains: FileState::read(&home.join("toolchains")),
        })
    }
}

/// Returns the state of the files of a toolchain. Returns `None` if it lacks rustc or cargo.
fn states(sysroot: &Path) -> Option<Vec<FileState>> {
    let mut states = vec![
        FileState::read(&tool(sysroot, "rustc"))?,
        FileState::read(&cargo(sysroot))?,
    ];
    // rustup writes the manifest with each update.
    let manifest = sysroot.join("lib/rustlib/multirust-channel-manifest.toml");
    states.extend(FileState::read(&manifest));
    Some(states)
}

fn tool(sysroot: &Path, name: &str) -> PathBuf {
    sysroot.join("bin").join(file_name(name))
}

/// Finds the toolchain's cargo, which a distribution may keep in another folder.
fn cargo(sysroot: &Path) -> PathBuf {
    Some(tool(sysroot, "cargo"))
        .filter(|path| path.is_file())
        .or_else(|| on_path("cargo"))
        .unwrap_or_else(|| PathBuf::from("cargo"))
}

fn file_name(tool: &str) -> String {
    format!("{tool}{}", std::env::consts::EXE_SUFFIX)
}

/// Returns the first file of this name in the folders of the PATH. Returns `None` if it depends on the current folder.
fn on_path(tool: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let file = std::env::split_paths(&path)
        .map(|folder| folder.join(file_name(tool)))
        .find(|file| file.is_file())?;
    file.is_absolute().then_some(file)
}

/// Whether this `rustc` is rustup itself, which has its other names next to it.
fn is_rustup_proxy(rustc: &Path) -> bool {
    let beside = rustc.with_file_name(file_name("rustup"));
    let size = |path: &Path| fs::metadata(path).ok().map(|found| found.len());
    size(&beside).is_some() && size(&beside) == size(rustc)
}

fn query(program: &Path, arguments: &[&str]) -> Result<String, Error> {
    let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
    let output = process::capture(program, &arguments)
        .map_err(|source| Error::NoToolchain(source.to_string()))?;
    if !output.status.success() {
        // If rustup's proxy finds no toolchain, its first lines say so. A backtrace may follow.
        let lines = String::from_utf8_lossy(&output.stderr);
        let lines: Vec<&str> = lines
            .trim()
            .lines()
            .take_while(|line| !line.is_empty())
            .collect();
        let first = lines.first().copied().unwrap_or_default();
        return Err(Error::NoToolchain(
            first.trim_start_matches("error: ").to_owned(),
        ));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
