//! Which verdicts of `verify` are kept, and what makes it grade a lesson again.

use crate::course::{Files, grader, short, verify_with};
use cellmate::author::{VerifyOptions, VerifyReport};
use cellmate::cache::CacheFolder;
use cellmate::grader::Grader;
use cellmate::process::Launcher;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

const ANSWER: &str = "lessons/small/answer.toml";
const MISTAKE: &str = "tests/mistakes/answer/one_too_few.rs";
const COURSE: &str = "lessons/course.toml";

/// All lessons of the good course that have programs.
const WITH_PROGRAMS: &[&str] = &["answer", "order", "guess"];

/// A folder with the verdicts on the good course.
struct Kept {
    folder: TempDir,
    cache: CacheFolder,
    grader: Grader,
}

impl Kept {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let kept = Self {
            cache: CacheFolder::open(&folder.path().join("verdicts")).unwrap(),
            folder,
            grader: grader(),
        };
        assert_eq!(kept.graded(&Files::good()), WITH_PROGRAMS);
        kept
    }

    fn verify(&self, files: &Files, fresh: bool) -> VerifyReport {
        let options = VerifyOptions {
            kept: Some(&self.cache),
            fresh,
            ..VerifyOptions::default()
        };
        let (report, told) = verify_with(&self.grader, &files.tree(), options);
        let graded = report.lessons.iter().filter(|lesson| !lesson.unchanged);
        let programs: usize = graded.map(|lesson| lesson.programs).sum();
        let runs = told.iter().filter(|event| *event == "graded").count();
        assert_eq!(runs, programs);
        report
    }

    /// Verifies a course and returns the lessons of which programs ran.
    fn graded(&self, files: &Files) -> Vec<String> {
        graded(&self.verify(files, false))
    }

    fn verdicts(&self) -> Vec<PathBuf> {
        let files = fs::read_dir(self.cache.path()).unwrap();
        let files = files.map(|file| file.unwrap().path());
        files.filter(|path| !path.ends_with("lock")).collect()
    }
}

fn graded(report: &VerifyReport) -> Vec<String> {
    let ran = report.lessons.iter();
    ran.filter(|lesson| !lesson.unchanged && lesson.programs > 0)
        .map(|lesson| lesson.id.clone())
        .collect()
}

#[test]
fn only_lessons_with_a_change_are_graded_again() {
    let kept = Kept::new();
    let again = kept.verify(&Files::good(), false);
    assert_eq!(graded(&again), [""; 0]);
    assert_eq!(again.unchanged(), again.lessons.len());
    assert!(again.programs() > 0);

    let toml = (ANSWER, "title = \"", "title = \"So: ");
    for (path, old, new, wanted) in [
        ("solutions/small/order.rs", "one", "two", &["order"][..]),
        ("exercises/small/answer.rs", "0\n", "1\n", &["answer"]),
        ("tests/hidden/answer.rs", "42", "43", &["answer"]),
        (MISTAKE, "41", "40", &["answer"]),
        (
            "tests/alternatives/answer/another_way.rs",
            "6 * 7",
            "7 * 6",
            &["answer"],
        ),
        (toml.0, toml.1, toml.2, &["answer"]),
        (COURSE, "say = \"", "say = \"Look: ", WITH_PROGRAMS),
        // Lines of the list of lessons, and what only readers see.
        (COURSE, "title = \"", "# Nothing\n\ntitle = \"", &[]),
    ] {
        let mut files = Files::good();
        files.change(path, old, new);
        assert_eq!(kept.graded(&files), wanted, "{path}");
        assert_eq!(kept.graded(&files), [""; 0], "{path}");
    }
    assert_eq!(kept.graded(&Files::good()), [""; 0]);
}

#[test]
fn the_findings_of_an_unchanged_lesson_are_the_same() {
    let kept = Kept::new();
    let mut files = Files::good();
    files.change(
        ANSWER,
        "feedback = \"not-a-number\"\n",
        "feedback = \"one-too-few\"\n",
    );
    files.change("tests/alternatives/answer/another_way.rs", "6 * 7", "6*7");
    let first = kept.verify(&files, false);
    assert_eq!(short(&first).len(), 2, "{:?}", short(&first));
    let second = kept.verify(&files, false);
    assert_eq!(graded(&second), [""; 0]);
    let findings = |report: &VerifyReport| report.findings().cloned().collect::<Vec<_>>();
    assert_eq!(findings(&second), findings(&first));
}

#[test]
fn a_verdict_that_a_limit_or_chance_decided_is_never_kept() {
    let kept = Kept::new();
    let endless = "    loop { std::thread::sleep(std::time::Duration::from_secs(1)) }\n";
    let limit = "[limits]\nrun_ms = 100\n\n[rules]";
    let mut sleeps = Files::good();
    sleeps.change(MISTAKE, "    41\n", endless);
    sleeps.change(ANSWER, "[rules]", limit);
    assert_eq!(kept.graded(&sleeps), ["answer"]);
    assert_eq!(kept.graded(&sleeps), ["answer"]);

    // A lesson may claim that a program does not end.
    sleeps.change(
        ANSWER,
        "outcome = \"finished\"\nfeedback = \"one-too-few\"",
        "outcome = \"timed-out\"\nfeedback = \"one-too-few\"",
    );
    let when = "stage = \"output\", stdout = \"^41\"";
    sleeps.change(ANSWER, when, "outcome = \"timed-out\"");
    assert_eq!(kept.graded(&sleeps), ["answer"]);
    assert_eq!(kept.graded(&sleeps), [""; 0]);

    let mut exits = Files::good();
    exits.change(MISTAKE, "    41\n", "    std::process::abort()\n");
    assert_eq!(kept.graded(&exits), ["answer"]);
    assert_eq!(kept.graded(&exits), ["answer"]);

    // The first run leaves a file behind, and the next one finds it.
    let mut varies = Files::good();
    let flaky = "    41 + u32::from(std::fs::File::create_new(\"../flaky\").is_err())\n";
    varies.change(MISTAKE, "    41\n", flaky);
    varies.change(
        ANSWER,
        "forbid = [\"unsafe\"]",
        "forbid = [\"unsafe\"]\nallow = [\"std::fs\"]",
    );
    assert_eq!(kept.graded(&varies), ["answer"]);
    assert_eq!(kept.graded(&varies), ["answer"]);
}

#[test]
fn fresh_forgets_and_broken_verdicts_are_ignored() {
    let kept = Kept::new();
    assert_eq!(graded(&kept.verify(&Files::good(), true)), WITH_PROGRAMS);
    assert_eq!(kept.graded(&Files::good()), [""; 0]);

    let whole = kept
        .verdicts()
        .iter()
        .map(|path| fs::read(path).unwrap())
        .collect::<Vec<_>>();
    for (path, whole) in kept.verdicts().iter().zip(&whole) {
        fs::write(path, &whole[..whole.len() / 2]).unwrap();
    }
    assert_eq!(kept.graded(&Files::good()), WITH_PROGRAMS);
    assert_eq!(kept.graded(&Files::good()), [""; 0]);
}

#[test]
fn another_binary_grades_everything_again() {
    let mut kept = Kept::new();
    let copy = kept.folder.path().with_extension("copy");
    fs::copy(env!("CARGO_BIN_EXE_cellmate"), &copy).unwrap();
    kept.grader = Grader::new(Launcher::at(copy.clone())).unwrap();
    let ran = kept.graded(&Files::good());
    fs::remove_file(copy).unwrap();
    assert_eq!(ran, WITH_PROGRAMS);
}

#[test]
fn without_a_folder_to_write_everything_is_graded() {
    let folder = tempfile::tempdir().unwrap();
    let gone = CacheFolder::open(&folder.path().join("verdicts")).unwrap();
    drop(folder);
    let options = VerifyOptions {
        kept: Some(&gone),
        ..VerifyOptions::default()
    };
    let (report, _) = verify_with(&grader(), &Files::good().tree(), options);
    assert_eq!(graded(&report), WITH_PROGRAMS);
    assert_eq!(short(&report), [""; 0]);
}

/// The command, with a toolchain that writes down each call of rustc and has the version that it is given.
#[cfg(unix)]
struct Command {
    folder: TempDir,
}

#[cfg(unix)]
impl Command {
    fn new() -> Self {
        let command = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        for (path, text) in &Files::good().0 {
            let path = command.folder.path().join("course").join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        command
    }

    fn script(&self, path: &str, text: &str) {
        use std::os::unix::fs::PermissionsExt as _;
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn toolchain(&self, version: &str) {
        let toolchain = grader().toolchain().clone();
        let here = self.folder.path().display();
        let rustc = toolchain.rustc.display();
        self.script(
            "toolchain/bin/rustc",
            &format!(
                "case \"$*\" in\n'--print sysroot') echo {here}/toolchain; exit;;\n\
                 -vV) {rustc} -vV; echo 'built: {version}'; exit;;\nesac\n\
                 echo called >> {here}/calls\nexec {rustc} \"$@\""
            ),
        );
        for tool in ["cargo", "rustfmt"] {
            let real = toolchain.rustc.with_file_name(tool);
            let text = format!("exec {} \"$@\"", real.display());
            self.script(&format!("toolchain/bin/{tool}"), &text);
        }
    }

    /// Verifies the course. Returns what it printed, and whether a compiler started.
    fn verify(&self, options: &[&str]) -> (String, bool) {
        let here = self.folder.path();
        let _ = fs::remove_file(here.join("calls"));
        let path = std::env::var("PATH").unwrap();
        let bin = here.join("toolchain/bin");
        let ran = std::process::Command::new(env!("CARGO_BIN_EXE_cellmate"))
            .arg("verify")
            .arg(here.join("course"))
            .args(options)
            .env("PATH", format!("{}:{path}", bin.display()))
            .env("XDG_CACHE_HOME", here.join("cache"))
            .output()
            .unwrap();
        let printed = String::from_utf8(ran.stdout).unwrap();
        assert!(ran.status.success(), "{printed}");
        (printed, here.join("calls").is_file())
    }
}

#[cfg(unix)]
#[test]
fn the_command_starts_no_compiler_unless_something_changed() {
    let command = Command::new();
    command.toolchain("here");
    let (printed, compiled) = command.verify(&[]);
    assert!(compiled && !printed.contains("unchanged"), "{printed}");

    let (printed, compiled) = command.verify(&[]);
    assert!(!compiled, "{printed}");
    assert!(printed.contains("4 lessons (4 unchanged), "), "{printed}");
    assert!(
        printed.contains("answer                     5 programs behave as claimed (unchanged)\n"),
        "{printed}"
    );
    let (printed, compiled) = command.verify(&["--format", "json", "--lesson", "guess"]);
    assert!(
        !compiled && printed.contains("\"unchanged\":true"),
        "{printed}"
    );

    let (printed, compiled) = command.verify(&["--lesson", "guess", "--fresh"]);
    assert!(compiled && !printed.contains("unchanged"), "{printed}");

    command.toolchain("elsewhere");
    let (printed, compiled) = command.verify(&[]);
    assert!(compiled && !printed.contains("unchanged"), "{printed}");
}
