//! Every program of the course, and all of `programs/`, does the same with std and under glass: it prints the same and
//! ends the same way, in one run in which each thread goes on until it has to wait. What the compiler refuses with the
//! one, it refuses with the other, with the same errors at the same lines. Where they differ, and why they may, stands
//! in `differences`.
//!
//! Mistakes are many, and differ from solutions in a line or two: they are held against each other only with
//! `CONFORMANCE=all`. With `CONFORMANCE=part/of/a/path` only those are, and what they did is printed.

mod collected;
mod differences;
mod genuine;
mod grouped;
mod refused;
mod seen;

use cellmate::glass::ProgramSpec;
use cellmate::process::Cancel;
use differences::known;
use grouped::Program;
use seen::Seen;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::time::Duration;

#[test]
fn every_program_does_the_same_with_std_and_under_glass() {
    let (programs, only, all) = chosen();
    let subjects = grouped::grouped(&programs, |path| known(path).is_some());
    let text = |program: &Program| {
        let subject = &program.subject;
        (subject.display_path.clone(), subject.target.text.clone())
    };
    let texts: BTreeMap<String, String> = programs.iter().map(text).collect();
    let (genuine, glass) = both(&subjects);
    let mut wrong = String::new();
    let mut differ = BTreeSet::new();
    for (subject, (genuine, glass)) in subjects.iter().zip(genuine.iter().zip(&glass)) {
        if only.is_some() {
            println!("{}\n{genuine:#?}\n{glass:#?}", subject.display_path);
        }
        let threads = texts[subject.display_path.as_str()].contains("thread::");
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
        let there = subjects.iter().map(|subject| subject.display_path.as_str());
        wrong += &differences::unfounded(&there.collect(), &differ, all);
    }
    let (tried, differ) = (subjects.len(), differ.len());
    println!("{tried} programs were held against each other; {differ} differ");
    assert!(!subjects.is_empty());
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// The programs that are asked for; what their paths are to contain, if only some are; and whether all are.
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

/// Whether a program with threads does the same with std now and then: who is first is the system's to say.
fn may_do(subject: &ProgramSpec, glass: &Seen) -> bool {
    let often = vec![subject.clone(); 40];
    let seen = genuine::all(&often);
    seen.iter().any(|seen| seen.agrees_with(glass, true))
}

/// What the subjects do with std, and what they do under glass: side by side, since a program that hangs takes its time.
fn both(subjects: &[ProgramSpec]) -> (Vec<Seen>, Vec<Seen>) {
    std::thread::scope(|scope| {
        let genuine = scope.spawn(|| genuine::all(subjects));
        let looked_at = subjects.iter().map(|subject| {
            // Looking up lines takes long where others want the machine, too; what hangs is found out without a clock.
            let mut subject = subject.clone();
            subject.limits.wall = Duration::from_secs(15);
            (subject, Vec::new())
        });
        let looked_at: Vec<(ProgramSpec, Vec<u32>)> = looked_at.collect();
        let looked = crate::new_glass().trace_all(&looked_at, &Cancel::new());
        let glass = looked.unwrap().into_iter().map(Seen::of_glass).collect();
        (genuine.join().unwrap(), glass)
    })
}
