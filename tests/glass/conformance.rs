//! Every program of the course, and all of `programs/`, does the same with std and under glass: it prints the same and
//! ends the same way, in one run in which each thread goes on until it has to wait. What the compiler refuses with the
//! one, it refuses with the other, with the same errors at the same lines. Where they differ, and why they may, stands
//! in `differences`.
//!
//! With `CONFORMANCE=part/of/a/path` only those are held against each other, and what they did is printed.

mod collected;
mod differences;
mod genuine;
mod grouped;
mod refused;
mod seen;

use cellmate::glass::Subject;
use cellmate::process::Cancel;
use differences::known;
use seen::Seen;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::time::Instant;

#[test]
fn every_program_does_the_same_with_std_and_under_glass() {
    let only = std::env::var("CONFORMANCE").ok();
    let mut programs = collected::course();
    programs.extend(collected::folder("tests/glass/programs".as_ref(), false));
    programs.retain(|program| {
        let path = &program.subject.known_as;
        only.as_ref().is_none_or(|only| path.contains(only))
    });
    let subjects = grouped::grouped(&programs, |path| known(path).is_some());
    let (genuine, glass) = both(&subjects);
    let mut wrong = String::new();
    let mut differ = BTreeSet::new();
    for (subject, (genuine, glass)) in subjects.iter().zip(genuine.iter().zip(&glass)) {
        if only.is_some() {
            println!("{}\n{genuine:#?}\n{glass:#?}", subject.known_as);
        }
        if genuine.agrees_with(glass) {
            continue;
        }
        differ.insert(subject.known_as.as_str());
        if known(&subject.known_as).is_none() {
            let path = &subject.known_as;
            let _ = writeln!(wrong, "{path}\n  std:   {genuine}\n  glass: {glass}");
        }
    }
    if only.is_none() {
        let there = subjects.iter().map(|subject| subject.known_as.as_str());
        wrong += &differences::unfounded(&there.collect(), &differ);
    }
    println!(
        "{} programs were held against each other; {} differ, as is known",
        subjects.len(),
        differ.len()
    );
    assert!(!subjects.is_empty());
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// What the subjects do with std, and what they do under glass: side by side, since a program that hangs takes its time.
fn both(subjects: &[Subject]) -> (Vec<Seen>, Vec<Seen>) {
    let started = Instant::now();
    std::thread::scope(|scope| {
        let genuine = scope.spawn(|| {
            let seen = genuine::all(subjects);
            println!("with std after {:.1?}", started.elapsed());
            seen
        });
        let with_choices: Vec<_> = subjects.iter().map(|s| (s.clone(), Vec::new())).collect();
        let looked = crate::glass().trace_all(&with_choices, &Cancel::new());
        println!("under glass after {:.1?}", started.elapsed());
        let glass = looked.unwrap().into_iter().map(Seen::of_glass).collect();
        (genuine.join().unwrap(), glass)
    })
}
