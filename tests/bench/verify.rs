//! All programs of the course graded together, as `verify` does it, against a loop that grades one after the other.
//!
//! `cargo bench --bench verify` prints both times and their ratio.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use cellmate::course::Course;
use cellmate::grader::{Attempt, Grader, GradingBackend as _};
use cellmate::process::{Cancel, Launcher};
use std::path::PathBuf;
use std::time::Instant;

fn main() {
    let course = Course::embedded().expect("the course is whole");
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_cellmate"));
    let grader = Grader::new(Launcher::at(binary)).expect("a toolchain");
    let attempts: Vec<Attempt<'_>> = course
        .lessons
        .iter()
        .flat_map(|lesson| {
            let files = &lesson.files;
            let texts = files.solution.iter().chain(files.mistakes.values());
            let texts = texts.chain(files.alternatives.values());
            texts.map(move |text| Attempt::new(lesson, text))
        })
        .collect();
    let cancel = Cancel::new();

    let started = Instant::now();
    grader
        .grade_all(&course, &attempts, &cancel, &|_| {})
        .expect("verdicts");
    let together = started.elapsed();

    let started = Instant::now();
    for attempt in &attempts {
        grader
            .grade(&course, attempt.lesson, attempt.text, &cancel, &|_| ())
            .expect("a verdict");
    }
    let one_by_one = started.elapsed();

    let ratio = together.as_secs_f64() / one_by_one.as_secs_f64();
    println!("{} programs together    {together:>8.1?}", attempts.len());
    println!("one after the other     {one_by_one:>8.1?}");
    println!("ratio                   {ratio:>8.2}");
}
