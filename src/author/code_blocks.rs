//! Compiles the Rust code in the texts of lessons: each block that begins with ```` ```rust ````, unless it is marked with
//! `ignore`.

use super::course_finding::CourseFinding;
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
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A block of a lesson.
struct TextBlock {
    /// The line of its first line of code in the lesson's file.
    line: usize,
    code: String,
}

/// A lesson with its blocks, each in a module of one file.
struct BlockListing<'a> {
    lesson: &'a Lesson,
    blocks: Vec<TextBlock>,
    file: PathBuf,
}

/// Finds blocks that rustc rejects, by the id of their lesson. The error is a sentence that says why nothing was checked.
pub(super) fn rejected(
    rustc: &Path,
    lessons: &[&Lesson],
) -> Result<BTreeMap<String, Vec<Problem>>, String> {
    let unwritable = |error: io::Error| report::blocks_unchecked(&error.to_string());
    let folder = tempfile::Builder::new()
        .prefix("cellmate-")
        .tempdir()
        .map_err(unwritable)?;
    let mut listings = Vec::new();
    for lesson in lessons {
        let blocks = blocks_of(lesson);
        if !blocks.is_empty() {
            let file = folder.path().join(format!("{}.rs", listings.len()));
            fs::write(&file, source(&blocks)).map_err(unwritable)?;
            listings.push(BlockListing {
                lesson,
                blocks,
                file,
            });
        }
    }
    let found = parallel::map(&listings, |listing| check(rustc, listing));
    let found: Result<Vec<_>, process::Error> = found.into_iter().collect();
    let found = found.map_err(|error| report::blocks_unchecked(&error.to_string()))?;
    let ids = listings.iter().map(|listing| listing.lesson.id.clone());
    Ok(ids.zip(found).collect())
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

/// Returns the first error in each block.
fn check(rustc: &Path, listing: &BlockListing<'_>) -> Result<Vec<Problem>, process::Error> {
    let edition: Edition = listing.lesson.build.edition;
    let options = [
        "--crate-type=lib",
        "--emit=metadata",
        "--error-format=short",
        "--edition",
        edition.as_str(),
        "-o",
    ];
    let mut arguments: Vec<OsString> = options.map(OsString::from).to_vec();
    arguments.push(listing.file.with_extension("rmeta").into_os_string());
    arguments.push(listing.file.clone().into_os_string());
    let output = process::capture(rustc, &arguments)?;
    let mut found: BTreeMap<usize, Problem> = BTreeMap::new();
    let printed = String::from_utf8_lossy(&output.stderr);
    let name = listing.file.file_name().unwrap_or_default();
    let name = format!("{}:", name.to_string_lossy());
    for error in printed.lines() {
        let Some((line, message)) = error_at(error, &name) else {
            continue;
        };
        let Some((at, line)) = place(&listing.blocks, line) else {
            continue;
        };
        let lesson = listing.lesson;
        let finding = CourseFinding::CodeBlock(message);
        found
            .entry(at)
            .or_insert_with(|| finding.at_line(&lesson.path, &lesson.toml, line));
    }
    Ok(found.into_values().collect())
}

/// Splits `…/0.rs:3:13: error[E0308]: mismatched types` into the line and what follows `error`.
fn error_at<'a>(printed: &'a str, file: &str) -> Option<(usize, &'a str)> {
    let (_, rest) = printed.split_once(file)?;
    let (line, rest) = rest.split_once(':')?;
    let (_, message) = rest.split_once(": error")?;
    Some((line.parse().ok()?, message.trim_start_matches(": ")))
}

/// Returns the block with a line of the listing, and the line of the lesson's file.
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
        let error = error_at("/tmp/x/0.rs:7:5: error[E0425]: cannot find `x`", "0.rs:");
        assert_eq!(error, Some((7, "[E0425]: cannot find `x`")));
        assert_eq!(error_at("/tmp/x/0.rs:7:5: warning: unused", "0.rs:"), None);
    }
}
