//! The rustc that cargo uses for a package.

use super::{CargoCommand, Error};
use crate::process;
use std::path::PathBuf;

/// The oldest Rust that compiles the glass crate.
const MIN_MINOR_VERSION: u32 = 95;

#[derive(Clone, Debug)]
pub(super) struct Compiler {
    pub(super) rustc: PathBuf,
    /// `+nightly`, if the command has it.
    pub(super) toolchain: Vec<String>,
    /// The output of `rustc -vV`.
    pub(super) version: String,
    /// The target triple of this machine.
    pub(super) host: String,
}

impl Compiler {
    /// Finds the rustc that cargo uses in the current folder.
    pub(super) fn find(command: &CargoCommand) -> Result<Self, Error> {
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let rustc = PathBuf::from(rustc);
        let toolchain: Vec<String> = command.toolchain.iter().cloned().collect();
        let mut arguments = toolchain.clone();
        arguments.push("-vV".to_owned());
        let output = process::capture_here(&rustc, &arguments, &[])?;
        let version = String::from_utf8_lossy(&output.stdout).into_owned();
        let line = |start: &str| {
            let mut lines = version.lines();
            lines
                .find_map(|line| line.strip_prefix(start))
                .map(str::to_owned)
        };
        let (Some(host), Some(release)) = (line("host: "), line("release: ")) else {
            return Err(Error::refused(
                format!(
                    "`rustc -vV` failed: {}",
                    String::from_utf8_lossy(&output.stderr).trim()
                ),
                "check that `cargo build` works in this folder",
            ));
        };
        if !is_new_enough(&release) {
            return Err(Error::refused(
                format!(
                    "tracing needs Rust 1.{MIN_MINOR_VERSION}, but this package uses {release}"
                ),
                "name a newer toolchain: `cellmate trace -- cargo +stable test`",
            ));
        }
        Ok(Self {
            rustc,
            toolchain,
            version,
            host,
        })
    }

    pub(super) fn name(&self) -> &str {
        self.version.lines().next().unwrap_or("rustc")
    }
}

fn is_new_enough(release: &str) -> bool {
    let mut numbers = release.split(['.', '-']).map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(1)), Some(Ok(minor))) => minor >= MIN_MINOR_VERSION,
        (Some(Ok(major)), _) => major > 1,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::is_new_enough;

    #[test]
    fn a_toolchain_that_is_too_old_is_recognized() {
        for (release, new) in [
            ("1.95.0", true),
            ("1.94.2", false),
            ("1.97.0-nightly", true),
            ("2.0.0", true),
        ] {
            assert_eq!(is_new_enough(release), new, "{release}");
        }
    }
}
