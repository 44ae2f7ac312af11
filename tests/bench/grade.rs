//! `cellmate grade` as a whole process, against a plain loop that compiles and runs the same texts, each once.
//!
//! `cargo bench --bench grade` prints the CPU time of both and their ratio, confined and not, and of four shards. The
//! number of learners (30) and the ids of lessons (some) can follow `--`; with `all`, it takes all lessons.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

mod rustc_loop;

use cellmate::course::{Course, Lesson};
use rustc_loop::{RustcLoop, measured};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs};

/// Lessons with and without threads, schedules, and uses that must not compile.
const LESSONS: [&str; 6] = [
    "hit_counter",
    "strong_counts",
    "undo_stack",
    "counter_8000",
    "lost_update",
    "build_cell",
];

fn main() {
    let course = Course::embedded().expect("the course is whole");
    let asked = env::args().skip(1).filter(|word| !word.starts_with('-'));
    let (counts, ids): (Vec<String>, Vec<String>) =
        asked.partition(|word| word.parse::<usize>().is_ok());
    let learners = counts
        .first()
        .map_or(30, |count| count.parse().expect("a number"));
    let lessons: Vec<&Lesson> = match ids.as_slice() {
        [] => LESSONS.iter().filter_map(|id| course.lesson(id)).collect(),
        [all] if all == "all" => course.lessons.iter().collect(),
        ids => ids.iter().filter_map(|id| course.lesson(id)).collect(),
    };
    let folder = tempfile::tempdir().expect("a folder");
    let distinct = hand_in(&lessons, learners, &folder.path().join("class"));
    let mut rustc = RustcLoop::new(folder.path());
    let (cpu, wall) = measured(|| {
        for (lesson, text) in &distinct {
            rustc.with_tests(lesson, text);
        }
    });
    let (learners, lessons) = (learners, lessons.len());
    println!(
        "{learners} learners, {lessons} lessons, {} texts; {} programs and harnesses",
        distinct.len(),
        rustc.count
    );
    println!("rustc and runs    {cpu:>7.2} s CPU  {wall:>7.2} s");
    println!("rustc alone       {:>7.2} s CPU", cpu - rustc.runs);
    let print = |name: &str, (taken, wall): (f64, f64)| {
        let speed = cpu / taken;
        println!(
            "{name:<17} {taken:>7.2} s CPU  {wall:>7.2} s   {speed:.2} of the speed of the loop"
        );
    };
    // This builds what all gradings share.
    measured(|| grade(folder.path(), "first", &["--shard", "1/1000"]));
    print("grade", measured(|| grade(folder.path(), "all", &[])));
    let unconfined = measured(|| grade(folder.path(), "unconfined", &["--unconfined"]));
    print("  unconfined", unconfined);
    let again = measured(|| grade(folder.path(), "all", &[]));
    println!(
        "  again           {:>7.2} s CPU  {:>7.2} s",
        again.0, again.1
    );
    let shards = measured(|| {
        for shard in ["1/4", "2/4", "3/4", "4/4"] {
            grade(folder.path(), &shard.replace('/', "-"), &["--shard", shard]);
        }
    });
    print("  four shards", shards);
}

/// Writes a folder for each learner. A class hands in the course's own starters, solutions, alternatives and mistakes.
/// Returns the texts that differ, without starters.
fn hand_in<'a>(
    lessons: &[&'a Lesson],
    learners: usize,
    class: &Path,
) -> Vec<(&'a Lesson, &'a str)> {
    let mut distinct = Vec::new();
    for &lesson in lessons.iter().filter(|lesson| lesson.has_file()) {
        let files = &lesson.files;
        let right = files.solution.iter().chain(files.alternatives.values());
        let others = files.mistakes.values().chain(&files.starter);
        let texts: Vec<&String> = right.chain(others).collect();
        let mut known: BTreeSet<&str> = files.starter.iter().map(String::as_str).collect();
        for learner in 0..learners {
            let text = texts[learner % texts.len()];
            let folder = class.join(format!("learner-{learner}"));
            fs::create_dir_all(&folder).expect("a folder");
            fs::write(folder.join(format!("{}.rs", lesson.id)), text).expect("a file");
            if known.insert(text) {
                distinct.push((lesson, text.as_str()));
            }
        }
    }
    distinct
}

fn grade(folder: &Path, out: &str, options: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cellmate"));
    command.arg("grade").arg(folder.join("class"));
    command.arg("--out").arg(folder.join(out)).args(options);
    command.env("XDG_CACHE_HOME", folder.join("cache"));
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(status.is_ok_and(|status| status.code() != Some(2)));
}
