//! Compiles the Rust code blocks in lessons: each block that begins with ```` ```rust ````, unless it is marked with
//! `ignore`.

use super::course_finding::CourseFinding;
use super::kept::KeptResults;
use super::texts;
use super::toml_texts;
use crate::course::{Lesson, Problem};
use crate::markdown;
use crate::parallel;
use crate::process;
use crate::report;
use crate::verdict::Edition;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::{Display, Write as _};
use std::fs;
use std::path::Path;

const LISTING: &str = "blocks.rs";

struct TextBlock {
    /// Where its code begins, as a line of the lesson's file.
    line: usize,
    code: String,
}

/// The line of a rustc error in the file with the blocks, and its message.
type BlockError = (usize, String);

/// Finds blocks that rustc rejects, by the id of their lesson. The error is a sentence that says why nothing was checked.
pub(super) fn rejected(
    rustc: &Path,
    lessons: &[&Lesson],
    kept: &KeptResults,
) -> Result<BTreeMap<String, Vec<Problem>>, String> {
    let found = parallel::map(lessons, |lesson| {
        let blocks = blocks_of(lesson);
        let findings = if blocks.is_empty() {
            Vec::new()
        } else {
            check(rustc, lesson, &blocks, kept)?
        };
        Ok((lesson.id.clone(), findings))
    });
    found.into_iter().collect()
}

fn check(
    rustc: &Path,
    lesson: &Lesson,
    blocks: &[TextBlock],
    kept: &KeptResults,
) -> Result<Vec<Problem>, String> {
    let (source, edition) = (source(blocks), lesson.build.edition);
    let result = kept.key("blocks").with(&edition).with_text(&source).name();
    let errors = if let Some(errors) = kept.load(&result) {
        errors
    } else {
        let errors = errors_in(rustc, edition, &source)?;
        kept.keep(&result, &errors);
        errors
    };
    let mut found: BTreeMap<usize, Problem> = BTreeMap::new();
    for (line, message) in &errors {
        let Some((at, line)) = place(blocks, *line) else {
            continue;
        };
        let finding = CourseFinding::CodeBlock(message);
        found
            .entry(at)
            .or_insert_with(|| finding.at_line(&lesson.path, &lesson.toml, line));
    }
    Ok(found.into_values().collect())
}

fn blocks_of(lesson: &Lesson) -> Vec<TextBlock> {
    let shown = toml_texts::all(&lesson.toml).into_iter();
    let shown = shown.filter(|text| texts::MARKDOWN_KEYS.contains(&text.key.as_str()));
    shown
        .flat_map(|text| {
            let blocks = markdown::rust_blocks(&text.value).into_iter();
            blocks.map(move |(line, code)| TextBlock {
                line: text.line + line - 1,
                code,
            })
        })
        .collect()
}

/// Puts each block into a module, and into a `main` if it has none, as rustdoc does.
fn source(blocks: &[TextBlock]) -> String {
    let mut source = "#![allow(warnings)]\n".to_owned();
    for (at, block) in blocks.iter().enumerate() {
        let (open, close) = if block.code.contains("fn main(") {
            ("", "")
        } else {
            ("fn main() {", "}")
        };
        let code = &block.code;
        let _ = writeln!(source, "mod block_{at} {{ {open}\n{code}\n}} {close}");
    }
    source
}

fn errors_in(rustc: &Path, edition: Edition, source: &str) -> Result<Vec<BlockError>, String> {
    let unchecked = |error: &dyn Display| report::blocks_unchecked(&error.to_string());
    let folder = tempfile::Builder::new()
        .prefix("cellmate-")
        .tempdir()
        .map_err(|error| unchecked(&error))?;
    let file = folder.path().join(LISTING);
    fs::write(&file, source).map_err(|error| unchecked(&error))?;
    let options = [
        "--crate-type=lib",
        "--emit=metadata",
        "--error-format=short",
        "--edition",
        edition.as_str(),
        "-o",
    ];
    let mut arguments: Vec<OsString> = options.map(OsString::from).to_vec();
    arguments.push(file.with_extension("rmeta").into_os_string());
    arguments.push(file.into_os_string());
    let output = process::capture(rustc, &arguments).map_err(|error| unchecked(&error))?;
    if !matches!(output.status.code(), Some(0 | 1)) {
        return Err(unchecked(&format!("rustc: {}", output.status)));
    }
    let printed = String::from_utf8_lossy(&output.stderr);
    let errors = printed.lines().filter_map(error_at);
    Ok(errors
        .map(|(line, message)| (line, message.to_owned()))
        .collect())
}

/// Splits `…/blocks.rs:3:13: error[E0308]: mismatched types` into the line and what follows `error`.
fn error_at(printed: &str) -> Option<(usize, &str)> {
    let (_, rest) = printed.split_once(LISTING)?;
    let rest = rest.strip_prefix(':')?;
    let (line, rest) = rest.split_once(':')?;
    let (_, message) = rest.split_once(": error")?;
    Some((line.parse().ok()?, message.trim_start_matches(": ")))
}

/// Returns the index of the block that contains a line of the listing, and the line in the lesson's file.
fn place(blocks: &[TextBlock], line: usize) -> Option<(usize, usize)> {
    // The first line has the attribute.
    let mut start = 2;
    for (at, block) in blocks.iter().enumerate() {
        let lines = block.code.matches('\n').count() + 1;
        // The line with the module's name precedes the code, and the line with its brace follows.
        if line <= start + lines + 1 {
            let inside = line.saturating_sub(start + 1).min(lines.saturating_sub(1));
            return Some((at, block.line + inside));
        }
        start += lines + 2;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_placed_in_its_block() {
        let block = |line, code: &str| TextBlock {
            line,
            code: code.to_owned(),
        };
        let blocks = [block(10, "a\nb"), block(20, "c"), block(30, "d\ne")];
        let source = source(&blocks);
        let lines: Vec<&str> = source.lines().collect();
        for (code, wanted) in [
            ("a", (0, 10)),
            ("b", (0, 11)),
            ("c", (1, 20)),
            ("e", (2, 31)),
        ] {
            let line = lines.iter().position(|line| *line == code).unwrap() + 1;
            assert_eq!(place(&blocks, line), Some(wanted), "{code}");
        }
        let error = error_at("/tmp/x/blocks.rs:7:5: error[E0425]: cannot find `x`");
        assert_eq!(error, Some((7, "[E0425]: cannot find `x`")));
        assert_eq!(error_at("/tmp/x/blocks.rs:7:5: warning: unused"), None);
    }
}
