//! From a saved text to its verdict, against bare `rustc` and a run of the same file.
//!
//! `cargo bench --bench verdict` prints three figures and, at its end, the two ratios that matter.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

#[path = "../grading/lesson.rs"]
mod lesson;

use cellmate::course::Lesson;
use cellmate::grader::{Grader, GradingBackend as _};
use cellmate::process::{Cancel, Launcher};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
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
    let grader = Grader::new(Launcher::at(binary)).expect("a toolchain");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (mut bare, mut without, mut with) = (Vec::new(), Vec::new(), Vec::new());
    // The three take turns, so that a busy machine is busy for all of them.
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
    assert!(
        Command::new(&program)
            .output()
            .expect("a run")
            .status
            .success()
    );
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

fn ratio(ours: Duration, theirs: Duration) -> f64 {
    ours.as_secs_f64() / theirs.as_secs_f64()
}
