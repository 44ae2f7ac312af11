//! Which results of `verify` are kept, and what makes it run a program again.

use crate::course::{Files, grader, short, verify_with};
use cellmate::author::{VerifyOptions, VerifyReport};
use cellmate::cache::CacheFolder;
use cellmate::course::Problem;
use cellmate::grader::Grader;
use cellmate::process::Launcher;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

const ANSWER: &str = "lessons/small/answer.toml";
const MISTAKE: &str = "tests/mistakes/answer/one_too_few.rs";
const COURSE: &str = "lessons/course.toml";

/// All lessons of the good course that have programs, with their number.
const WITH_PROGRAMS: &[&str] = &["answer: 5", "order: 5", "guess: 1"];

/// A folder with the results of the good course.
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
        let (report, events) = verify_with(&self.grader, &files.tree(), options);
        let lessons = report.lessons.iter();
        let programs: usize = lessons.map(|lesson| lesson.programs - lesson.kept).sum();
        let runs = events.iter().filter(|event| *event == "graded").count();
        assert_eq!(runs, programs);
        report
    }

    /// Verifies a course and returns the lessons whose programs ran, with the number of those programs.
    fn graded(&self, files: &Files) -> Vec<String> {
        graded(&self.verify(files, false))
    }

    /// Verifies a course and checks that its findings are the same as without kept results. Returns these findings.
    fn findings(&self, files: &Files) -> Vec<String> {
        let report = self.verify(files, false);
        let (fresh, _) = verify_with(&self.grader, &files.tree(), VerifyOptions::default());
        assert_eq!(all_findings(&report), all_findings(&fresh));
        short(&report)
    }

    fn results(&self) -> Vec<PathBuf> {
        let files = fs::read_dir(self.cache.path()).unwrap();
        let files = files.map(|file| file.unwrap().path());
        files.filter(|path| !path.ends_with("lock")).collect()
    }
}

fn all_findings(report: &VerifyReport) -> Vec<Problem> {
    report.findings().cloned().collect()
}

fn graded(report: &VerifyReport) -> Vec<String> {
    let ran = report.lessons.iter();
    ran.filter(|lesson| lesson.kept < lesson.programs)
        .map(|lesson| format!("{}: {}", lesson.id, lesson.programs - lesson.kept))
        .collect()
}

#[test]
fn only_programs_with_a_change_run_again() {
    let kept = Kept::new();
    let again = kept.verify(&Files::good(), false);
    assert_eq!(graded(&again), [""; 0]);
    assert_eq!(again.unchanged(), WITH_PROGRAMS.len());
    assert!(again.programs() > 0);

    for (path, old, new, wanted) in [
        // The right order of the lesson's lines is the text that the solution had.
        ("solutions/small/order.rs", "one", "two", &["order: 1"][..]),
        ("exercises/small/answer.rs", "0\n", "1\n", &["answer: 1"]),
        ("tests/hidden/answer.rs", "42", "43", &["answer: 5"]),
        (MISTAKE, "41", "40", &["answer: 1"]),
        (
            "tests/alternatives/answer/another_way.rs",
            "6 * 7",
            "7 * 6",
            &["answer: 1"],
        ),
        (ANSWER, "title = \"", "title = \"So: ", &[]),
        (ANSWER, "text = \"Where", "text = \"In which line", &[]),
        (ANSWER, "[[mistake]]\n", "# Nothing\n\n[[mistake]]\n", &[]),
        (ANSWER, "say = \"", "say = \"Look: ", &[]),
        (COURSE, "say = \"", "say = \"Look: ", &[]),
        // Lines of the list of lessons, and what only readers see.
        (COURSE, "title = \"", "# Nothing\n\ntitle = \"", &[]),
        (ANSWER, "says = \"", "says = \"gives ", &["answer: 5"]),
        (
            ANSWER,
            "[rules]",
            "[limits]\nrun_ms = 4000\n\n[rules]",
            &["answer: 5"],
        ),
    ] {
        let mut files = Files::good();
        files.change(path, old, new);
        assert_eq!(kept.graded(&files), wanted, "{path}: {new}");
        assert_eq!(kept.graded(&files), [""; 0], "{path}: {new}");
    }
    assert_eq!(kept.graded(&Files::good()), [""; 0]);
}

#[test]
fn changed_claims_and_feedback_are_checked_without_another_run() {
    let kept = Kept::new();
    let is_output = "stage = \"output\", stdout = \"^41\"";
    for (old, new, finding) in [
        (
            is_output,
            "stage = \"output\", stdout = \"^40\"",
            "but gets `output`",
        ),
        (is_output, "source = \"41\"", ""),
        (
            "outcome = \"finished\"\nfeedback = \"one",
            "outcome = \"panicked\"\nfeedback = \"one",
            "`one_too_few.rs` should panic",
        ),
        (
            "[starter]\noutcome = \"finished\"",
            "[starter]\noutcome = \"panicked\"",
            "the starter should panic, but finishes",
        ),
    ] {
        let mut files = Files::good();
        files.change(ANSWER, old, new);
        let found = kept.findings(&files);
        assert_eq!(found.is_empty(), finding.is_empty(), "{found:?}");
        let is_there = found.iter().any(|one| one.contains(finding));
        assert!(is_there || finding.is_empty(), "{found:?}");
        assert_eq!(kept.graded(&files), [""; 0], "{finding}");
    }
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
    assert_eq!(all_findings(&second), all_findings(&first));
}

#[test]
fn a_result_that_a_limit_or_chance_decided_is_never_kept() {
    let kept = Kept::new();
    let endless = "    loop { std::thread::sleep(std::time::Duration::from_secs(1)) }\n";
    let limit = "[limits]\nrun_ms = 100\n\n[rules]";
    let mut sleeps = Files::good();
    sleeps.change(MISTAKE, "    41\n", endless);
    sleeps.change(ANSWER, "[rules]", limit);
    assert_eq!(kept.graded(&sleeps), ["answer: 5"]);
    assert_eq!(kept.graded(&sleeps), ["answer: 1"]);

    // A lesson may claim that a program does not finish.
    let mut claimed = sleeps.clone();
    claimed.change(
        ANSWER,
        "outcome = \"finished\"\nfeedback = \"one-too-few\"",
        "outcome = \"timed-out\"\nfeedback = \"one-too-few\"",
    );
    let when = "stage = \"output\", stdout = \"^41\"";
    claimed.change(ANSWER, when, "outcome = \"timed-out\"");
    assert_eq!(kept.graded(&claimed), ["answer: 1"]);
    assert_eq!(kept.graded(&claimed), [""; 0]);
    // Without the claim, the timeout may have been chance.
    assert_eq!(kept.graded(&sleeps), ["answer: 1"]);

    let mut exits = Files::good();
    exits.change(MISTAKE, "    41\n", "    std::process::abort()\n");
    assert_eq!(kept.graded(&exits), ["answer: 1"]);
    assert_eq!(kept.graded(&exits), ["answer: 1"]);

    // The first run leaves a file behind, and the next one finds it.
    let mut varies = Files::good();
    let flaky = "    41 + u32::from(std::fs::File::create_new(\"../flaky\").is_err())\n";
    varies.change(MISTAKE, "    41\n", flaky);
    varies.change(
        ANSWER,
        "forbid = [\"unsafe\"]",
        "forbid = [\"unsafe\"]\nallow = [\"std::fs\"]",
    );
    assert_eq!(kept.graded(&varies), ["answer: 5"]);
    assert_eq!(kept.graded(&varies), ["answer: 1"]);
}

#[test]
fn a_program_that_varies_runs_again_if_the_feedback_changes() {
    let kept = Kept::new();
    // Its runs print different lines, but get the same feedback.
    let now = "    println!(\"{:?}\", std::time::Instant::now());\n    41\n";
    let mut varies = Files::good();
    varies.change(MISTAKE, "    41\n", now);
    varies.change(ANSWER, "stdout = \"^41\"", "stdout = \"41\"");
    assert_eq!(kept.graded(&varies), ["answer: 1"]);
    assert_eq!(kept.graded(&varies), [""; 0]);
    varies.change(ANSWER, "say = \"", "say = \"Look: ");
    assert_eq!(kept.graded(&varies), ["answer: 1"]);
    assert_eq!(kept.graded(&varies), [""; 0]);
}

#[test]
fn fresh_runs_every_program_and_broken_results_are_ignored() {
    let kept = Kept::new();
    assert_eq!(graded(&kept.verify(&Files::good(), true)), WITH_PROGRAMS);
    assert_eq!(kept.graded(&Files::good()), [""; 0]);

    let whole = kept
        .results()
        .iter()
        .map(|path| fs::read(path).unwrap())
        .collect::<Vec<_>>();
    for (path, whole) in kept.results().iter().zip(&whole) {
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
fn without_a_writable_folder_everything_is_graded() {
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

/// The command, with a toolchain that logs each run of rustc and has a given version.
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

    fn command(&self, options: &[&str]) -> std::process::Command {
        let here = self.folder.path();
        let path = std::env::var("PATH").unwrap();
        let bin = here.join("toolchain/bin");
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_cellmate"));
        command
            .arg("verify")
            .arg(here.join("course"))
            .args(options)
            .env("PATH", format!("{}:{path}", bin.display()))
            .env("XDG_CACHE_HOME", here.join("cache"));
        command
    }

    /// Saves a file of the course with this change.
    fn save(&self, path: &str, old: &str, new: &str) {
        let path = self.folder.path().join("course").join(path);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(old), "{text}");
        fs::write(path, text.replacen(old, new, 1)).unwrap();
    }

    /// Verifies the course. Returns what it printed, and whether a compiler started.
    fn verify(&self, options: &[&str]) -> (String, bool) {
        let here = self.folder.path();
        let _ = fs::remove_file(here.join("calls"));
        let ran = self.command(options).output().unwrap();
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
    assert!(printed.contains("4 lessons (3 unchanged), "), "{printed}");
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

#[cfg(unix)]
#[test]
fn the_command_compiles_nothing_but_the_program_that_was_saved() {
    let command = Command::new();
    command.toolchain("here");
    command.verify(&[]);
    command.save(ANSWER, "text = \"Where", "text = \"In which line");
    command.save(ANSWER, "say = \"What", "say = \"Look: what");
    let (printed, compiled) = command.verify(&[]);
    assert!(!compiled && printed.contains("(3 unchanged)"), "{printed}");

    command.save(MISTAKE, "41", "40 + 1");
    let (printed, compiled) = command.verify(&[]);
    assert!(compiled, "{printed}");
    assert!(
        printed.contains("answer                     5 programs behave as claimed (4 unchanged)\n"),
        "{printed}"
    );
}

/// A command that watches; dropping it kills it.
#[cfg(unix)]
struct Watching {
    child: std::process::Child,
    lines: std::sync::mpsc::Receiver<String>,
}

#[cfg(unix)]
impl Watching {
    fn start(command: &Command) -> Self {
        use std::io::BufRead as _;
        let mut child = command.command(&["--watch"]);
        let mut child = child.stdout(std::process::Stdio::piped()).spawn().unwrap();
        let printed = std::io::BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for line in printed.lines() {
                sender.send(line.unwrap()).unwrap();
            }
        });
        Self { child, lines }
    }

    /// Returns the lines up to the first that contains this.
    fn lines_to(&self, wanted: &str) -> Vec<String> {
        let mut seen: Vec<String> = Vec::new();
        while seen.last().is_none_or(|line| !line.contains(wanted)) {
            let next = self.lines.recv_timeout(std::time::Duration::from_mins(1));
            seen.push(next.unwrap_or_else(|_| panic!("`{wanted}` never came: {seen:?}")));
        }
        seen
    }
}

#[cfg(unix)]
impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
#[test]
fn watching_shows_the_lesson_that_was_saved_and_no_other() {
    let command = Command::new();
    command.toolchain("here");
    let watching = Watching::start(&command);
    watching.lines_to("Watching ");
    for (path, old, new, wanted) in [
        // Nothing has to run for this change.
        (
            ANSWER,
            "text = \"Where",
            "text = \"In which line",
            "(unchanged)",
        ),
        // The lesson has a finding, although nothing ran.
        (
            ANSWER,
            "[[hint]]\nid = \"what\"",
            "[[hint]]\nid = \"where\"",
            "1 problem",
        ),
        (
            ANSWER,
            "[[hint]]\nid = \"where\"\ntext = \"What",
            "[[hint]]\nid = \"what\"\ntext = \"What",
            "(unchanged)",
        ),
        (MISTAKE, "41", "40 + 1", "(4 unchanged)"),
    ] {
        command.save(path, old, new);
        let seen = watching.lines_to(" lessons (");
        let of = |id: &str| seen.iter().filter(|line| line.contains(id)).count();
        assert!(
            seen.iter()
                .any(|line| line.contains("answer") && line.contains(wanted)),
            "{seen:?}"
        );
        assert_eq!(of("small/order") + of("small/guess"), 0, "{seen:?}");
    }
}
