//! From a saved text to its verdict, against bare `rustc` and a run of the same file; and `cellmate check` as a whole
//! process, against `rustc` of the program and its harness side by side and their runs.
//!
//! `cargo bench --bench verdict` prints the medians and the ratios that matter.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

#[path = "../grading/lesson.rs"]
mod lesson;

use cellmate::course::Lesson;
use cellmate::grader::{Grader, GradingBackend as _};
use cellmate::process::{Cancel, Launcher};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: u32 = 30;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| fs::read_to_string(root.join(path)).expect("the rate limiter is there");
    let text = read("solutions/refcell/rate_limiter.rs");
    let hidden = read("tests/hidden/rate_limiter.rs");
    let names: Vec<String> = hidden
        .split("#[test]")
        .skip(1)
        .filter_map(|part| Some(part.split("fn ").nth(1)?.split('(').next()?.to_owned()))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let plain = lesson::printing("true true false\n");
    let tested = lesson::tested("true true false\n", &names, &hidden);

    let binary = PathBuf::from(env!("CARGO_BIN_EXE_cellmate"));
    let grader = Grader::new(Launcher::at(binary.clone())).expect("a toolchain");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (mut bare, mut without, mut with) = (Vec::new(), Vec::new(), Vec::new());
    // The three take turns, so that a busy machine slows down all of them.
    for round in 0..=ROUNDS {
        let text = format!("{text}// {round}\n");
        let times = [
            time(|| rustc_and_run(grader.toolchain().rustc.as_path(), folder.path(), &text)),
            time(|| grade(&grader, &plain, &text)),
            time(|| grade(&grader, &tested, &text)),
        ];
        if round > 0 {
            bare.push(times[0]);
            without.push(times[1]);
            with.push(times[2]);
        }
    }
    let (bare, without, with) = (median(bare), median(without), median(with));
    println!("bare rustc and a run    {bare:>9.1?}");
    println!(
        "verdict without tests   {without:>9.1?}   {:.2} times",
        ratio(without, bare)
    );
    println!(
        "verdict with {} tests    {with:>9.1?}   {:.2} times",
        names.len(),
        ratio(with, bare)
    );
    whole_process(&binary, &grader.toolchain().rustc, &text, &hidden, &names);
}

/// Times the command in a desk of its own, with a cache that the first round fills.
fn whole_process(binary: &Path, rustc: &Path, text: &str, hidden: &str, names: &[&str]) {
    let home = tempfile::tempdir().expect("a home folder");
    let cellmate = |arguments: &[&str]| {
        let rustup = env::var_os("RUSTUP_HOME").map(PathBuf::from);
        let usual = || PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".rustup");
        let mut command = Command::new(binary);
        command
            .args(arguments)
            .current_dir(home.path())
            .env("RUSTUP_HOME", rustup.unwrap_or_else(usual))
            .env("HOME", home.path())
            .env_remove("XDG_CACHE_HOME");
        succeed(command);
    };
    cellmate(&["init"]);
    let exercise = home
        .path()
        .join("cellmate/exercises/refcell/rate_limiter.rs");
    fs::write(exercise, text).expect("the exercise");
    let reference = home.path().join("reference");
    fs::create_dir(&reference).expect("a folder");
    fs::write(reference.join("hidden.rs"), hidden).expect("the hidden tests");
    fs::write(reference.join("program.rs"), text).expect("the program");
    let harness = format!("{text}\n#[cfg(test)] #[path = \"hidden.rs\"] mod __hidden;");
    fs::write(reference.join("harness.rs"), harness).expect("the harness");

    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let times = [
            time(|| cellmate(&["check", "rate_limiter", "--no-advice"])),
            time(|| rustc_side_by_side(rustc, &reference, names)),
        ];
        if round > 0 {
            ours.push(times[0]);
            theirs.push(times[1]);
        }
    }
    let ratios: Vec<f64> = ours
        .iter()
        .zip(&theirs)
        .map(|(o, t)| ratio(*o, *t))
        .collect();
    println!("rustc side by side and runs {:>9.1?}", median(theirs));
    println!(
        "`check`, whole process      {:>9.1?}   {:.2} times (median of pairs)",
        median(ours),
        middle(ratios)
    );
}

fn rustc_side_by_side(rustc: &Path, folder: &Path, names: &[&str]) {
    let start = |arguments: &[&str]| {
        let mut command = Command::new(rustc);
        command.current_dir(folder).args(["--edition", "2024"]);
        command.args(arguments).stderr(Stdio::null());
        command.spawn().expect("rustc")
    };
    let builds = [
        start(&["-o", "program", "program.rs"]),
        start(&["--test", "-o", "harness", "harness.rs"]),
    ];
    for mut build in builds {
        assert!(build.wait().expect("rustc").success());
    }
    succeed(Command::new(folder.join("program")));
    for name in names {
        let mut test = Command::new(folder.join("harness"));
        test.args(["--exact", &format!("__hidden::{name}"), "--test-threads=1"]);
        succeed(test);
    }
}

fn succeed(mut command: Command) {
    let output = command.output().expect("the program runs");
    assert!(output.status.success(), "{output:?}");
}

fn grade(grader: &Grader, lesson: &Lesson, text: &str) {
    let course = lesson::course(Vec::new());
    let verdict = grader
        .grade(&course, lesson, text, &Cancel::new(), &|_| ())
        .expect("a verdict");
    assert!(verdict.passed(), "{verdict:?}");
}

fn rustc_and_run(rustc: &Path, folder: &Path, text: &str) {
    let file = folder.join("rate_limiter.rs");
    let program = folder.join("rate_limiter");
    fs::write(&file, text).expect("a file");
    let built = Command::new(rustc)
        .args(["--edition", "2024", "-o"])
        .arg(&program)
        .arg(&file)
        .output();
    assert!(built.expect("rustc").status.success());
    succeed(Command::new(&program));
}

fn time(work: impl FnOnce()) -> Duration {
    let started = Instant::now();
    work();
    started.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn middle(mut ratios: Vec<f64>) -> f64 {
    ratios.sort_unstable_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

fn ratio(ours: Duration, theirs: Duration) -> f64 {
    ours.as_secs_f64() / theirs.as_secs_f64()
}
