//! Machine errors are reported as errors, never as outcomes of the program.

use crate::scene::Scene;
use cellmate::process::{self, Error, Launcher, Termination};
use std::path::{Path, PathBuf};

fn error_of(scene: &Scene) -> String {
    scene.try_run().expect_err("an error").to_string()
}

#[test]
fn a_missing_program_is_an_error() {
    let scene = Scene::of("/nowhere/program", &[]);
    assert_eq!(
        error_of(&scene),
        "the system refuses to run /nowhere/program: No such file or directory (os error 2)"
    );
}

#[test]
fn a_file_that_is_not_a_program_is_an_error() {
    let scene = Scene::of("/etc/passwd", &[]);
    assert!(error_of(&scene).contains("Permission denied"));
}

#[test]
fn a_missing_folder_is_an_error() {
    let mut scene = Scene::shell("exit 0");
    scene.job.dir = PathBuf::from("/nowhere/at/all");
    assert!(matches!(scene.try_run(), Err(Error::NoFolder(dir)) if dir == scene.job.dir));
}

#[test]
fn a_missing_launcher_is_an_error() {
    let mut scene = Scene::shell("exit 0");
    scene.launcher = Launcher::at(PathBuf::from("/nowhere/cellmate"));
    assert_eq!(error_of(&scene), "there is no program at /nowhere/cellmate");
}

#[test]
fn a_launcher_that_is_not_cellmate_is_an_error_whatever_its_exit_code() {
    for (other, code) in [("/bin/true", 0), ("/bin/false", 1), ("/bin/echo", 0)] {
        let mut scene = Scene::shell("exit 0");
        scene.launcher = Launcher::at(PathBuf::from(other));
        let says = format!(
            "{other} should launch a program, but exited with code {code} before it was ready, so nothing was run\n\
             help: check whether antivirus software blocks it, or reinstall cellmate"
        );
        assert_eq!(error_of(&scene), says);
    }
}

#[test]
fn launch_options_from_another_process_are_refused() {
    let output = process::capture(
        Path::new(env!("CARGO_BIN_EXE_cellmate")),
        &["__launch", "1", "-", "-", "-", "-", "/bin/echo", "ran"],
    );
    let output = output.expect("it starts");
    assert_eq!(output.status.code(), Some(127));
    assert!(output.stdout.is_empty());
}

#[test]
fn both_streams_of_a_trusted_tool_are_captured() {
    let output = process::capture(Path::new("/bin/sh"), &["-c", "echo a; echo b >&2; exit 3"]);
    let output = output.expect("sh");
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(
        (&*output.stdout, &*output.stderr),
        (&b"a\n"[..], &b"b\n"[..])
    );
    let missing = process::capture(Path::new("/nowhere/tool"), &["x"]);
    assert!(matches!(missing, Err(Error::NoProgram(_))));
}

#[test]
fn a_tool_runs_in_the_given_folder() {
    let status = process::run_in_terminal(
        Path::new("/bin/sh"),
        &["-c", "test \"$PWD\" = /"],
        Path::new("/"),
    );
    assert!(status.expect("sh").success());
    let nowhere =
        process::run_in_terminal(Path::new("/bin/sh"), &["-c", ":"], Path::new("/nowhere"));
    assert!(matches!(nowhere, Err(Error::NoFolder(_))));
}

#[test]
fn a_limit_on_open_files_is_lowered_to_what_the_system_allows() {
    let scene = Scene::shell("exit 0").limited(|limits| limits.open_files = Some(u64::MAX / 2));
    assert_eq!(scene.run().termination, Termination::Exited(0));
}
