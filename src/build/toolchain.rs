//! Finds the Rust toolchain once, so that builds call its binaries directly instead of rustup's proxies.

use super::Error;
use crate::process;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The binaries that lessons are built with.
#[derive(Clone, Debug)]
pub struct Toolchain {
    pub cargo: PathBuf,
    pub rustc: PathBuf,
    /// `cargo-clippy`, if it is installed.
    pub clippy: Option<PathBuf>,
    /// The output of `rustc -vV`. Toolchains that differ in it may give different verdicts.
    pub version: String,
}

impl Toolchain {
    /// Asks the `rustc` on the PATH for its sysroot.
    ///
    /// # Errors
    /// If there is no working toolchain.
    pub fn find() -> Result<Self, Error> {
        let sysroot = query(Path::new("rustc"), &["--print", "sysroot"])?;
        let bin = Path::new(sysroot.trim()).join("bin");
        let tool = |name: &str| bin.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
        let rustc = tool("rustc");
        let version = query(&rustc, &["-vV"])?;
        // A distribution may keep cargo in another folder.
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

    /// Returns the first line of the version: `rustc 1.95.0 (…)`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.version.lines().next().unwrap_or("rustc")
    }
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
        return Err(Error::NoToolchain(lines.join("; ")));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
