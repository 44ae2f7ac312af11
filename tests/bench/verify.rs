//! `cellmate verify` as a whole process, against a plain loop that compiles the same programs and harnesses with the same
//! options, and runs the programs and each hidden test once.
//!
//! `cargo bench --bench verify` prints the CPU time of both and their ratios, without and with the runs, and what
//! another `verify` takes: without a change, and after a change to one lesson. The ids of lessons can follow `--`.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

mod rustc_loop;

use cellmate::course::{Course, Lesson, prediction_text};
use rustc_loop::{RustcLoop, measured};
use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs};

/// Lessons with and without threads, schedules, uses that must not compile, and predictions.
const LESSONS: [&str; 9] = [
    "logger",
    "hit_counter",
    "strong_counts",
    "undo_stack",
    "counter_8000",
    "lost_update",
    "relock",
    "build_cell",
    "myths",
];

fn main() {
    let course = Course::embedded().expect("the course is whole");
    let asked: Vec<String> = env::args()
        .skip(1)
        .filter(|id| !id.starts_with('-'))
        .collect();
    let ids = if asked.is_empty() {
        LESSONS.map(str::to_owned).to_vec()
    } else {
        asked
    };
    let lessons: Vec<&Lesson> = ids
        .iter()
        .map(|id| course.lesson(id).expect("a lesson"))
        .collect();
    let folder = tempfile::tempdir().expect("a folder");

    let mut runs = 0.0;
    let (total, wall) = measured(|| runs = compile_all(&lessons, folder.path()));
    let cpu = total - runs;
    println!("rustc alone       {cpu:>7.2} s CPU");
    println!("rustc and runs    {total:>7.2} s CPU  {wall:>7.2} s");
    let course = folder.path().join("course");
    for part in ["lessons", "exercises", "solutions", "tests"] {
        copy(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join(part),
            &course.join(part),
        );
    }
    let (cold, wall) = measured(|| verify(folder.path(), &ids));
    println!("verify            {cold:>7.2} s CPU  {wall:>7.2} s");
    let ratios = (cold / cpu, cold / total);
    println!(
        "ratios            {:>7.2}, with runs {:.2}",
        ratios.0, ratios.1
    );
    let (cpu, wall) = measured(|| verify(folder.path(), &ids));
    println!("without a change  {cpu:>7.2} s CPU  {wall:>7.2} s");
    let changed = course.join(&lessons[0].path);
    let text = fs::read_to_string(&changed).expect("a lesson");
    fs::write(changed, text + "# The same.\n").expect("a lesson");
    let (cpu, wall) = measured(|| verify(folder.path(), &ids));
    println!("one lesson        {cpu:>7.2} s CPU  {wall:>7.2} s");
}

fn verify(folder: &Path, ids: &[String]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cellmate"));
    command.arg("verify").arg(folder.join("course"));
    command.env("XDG_CACHE_HOME", folder.join("cache"));
    for id in ids {
        command.args(["--lesson", id]);
    }
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(status.is_ok_and(|status| status.success()));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("a file");
        }
    }
}

/// Compiles and runs every program of the lessons. Returns the CPU seconds of the runs.
fn compile_all(lessons: &[&Lesson], folder: &Path) -> f64 {
    let mut rustc = RustcLoop::new(folder);
    for lesson in lessons {
        for text in texts(lesson) {
            rustc.with_tests(lesson, text);
        }
        for prediction in &lesson.predictions {
            let edition = prediction.edition.unwrap_or(lesson.build.edition);
            let text = prediction_text(lesson, prediction);
            rustc.program(text, edition.as_str(), lesson.build.optimize);
        }
    }
    println!("{} programs and harnesses", rustc.count);
    rustc.runs
}

fn texts(lesson: &Lesson) -> Vec<&String> {
    let files = &lesson.files;
    let mut texts: Vec<&String> = Vec::new();
    if lesson.has_file() {
        texts.extend(files.starter.iter().chain(&files.solution));
        texts.extend(files.alternatives.values());
        let mistakes = lesson.mistakes.iter();
        texts.extend(mistakes.map(|mistake| &files.mistakes[&mistake.file]));
    }
    texts
}
