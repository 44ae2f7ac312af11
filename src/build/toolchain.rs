//! Finds the Rust toolchain once, so that later builds call its binaries directly and not through a proxy.

use super::Error;
use crate::process;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The binaries that lessons are built with.
#[derive(Clone, Debug)]
pub struct Toolchain {
    /// cargo itself.
    pub cargo: PathBuf,
    /// rustc itself.
    pub rustc: PathBuf,
    /// clippy's entry for cargo, where it is installed.
    pub clippy: Option<PathBuf>,
    /// What `rustc -vV` says: two toolchains that differ here may judge differently.
    pub version: String,
}

impl Toolchain {
    /// Asks the `rustc` on the PATH where it really lives.
    ///
    /// # Errors
    /// When there is no working toolchain; the message says how to get one.
    pub fn find() -> Result<Self, Error> {
        let sysroot = ask(Path::new("rustc"), &["--print", "sysroot"])?;
        let bin = Path::new(sysroot.trim()).join("bin");
        let tool = |name: &str| bin.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
        let rustc = tool("rustc");
        let version = ask(&rustc, &["-vV"])?;
        // A distribution may keep cargo apart from rustc's own folder.
        let cargo = Some(tool("cargo"))
            .filter(|path| path.is_file())
            .unwrap_or_else(|| PathBuf::from("cargo"));
        let clippy = Some(tool("cargo-clippy")).filter(|path| path.is_file());
        Ok(Self {
            cargo,
            rustc,
            clippy,
            version,
        })
    }

    /// The first line of the version, as people know it: `rustc 1.95.0 (…)`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.version.lines().next().unwrap_or("rustc")
    }
}

fn ask(program: &Path, arguments: &[&str]) -> Result<String, Error> {
    let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
    let output = process::capture(program, &arguments)
        .map_err(|source| Error::NoToolchain(source.to_string()))?;
    if !output.status.success() {
        // A proxy that finds no toolchain says so in its first lines, and may add a backtrace of its own.
        let said = String::from_utf8_lossy(&output.stderr);
        let said: Vec<&str> = said
            .trim()
            .lines()
            .take_while(|line| !line.is_empty())
            .collect();
        return Err(Error::NoToolchain(said.join("; ")));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
