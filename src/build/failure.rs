//! Handles a build that failed without an error in the source: finds the lines that matter, and reports them as an
//! error in the file.

use crate::verdict::{Diagnostic, Severity};

/// How many lines are shown of what a compiler or linker printed before it failed.
const MAX_LINES: usize = 2;

/// Beginnings and parts of lines that say why a compiler or linker gave up, the most telling first.
const CAUSES: [&str; 9] = [
    "memory allocation of",
    "undefined symbol",
    "undefined reference",
    "unable to find library",
    "cannot find -l",
    "rustc interrupted by",
    "has overflowed its stack",
    "panicked at",
    "internal compiler error",
];

/// Returns the lines that say why a build failed, at most [`MAX_LINES`].
pub(super) fn cause_lines(text: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .map(|line| line.trim().trim_start_matches("= note: "))
        .filter(|line| !line.is_empty())
        .collect();
    let mut candidates: Vec<&str> = Vec::new();
    for part in CAUSES {
        candidates.extend(lines.iter().filter(|line| line.contains(part)));
    }
    candidates.extend(lines.iter().filter(|line| line.starts_with("error")));
    candidates.extend(&lines);
    let mut unique: Vec<&str> = Vec::new();
    for line in candidates {
        if unique.len() < MAX_LINES && !unique.contains(&line) {
            unique.push(line);
        }
    }
    unique.join("\n")
}

/// Returns the error of a file on which a compiler or a linker fails, although it builds another file.
#[must_use]
pub fn error_of_file(failure: &str) -> Diagnostic {
    let says = |words: &str| failure.contains(words);
    let message = if says("memory allocation of") {
        "rustc ran out of memory on this file"
    } else if says("linking with") || says("undefined") || says("unable to find library") {
        "this file does not link"
    } else {
        "rustc crashed on this file"
    };
    let note = cause_lines(failure).replace('\n', "\n  = note: ");
    let rendered = format!("error: {message}\n  = note: {note}\n");
    Diagnostic {
        severity: Severity::Error,
        code: None,
        line: None,
        column: None,
        message: message.to_owned(),
        colored: rendered.clone(),
        rendered,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_that_matter_are_found_in_a_backtrace() {
        let crash = "memory allocation of 134217728 bytes failed\nstack backtrace:\n   0: std::alloc::rust_oom\n\
            error: could not compile `desk` (bin \"desk\")\n\nCaused by:\n  process didn't exit successfully";
        assert_eq!(
            error_of_file(crash).rendered,
            "error: rustc ran out of memory on this file\n  = note: memory allocation of 134217728 bytes failed\n  \
             = note: error: could not compile `desk` (bin \"desk\")\n"
        );
        let link = "error: linking with `cc` failed: exit status: 1\n  |\n  = note:  \"cc\" \"-m64\"\n  \
            = note: rust-lld: error: unable to find library -lnope\n          collect2: error: ld returned 1 exit status\n";
        assert_eq!(
            error_of_file(link).rendered,
            "error: this file does not link\n  = note: rust-lld: error: unable to find library -lnope\n  \
             = note: error: linking with `cc` failed: exit status: 1\n"
        );
    }
}
