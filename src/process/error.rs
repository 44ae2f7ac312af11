//! What can go wrong with the machine during a run: never the learner's fault, and never an outcome.

use std::io;
use std::path::{Path, PathBuf};

/// Why a program could not be run or watched.
#[derive(thiserror::Error, Debug)]
pub enum Error {
    /// The system does not say which binary is running.
    #[error("cannot find cellmate's own binary, which launches programs: {0}")]
    NoLauncher(#[source] io::Error),
    #[error("cannot start {}: {source}", program.display())]
    CannotStart { program: PathBuf, source: io::Error },
    #[error("{}", missing(.0))]
    NoProgram(PathBuf),
    #[error("cannot run a program in {}: no such folder", .0.display())]
    NoFolder(PathBuf),
    /// The binary that should launch the program did not report that it is ready. `how` completes a sentence about it.
    #[error(
        "{} should launch a program, but {how}, so nothing was run\nhelp: check whether antivirus software blocks it, or reinstall cellmate",
        exe.display()
    )]
    NoAnswer { exe: PathBuf, how: String },
    #[error("cannot set up the limits of a run: {0}")]
    Launcher(String),
    /// The launcher was ready, but the system refused to execute the program.
    #[error("the system refuses to run {}: {why}", program.display())]
    Refused { program: PathBuf, why: String },
    /// A process of the run could not be killed.
    #[error(
        "cannot kill a process that {} started\nhelp: find it with `ps` and kill it, or restart the machine",
        .0.display()
    )]
    LeftBehind(PathBuf),
    /// The system refused what watching a run needs.
    #[error("cannot watch the program: {0}")]
    Watching(#[source] io::Error),
}

/// Says that there is no such program. A name without a folder stands for a program on the PATH.
fn missing(program: &Path) -> String {
    if program.components().count() == 1 {
        format!(
            "`{}` is not installed, or not on the PATH",
            program.display()
        )
    } else {
        format!("there is no program at {}", program.display())
    }
}

impl Error {
    /// Names the most common reason why a program does not start.
    pub(super) fn cannot_start(program: &Path, source: io::Error) -> Self {
        if source.kind() == io::ErrorKind::NotFound {
            Self::NoProgram(program.to_owned())
        } else {
            Self::CannotStart {
                program: program.to_owned(),
                source,
            }
        }
    }

    /// Like `cannot_start`, but for a program with a folder to start in: the system says "not found" whichever of the
    /// two is missing.
    pub(super) fn starting(program: &Path, dir: &Path, source: io::Error) -> Self {
        if dir.is_dir() {
            Self::cannot_start(program, source)
        } else {
            Self::NoFolder(dir.to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_of_the_path_is_called_by_its_name() {
        let says = |program: &str| Error::NoProgram(PathBuf::from(program)).to_string();
        assert_eq!(
            says("rustc"),
            "`rustc` is not installed, or not on the PATH"
        );
        assert_eq!(says("/opt/rustc"), "there is no program at /opt/rustc");
    }
}
