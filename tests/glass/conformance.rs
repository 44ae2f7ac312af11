//! Every program of the course, and all of `programs/`, does the same with std and under glass: it prints the same and
//! ends the same way, in one run in which each thread continues until it has to wait. What the compiler refuses with
//! std, it refuses under glass, with the same errors on the same lines. `differences` lists where they differ, and why
//! they may.
//!
//! There are many mistakes, and they differ from solutions in a line or two, so they are compared only with
//! `CONFORMANCE=all`; so are the programs that may differ (`Perhaps`). Then the lines of each step are looked up, too.
//! With `CONFORMANCE=part/of/a/path`, only the programs on such a path are compared, and what they did is printed.

pub(crate) mod batches;
mod collected;
mod differences;
mod genuine;
mod refused;
mod seen;
mod under_glass;

use cellmate::glass::ProgramSpec;
use collected::{Program, subjects};
use differences::{Why, known};
use seen::Seen;
use std::collections::BTreeSet;
use std::fmt::Write;

#[test]
fn every_program_does_the_same_with_std_and_under_glass() {
    let (programs, only, all) = chosen();
    let paths: BTreeSet<String> = programs.iter().map(Program::path).collect();
    let whatever = |program: &Program| matches!(known(&program.path()), Some(Why::Perhaps(_)));
    let tried = programs
        .into_iter()
        .filter(|program| all || only.is_some() || !whatever(program));
    let subjects = subjects(tried.collect());
    let (genuine, glass) = both(&subjects, all);
    let mut wrong = String::new();
    let mut differ = BTreeSet::new();
    for (subject, (genuine, glass)) in subjects.iter().zip(genuine.iter().zip(&glass)) {
        if only.is_some() {
            println!("{}\n{genuine:#?}\n{glass:#?}", subject.display_path);
        }
        let threads = subject.target.text.contains("thread::");
        if genuine.agrees_with(glass, threads) {
            continue;
        }
        differ.insert(subject.display_path.as_str());
        let excused = known(&subject.display_path).is_some() || (threads && may_do(subject, glass));
        if !excused {
            let path = &subject.display_path;
            let _ = writeln!(wrong, "{path}\n  std:   {genuine}\n  glass: {glass}");
        }
    }
    if only.is_none() {
        wrong += &differences::unfounded(&paths, &differ, all);
    }
    let (tried, differ) = (subjects.len(), differ.len());
    println!("{tried} programs were held against each other; {differ} differ");
    assert!(!subjects.is_empty());
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// The programs to compare; what their paths must contain, if only some are; and whether all are.
fn chosen() -> (Vec<Program>, Option<String>, bool) {
    let wish = std::env::var("CONFORMANCE").ok();
    let all = wish.as_deref() == Some("all");
    let only = wish.filter(|_| !all);
    let mut programs = collected::course();
    programs.extend(collected::folder("tests/glass/programs".as_ref(), false));
    programs.retain(|program| {
        let path = &program.subject.display_path;
        let usual = || all || !path.starts_with("tests/mistakes/");
        only.as_ref().map_or_else(usual, |only| path.contains(only))
    });
    (programs, only, all)
}

/// Whether std sometimes does the same as glass with a program with threads: the system decides which thread is first.
fn may_do(subject: &ProgramSpec, glass: &Seen) -> bool {
    let often = vec![subject.clone(); 40];
    let seen = genuine::all(&often);
    seen.iter().any(|seen| seen.agrees_with(glass, true))
}

/// What the subjects do with std and under glass: both at the same time, because a program that hangs takes its time.
fn both(subjects: &[ProgramSpec], with_lines: bool) -> (Vec<Seen>, Vec<Seen>) {
    std::thread::scope(|scope| {
        let genuine = scope.spawn(|| genuine::all(subjects));
        let glass = under_glass::all(subjects, with_lines);
        (genuine.join().unwrap(), glass)
    })
}
