//! A test that runs itself again in a process of its own, which can be killed or limited.
//!
//! The same test function is parent and child: in the child an environment variable names the desk.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const ROLE: &str = "CELLMATE_TEST_CHILD";

/// In the child: the folder that the parent named.
pub(crate) fn as_child() -> Option<PathBuf> {
    env::var_os(ROLE).map(PathBuf::from)
}

/// In the parent: the command that runs the test named `test` as a child, after `prefix`, if there is one.
pub(crate) fn child(prefix: &[&str], test: &str, folder: &Path) -> Command {
    let binary = env::current_exe().expect("a test knows its own binary");
    let mut command = match prefix {
        [] => Command::new(binary),
        [program, arguments @ ..] => {
            let mut command = Command::new(program);
            command.args(arguments).arg(binary);
            command
        }
    };
    command
        .args(["--exact", test, "--test-threads=1", "--nocapture"])
        .env(ROLE, folder)
        .stdout(Stdio::piped());
    command
}

/// In the parent: asserts that the child ran its test, and that it passed. With a name that no test has, the child
/// would run nothing, and succeed, too.
pub(crate) fn assert_passed(output: &Output) {
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && stdout.contains("1 passed"),
        "{stdout}"
    );
}
