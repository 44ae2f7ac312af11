//! Every program in the folders of `programs/` is seen as its own comments say. `notation` describes them.
//!
//! With `GLASS_PROGRAMS=part/of/a/path`, only the programs on such a path are run, and what was seen is printed.

use crate::notation::Expected;
use crate::seen;
use cellmate::glass::{Analysis, ProgramSpec};
use cellmate::process::Cancel;
use cellmate::report;
use cellmate::report::trace::Focus;
use cellmate::rows;
use cellmate::verdict::{Severity, Trace};
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// What a program expects if there must be no advice.
const NO_ADVICE: &str = "-";

#[test]
fn every_program_is_traced_as_its_comments_say() {
    let only = std::env::var("GLASS_PROGRAMS").ok();
    let mut programs = Vec::new();
    for folder in ["cell", "lock", "thread"] {
        collect(
            &Path::new("tests/glass/programs").join(folder),
            &mut programs,
        );
    }
    programs.sort();
    programs.retain(|(path, _)| only.as_ref().is_none_or(|only| path.contains(only)));
    let mut subjects: Vec<(ProgramSpec, Vec<u32>)> = programs
        .iter()
        .map(|(path, text)| {
            let expected = Expected::read(text);
            let subject = ProgramSpec::single_file(path, text, expected.edition);
            (subject, expected.choices)
        })
        .collect();
    crate::join(subjects.iter_mut().map(|(spec, _)| spec));
    let looked = crate::glass().trace_all(&subjects, &Cancel::new()).unwrap();
    let mut wrong = String::new();
    for ((path, text), looked) in programs.iter().zip(looked) {
        let differences = match &looked {
            Analysis::Done(trace) => {
                differences(&Expected::read(text), trace, text) + &too_wide(trace, text)
            }
            Analysis::CompileError(said) => {
                let errors = said.iter().filter(|d| d.severity == Severity::Error);
                errors.map(|error| error.rendered.as_str()).collect()
            }
            Analysis::BuildTimedOut => "it took too long to build\n".to_owned(),
        };
        if !differences.is_empty() {
            let _ = writeln!(wrong, "{path}\n{differences}");
        }
        if only.is_some() {
            println!("{path}\n{looked:#?}");
        }
    }
    assert!(!programs.is_empty());
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Returns what was seen but not expected, or expected but not seen.
fn differences(expected: &Expected, trace: &Trace, text: &str) -> String {
    let mut found = String::new();
    let ends = seen::ending(trace);
    if ends != expected.ends {
        let _ = writeln!(found, "  ends {ends}, not {}", expected.ends);
    }
    let marks = seen::marks(trace, text);
    let lines = marks.keys().chain(expected.marks.keys());
    let lines: std::collections::BTreeSet<u32> = lines.copied().collect();
    for line in lines {
        let (seen, wanted) = (marks.get(&line), expected.marks.get(&line));
        if seen != wanted {
            let list = |marks: Option<&Vec<String>>| marks.cloned().unwrap_or_default().join(", ");
            let (seen, wanted) = (list(seen), list(wanted));
            let _ = writeln!(found, "  line {line}: saw [{seen}], wanted [{wanted}]");
        }
    }
    if expected.prints.as_ref().is_some_and(|p| *p != trace.stdout) {
        let choices = &trace.schedule;
        let _ = writeln!(found, "  prints {:?} with {choices:?}", trace.stdout);
    }
    let says = trace.explanations.iter();
    let says: Vec<String> = says
        .map(|each| report::trace::explanation_text(trace, each))
        .collect();
    if says != expected.says {
        let _ = writeln!(found, "  says\n//= {}", says.join("\n//= "));
    }
    if !expected.advises.is_empty() {
        let advises = trace.explanations.iter();
        let advises = advises.filter_map(|each| report::trace::help_text(trace, each));
        let mut advises: Vec<String> = advises.collect();
        if advises.is_empty() {
            advises.push(NO_ADVICE.to_owned());
        }
        if advises != expected.advises {
            let _ = writeln!(found, "  advises\n//? {}", advises.join("\n//? "));
        }
    }
    if !expected.draws.is_empty() {
        let draws = seen::drawing(trace, text);
        if draws != expected.draws {
            let _ = writeln!(found, "  draws\n//| {}", draws.join("\n//| "));
        }
    }
    found
}

/// Returns the rows that are wider than a terminal.
fn too_wide(trace: &Trace, text: &str) -> String {
    let mut found = String::new();
    for columns in [40, 60, 80, 120] {
        let focus = Focus {
            file: &trace.file,
            source: text,
            cell: None,
            event: None,
            all: true,
            page: None,
            race: None,
        };
        let options = rows::Options {
            prose: columns,
            width: None,
            columns,
            page: None,
            pictures: true,
            styled: false,
            typed: 10,
            tints: false,
        };
        let blocks = report::trace::run_blocks(trace, focus);
        for row in rows::lay_out(&blocks, options, &|_| None) {
            if row.width() > columns {
                let _ = writeln!(found, "  wider than {columns}: {}", row.text());
            }
        }
    }
    found
}

fn collect(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        found.push((path.to_str().unwrap().replace('\\', "/"), text));
    }
}
