//! Explains why a program does not compile: rustc's errors with the real std, or else how the traced std differs.

use super::super::Exit;
use super::super::error::Error;
use super::super::out::Output;
use super::super::writer;
use super::document::TraceDocument;
use crate::glass::ProgramSpec;
use crate::grader::Grader;
use crate::process::Cancel;
use crate::report;
use crate::verdict::Diagnostic;

/// Prints why a program does not compile with the traced std; `found` is what rustc says about that.
pub(super) fn print(
    grader: &Grader,
    subject: &ProgramSpec,
    found: Vec<Diagnostic>,
    out: &mut Output,
    cancel: &Cancel,
) -> anyhow::Result<Exit> {
    let mut with_std = grader.glass().check_with_std(subject, cancel)?;
    if let Some(from) = &subject.shown_from {
        let folder = format!("{}/", from.display());
        for diagnostic in &mut with_std {
            diagnostic.rendered = diagnostic.rendered.replace(&folder, "");
            diagnostic.colored = diagnostic.colored.replace(&folder, "");
        }
    }
    let compiles = !with_std.iter().any(Diagnostic::is_error);
    let shown = if compiles {
        differences(found, &subject.display_path)
    } else {
        with_std
    };
    if out.is_json() {
        out.json(&TraceDocument::refused(&shown, compiles))?;
        return Ok(Exit::Error);
    }
    let has_tests = subject.hidden_tests.is_some();
    if compiles {
        out.say(if has_tests {
            "The file compiles, but not together with its hidden tests:"
        } else {
            "The program compiles with std, but not with the traced std, which differs here:"
        })?;
        out.gap()?;
    }
    out.say(&writer::text(out.style, &report::compiler_errors(&shown)))?;
    out.gap()?;
    out.say(match (compiles, has_tests) {
        (true, true) => {
            "cellmate did not run it. `cellmate check` says what the tests ask of the file."
        }
        (true, false) => "cellmate did not run it. `cellmate help trace` says what differs.",
        (false, _) if shown.iter().any(is_unresolved) => {
            "The program does not compile, so cellmate did not run it. A traced file can use only std; \
             `cellmate trace -- cargo run` traces a package."
        }
        (false, _) if shown.iter().any(|one| has_code(one, "E0601")) => {
            "The file has no `main`, so cellmate did not run it. `cellmate trace -- cargo test` traces the tests of a package."
        }
        (false, _) => "The program does not compile, so cellmate did not run it.",
    })?;
    Ok(Exit::Error)
}

fn has_code(diagnostic: &Diagnostic, code: &str) -> bool {
    diagnostic.code.as_deref() == Some(code)
}

/// Whether rustc cannot find a crate or a path that the file names.
fn is_unresolved(diagnostic: &Diagnostic) -> bool {
    ["E0432", "E0433", "E0463"]
        .iter()
        .any(|code| has_code(diagnostic, code))
}

/// Returns the errors, each on one line: the code that rustc shows with them is that of the traced std.
fn differences(found: Vec<Diagnostic>, file: &str) -> Vec<Diagnostic> {
    let mut errors = found;
    errors.retain(Diagnostic::is_error);
    for error in &mut errors {
        let code = error.code.as_ref();
        let code = code.map_or(String::new(), |code| format!("[{code}]"));
        error.message = error.message.replace("glass::", "std::");
        let place = error
            .line
            .map_or(String::new(), |line| format!("\n  --> {file}:{line}"));
        error.rendered = format!("error{code}: {}{place}\n", error.message);
        error.colored.clone_from(&error.rendered);
    }
    errors
}

pub(super) fn build_timed_out() -> Error {
    let help = "try again when the machine is less busy";
    Error::refused("rustc took too long to compile this file", help)
}
