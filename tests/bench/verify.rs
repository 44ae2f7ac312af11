//! `cellmate verify` as a whole process, against a plain loop that compiles the same programs and harnesses with the same
//! options, and runs the programs and each hidden test once.
//!
//! `cargo bench --bench verify` prints the CPU time of both and their ratios, without and with the runs, and what `verify` takes again: without a
//! change, and after a change of one lesson. The ids of lessons can follow `--`.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use cellmate::build::Toolchain;
use cellmate::course::{Course, Lesson, prediction_text};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

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

/// The limit of one run: that of the CPU time of a program that is graded.
const MAX_RUN: Duration = Duration::from_secs(3);

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

/// Compiles every program of the lessons by itself and, if there are hidden tests, with them, and runs what compiles.
/// Returns the CPU seconds of the runs.
fn compile_all(lessons: &[&Lesson], folder: &Path) -> f64 {
    // Not rustup's proxy, which would take time of its own.
    let compiler = Toolchain::find().expect("a toolchain").rustc;
    let (mut count, mut runs) = (0, 0.0);
    for lesson in lessons {
        let files = &lesson.files;
        let edition = lesson.build.edition.as_str();
        let mut texts: Vec<&String> = Vec::new();
        if lesson.has_file() {
            texts.extend(files.starter.iter().chain(&files.solution));
            texts.extend(files.alternatives.values());
            texts.extend(
                lesson
                    .mistakes
                    .iter()
                    .map(|mistake| &files.mistakes[&mistake.file]),
            );
        }
        let file = folder.join("program.rs");
        let optimize = lesson.build.optimize;
        for text in texts {
            count += 1;
            fs::write(&file, text).expect("a file");
            if rustc(&compiler, &file, edition, optimize, false) {
                runs += run(&file.with_extension("out"), &[]);
            }
            if let Some(hidden) = &files.hidden {
                fs::write(folder.join("hidden.rs"), hidden).expect("a file");
                let text = format!("{text}\n#[cfg(test)] #[path = \"hidden.rs\"] mod __hidden;");
                fs::write(&file, text).expect("a file");
                count += 1;
                if rustc(&compiler, &file, edition, optimize, true) {
                    for test in &lesson.tests {
                        let path = format!("__hidden::{}", test.name);
                        let arguments = ["--exact", &path, "--test-threads=1"];
                        runs += run(&file.with_extension("out"), &arguments);
                    }
                }
            }
        }
        for prediction in &lesson.predictions {
            count += 1;
            fs::write(&file, prediction_text(lesson, prediction)).expect("a file");
            let edition = prediction.edition.unwrap_or(lesson.build.edition);
            if rustc(&compiler, &file, edition.as_str(), optimize, false) {
                runs += run(&file.with_extension("out"), &[]);
            }
        }
    }
    println!("{count} programs and harnesses");
    runs
}

/// Runs a program until it ends or its time is over. Returns its CPU seconds.
fn run(program: &Path, arguments: &[&str]) -> f64 {
    let before = cpu_of_children();
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null());
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let (mut child, started) = (child.expect("the program starts"), Instant::now());
    while child.try_wait().expect("a child").is_none() {
        if started.elapsed() > MAX_RUN {
            child.kill().expect("a child");
            child.wait().expect("a child");
            break;
        }
        thread::sleep(Duration::from_millis(2));
    }
    cpu_of_children() - before
}

/// Returns whether the program compiles.
fn rustc(compiler: &Path, file: &Path, edition: &str, optimize: bool, test: bool) -> bool {
    let mut rustc = Command::new(compiler);
    rustc.args(["--edition", edition]).arg(file);
    rustc
        .args(optimize.then_some("-O"))
        .args(test.then_some("--test"));
    rustc.args(["-C", "codegen-units=1", "-C", "strip=debuginfo"]);
    rustc.arg("-o").arg(file.with_extension("out"));
    // Many of these programs do not compile, which takes time too.
    let status = rustc.stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.expect("rustc").success()
}

/// Returns the CPU seconds of all processes that ended meanwhile, and the seconds on the clock.
fn measured(work: impl FnOnce()) -> (f64, f64) {
    let (before, started) = (cpu_of_children(), Instant::now());
    work();
    (cpu_of_children() - before, started.elapsed().as_secs_f64())
}

fn cpu_of_children() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux");
    let (_, fields) = stat.rsplit_once(") ").expect("the name ends");
    let ticks = fields.split(' ').skip(13).take(2);
    ticks
        .map(|ticks| ticks.parse::<f64>().expect("a number"))
        .sum::<f64>()
        / 100.0
}
