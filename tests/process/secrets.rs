//! No program that cellmate runs can read the secrets in cellmate's environment.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Fails to compile, or exits with another code, if it sees one of the secrets.
const LOOKS_FOR_SECRETS: &str = r#"
const _: () = assert!(option_env!("SECRET_TOKEN").is_none() && option_env!("SSH_AUTH_SOCK").is_none());
fn main() {
    for (name, value) in std::env::vars_os() {
        assert!(value != "swordfish", "{name:?}");
    }
}
"#;

/// Fails if it can read the environment of a process above it. The launcher becomes the program, so cellmate is its parent.
const READS_THE_PARENT: &str = r#"
fn main() {
    let parent = std::os::unix::process::parent_id();
    let name = std::fs::read_to_string(format!("/proc/{parent}/comm")).unwrap();
    assert_eq!(name.trim(), "cellmate");
    let read = std::fs::read(format!("/proc/{parent}/environ"));
    assert_eq!(read.unwrap_err().kind(), std::io::ErrorKind::PermissionDenied);
}
"#;

fn trace(mut command: Command, folder: &Path, text: &str) -> Output {
    let program = folder.join("a.rs");
    fs::write(&program, text).expect("a program");
    command.arg("trace").arg(program);
    for name in ["SECRET_TOKEN", "SSH_AUTH_SOCK", "CARGO_REGISTRY_TOKEN"] {
        command.env(name, "swordfish");
    }
    command.output().expect("cellmate runs")
}

#[test]
fn neither_the_build_nor_the_program_sees_the_users_secrets() {
    let folder = tempfile::tempdir().expect("a folder");
    let cellmate = Command::new(env!("CARGO_BIN_EXE_cellmate"));
    let traced = trace(cellmate, folder.path(), LOOKS_FOR_SECRETS);
    assert!(traced.status.success(), "{traced:?}");
}

/// Root may read everything, because it has capabilities for that: as root, the test drops them.
#[test]
fn the_program_cannot_read_the_environment_of_its_parent() {
    let folder = tempfile::tempdir().expect("a folder");
    let binary = env!("CARGO_BIN_EXE_cellmate");
    let mut cellmate = Command::new(binary);
    if rustix::process::geteuid().is_root() {
        cellmate = Command::new("setpriv");
        cellmate.args(["--bounding-set=-all", binary]);
    }
    let traced = trace(cellmate, folder.path(), READS_THE_PARENT);
    assert!(traced.status.success(), "{traced:?}");
}
