//! Every program in the folders of `programs/` is seen as its own comments say. `notation` describes them.
//!
//! With `GLASS_PROGRAMS=part/of/a/path`, only the programs on such a path are run, and what was seen is printed.

use crate::conformance::batches::in_batches;
use crate::notation::Expected;
use crate::seen;
use cellmate::glass::{Analysis, BuildResult, ProgramSpec};
use cellmate::parallel;
use cellmate::process::Cancel;
use cellmate::report;
use cellmate::report::trace::Focus;
use cellmate::rows;
use cellmate::run::{Error, max_parallel_programs};
use cellmate::verdict::{Severity, Trace};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// What a program expects if there must be no advice.
const NO_ADVICE: &str = "-";

/// The folders of the programs.
const FOLDERS: [&str; 3] = ["cell", "lock", "thread"];

/// A program, and the result of its build.
struct BuiltProgram {
    path: String,
    text: String,
    built: BuildResult,
}

/// Two tests run these programs, so they are built once.
static PROGRAMS: LazyLock<Vec<BuiltProgram>> = LazyLock::new(build);

fn only() -> Option<String> {
    std::env::var("GLASS_PROGRAMS").ok()
}

fn build() -> Vec<BuiltProgram> {
    let only = only();
    let mut programs = Vec::new();
    for folder in FOLDERS {
        collect(
            &Path::new("tests/glass/programs").join(folder),
            &mut programs,
        );
    }
    programs.sort();
    programs.retain(|(path, _)| only.as_ref().is_none_or(|only| path.contains(only)));
    let mut specs: Vec<ProgramSpec> = (0..)
        .zip(&programs)
        .map(|(at, (path, text))| {
            let mut spec = ProgramSpec::single_file(path, text, Expected::read(text).edition);
            spec.target.name = format!("program_{at}");
            spec
        })
        .collect();
    crate::join(specs.iter_mut());
    let built = in_batches(&specs, true, |_, batch| {
        let batch = batch.iter().map(|&spec| spec.clone()).collect();
        crate::glass().build_all(batch, &Cancel::new()).unwrap()
    });
    let programs = programs.into_iter().zip(built);
    programs
        .map(|((path, text), built)| BuiltProgram { path, text, built })
        .collect()
}

/// Returns the result of a program's build, if it is one of these programs.
pub(crate) fn built(path: &str) -> Option<&'static BuildResult> {
    let folder = path
        .strip_prefix("tests/glass/programs/")?
        .split('/')
        .next()?;
    if !FOLDERS.contains(&folder) {
        return None;
    }
    let found = PROGRAMS.iter().find(|program| program.path == path)?;
    Some(&found.built)
}

#[test]
fn every_program_is_traced_as_its_comments_say() {
    let only = only();
    let trace = |at: usize| {
        let BuiltProgram { text, built, .. } = &PROGRAMS[at];
        let choices = Expected::read(text).choices;
        crate::glass().trace_built(built, &choices, &Cancel::new())
    };
    let traced = parallel::try_map(max_parallel_programs(), PROGRAMS.len(), trace);
    let traced: Result<Vec<Analysis<Trace>>, Error> = traced;
    let mut wrong = String::new();
    for (BuiltProgram { path, text, .. }, looked) in PROGRAMS.iter().zip(traced.unwrap()) {
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
    assert!(!PROGRAMS.is_empty());
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
            failing: None,
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
