//! Packs a course: for instructors with everything, for learners without what gives the answers away.

use crate::course::{COURSE_FILE, Course, LeftOut, Lesson, PACK_FILE, Problem, Problems, Tree};
use crate::pack::{self, PackError};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::BTreeMap;
use std::ops::Range;
use std::str::FromStr as _;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A course as one file.
#[derive(Clone, Debug)]
pub struct CoursePack {
    /// Its usual name.
    pub file_name: String,
    pub bytes: Vec<u8>,
    /// The course as learners will have it.
    pub course: Course,
    /// How many files are in it.
    pub files: usize,
}

#[derive(Debug, thiserror::Error)]
pub enum CoursePackError {
    #[error("cannot pack this course because of problems in its files\n\n{0}")]
    Problems(#[from] Problems),
    #[error("cannot pack this course: {0}\nhelp: rename or shorten the file")]
    Pack(#[from] PackError),
}

/// Packs a course without what `left_out` names.
///
/// # Errors
/// If the course has problems, with or without what is left out.
pub fn pack_course(tree: &Tree, left_out: LeftOut) -> Result<CoursePack, CoursePackError> {
    let whole = Course::of_tree(tree)?;
    // What an earlier pack left out cannot come back.
    let before = LeftOut::read(tree);
    let left_out = LeftOut {
        for_instructors: left_out.for_instructors || before.for_instructors,
        solutions: left_out.solutions || before.solutions,
    };
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for path in tree.paths() {
        let bytes = tree.file(path).unwrap_or_default();
        let for_instructors =
            path.starts_with("tests/mistakes/") || path.starts_with("tests/alternatives/");
        let solution = path.starts_with("solutions/");
        if (for_instructors && left_out.for_instructors) || (solution && left_out.solutions) {
            continue;
        }
        files.insert(path.to_owned(), bytes.to_vec());
    }
    if left_out != LeftOut::default() {
        files.insert(PACK_FILE.to_owned(), left_out.to_toml().into_bytes());
    }
    if left_out.for_instructors {
        for lesson in &whole.lessons {
            hold_back(lesson, &mut files)?;
        }
        // Feedback in `course.toml` may be about a held-back test, too.
        let names: Vec<&str> = whole.lessons.iter().flat_map(held_back).collect();
        if let Some(manifest) = files.get_mut(COURSE_FILE) {
            let text = String::from_utf8_lossy(manifest).into_owned();
            *manifest = without_tables(&text, &names).into_bytes();
        }
    }
    let bytes = pack::write(&files.into_iter().collect())?;
    let packed = pack::read(&bytes)?;
    let course = Course::of_tree(&packed)?;
    let kind = if left_out.for_instructors {
        "-learner"
    } else {
        ""
    };
    Ok(CoursePack {
        file_name: format!("{}-{}{kind}.course.tar.gz", course.id, course.version),
        files: packed.paths().count(),
        bytes,
        course,
    })
}

/// Removes from a lesson's files what is only for instructors: its mistakes, and the tests that are held back.
fn hold_back(lesson: &Lesson, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), Problems> {
    let held_back = held_back(lesson);
    let path = format!("tests/hidden/{}.rs", lesson.id);
    let problem = |message: String, remedy: &str| {
        Problems(vec![Problem::of_file(&lesson.path, message, remedy)])
    };
    let toml = without_tables(&lesson.toml, &held_back);
    files.insert(lesson.path.clone(), toml.into_bytes());
    if let Some(problem) = held_back_problem(lesson) {
        return Err(Problems(vec![problem]));
    }
    let hidden = lesson.files.hidden.as_deref();
    let Some(hidden) = hidden.filter(|_| !held_back.is_empty()) else {
        return Ok(());
    };
    let Some(text) = without_functions(hidden, &held_back) else {
        let message = format!("cannot find the tests that are held back in `{path}`");
        return Err(problem(message, "write each as a function outside modules"));
    };
    if lesson.tests.len() > held_back.len() {
        files.insert(path, text.into_bytes());
    } else {
        files.remove(&path);
    }
    Ok(())
}

/// Returns the problem if the test whose schedules are tried is held back: learners need it.
pub(super) fn held_back_problem(lesson: &Lesson) -> Option<Problem> {
    let run = lesson.schedules.as_ref()?.run.as_str();
    let mut tests = lesson.tests.iter();
    let test = tests.find(|test| test.name == run && test.held_back)?;
    let remedy = "name a test that learners get in `run`, or remove `held_back`";
    let message = format!("`[schedules]` runs `{run}`, which is held back");
    Some(Problem::at_line(
        &lesson.path,
        &lesson.toml,
        test.line,
        message,
        remedy,
    ))
}

fn held_back(lesson: &Lesson) -> Vec<&str> {
    let tests = lesson.tests.iter().filter(|test| test.held_back);
    tests.map(|test| test.name.as_str()).collect()
}

/// Removes the tables of mistakes, of tests that are held back, and of feedback about such a test.
fn without_tables(text: &str, held_back: &[&str]) -> String {
    let Ok(document) = DeTable::parse(text) else {
        return text.to_owned();
    };
    let mut headers = Vec::new();
    for (_, value) in document.get_ref() {
        collect_headers(text, value, &mut headers);
    }
    headers.sort_unstable();
    let names = |value: &DeValue<'_>, key: &str| {
        let name = field(value, key).and_then(DeValue::as_str);
        name.is_some_and(|name| held_back.contains(&name))
    };
    let mut ranges = Vec::new();
    for (kind, values) in document.get_ref() {
        for value in values.get_ref().as_array().into_iter().flatten() {
            let removed = match kind.get_ref().as_ref() {
                "mistake" => true,
                "test" => names(value.get_ref(), "name"),
                "feedback" => {
                    field(value.get_ref(), "when").is_some_and(|when| names(when, "test"))
                }
                _ => false,
            };
            let start = value.span().start;
            if removed && !headers.contains(&start) {
                ranges.push(list_item(text, value.span()));
            } else if removed {
                let mut own = Vec::new();
                collect_headers(text, value, &mut own);
                let next = headers.iter().find(|at| **at > start && !own.contains(at));
                let end = next.copied().unwrap_or(text.len());
                ranges.push(comments_above(text, start, "#")..end);
            }
        }
    }
    without(text, ranges)
}

/// Returns the range of a list item in brackets, with the comma after it.
fn list_item(text: &str, item: Range<usize>) -> Range<usize> {
    let mut rest = text[item.end..].trim_start();
    while rest.starts_with('#') {
        rest = rest
            .split_once('\n')
            .map_or("", |(_, rest)| rest)
            .trim_start();
    }
    match rest.strip_prefix(',') {
        Some(rest) => item.start..text.len() - rest.len(),
        None => item,
    }
}

fn field<'a, 'de>(value: &'a DeValue<'de>, key: &str) -> Option<&'a DeValue<'de>> {
    Some(value.as_table()?.get(key)?.get_ref())
}

/// Collects where tables with a header begin.
fn collect_headers(text: &str, value: &Spanned<DeValue<'_>>, headers: &mut Vec<usize>) {
    match value.get_ref() {
        DeValue::Table(table) => {
            let start = value.span().start;
            // An inline table begins with a brace.
            if text[start..].starts_with('[') {
                headers.push(start);
            }
            for (_, inner) in table {
                collect_headers(text, inner, headers);
            }
        }
        DeValue::Array(items) => {
            for item in items {
                collect_headers(text, item, headers);
            }
        }
        _ => {}
    }
}

fn without(text: &str, mut ranges: Vec<Range<usize>>) -> String {
    ranges.sort_by_key(|range| range.start);
    let mut kept = String::new();
    let mut from = 0;
    for range in ranges {
        kept.push_str(&text[from..range.start.max(from)]);
        from = range.end.max(from);
    }
    kept.push_str(&text[from..]);
    kept
}

/// Removes functions with their attributes, their documentation and the comments right above them. Returns `None`
/// unless all of them were found.
fn without_functions(text: &str, names: &[&str]) -> Option<String> {
    let stream = TokenStream::from_str(text).ok()?;
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let (mut begin, mut wanted, mut after_fn) = (None, false, false);
    for tree in stream {
        let span = tree.span().byte_range();
        let begins = *begin.get_or_insert(span.start);
        let mut ends = false;
        match &tree {
            TokenTree::Ident(word) if after_fn => {
                wanted = names.iter().any(|name| word == name);
                after_fn = false;
            }
            TokenTree::Ident(word) => after_fn = word == "fn",
            TokenTree::Group(group) => ends = group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(punct) => ends = punct.as_char() == ';',
            TokenTree::Literal(_) => {}
        }
        if ends {
            if wanted {
                let begin = comments_above(text, begins, "//");
                ranges.push(whole_lines(text, begin..span.end));
            }
            (begin, wanted, after_fn) = (None, false, false);
        }
    }
    if ranges.len() != names.len() {
        return None;
    }
    Some(without(text, ranges))
}

/// Extends the range of an item to its last line break and the blank line above it, so that the rest stays formatted.
/// An item that shares a line stays as it is.
fn whole_lines(text: &str, item: Range<usize>) -> Range<usize> {
    let (before, after) = (&text[..item.start], &text[item.end..]);
    if !(before.is_empty() || before.ends_with('\n')) {
        return item;
    }
    let blank = before.len() - before.trim_end_matches('\n').len();
    let above = if before.is_empty() { 0 } else { blank - 1 };
    let breaks = after.len() - after.trim_start_matches('\n').len();
    let below = if before.is_empty() {
        breaks
    } else {
        breaks.min(1)
    };
    item.start - above..item.end + below
}

/// Returns where the comments right above an item begin.
fn comments_above(text: &str, item: usize, marker: &str) -> usize {
    let mut begin = text[..item].rfind('\n').map_or(0, |end| end + 1);
    if !text[begin..item].trim().is_empty() {
        return item;
    }
    while let Some(above) = text[..begin].strip_suffix('\n') {
        let line = above.rfind('\n').map_or(0, |end| end + 1);
        let comment = above[line..].trim_start();
        if !comment.starts_with(marker) || comment.starts_with("//!") {
            break;
        }
        begin = line;
    }
    begin
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_removed_with_its_comments_and_attributes() {
        let text = "//! Tests.\nuse super::*;\n#[test]\nfn kept() { held(); }\n\n// The answer is 42.\n/// Secret.\n#[test]\nfn held() {\n    assert_eq!(f(), 42); // }\n}\nfn helper() {}\n";
        assert_eq!(
            without_functions(text, &["held"]).unwrap(),
            "//! Tests.\nuse super::*;\n#[test]\nfn kept() { held(); }\nfn helper() {}\n"
        );
        assert_eq!(without_functions(text, &["held", "other"]), None);
        for (text, expected) in [
            ("fn held() {}\n\nfn a() {}\n", "fn a() {}\n"),
            ("fn a() {}\n\nfn held() {}\n", "fn a() {}\n"),
            (
                "fn a() {}\n\nfn held() {}\n\nfn b() {}\n",
                "fn a() {}\n\nfn b() {}\n",
            ),
        ] {
            assert_eq!(without_functions(text, &["held"]).unwrap(), expected);
        }
        let toml = "title = \"a\"\n\n[[test]]\nname = \"kept\"\n\n# The answer.\n[[test]]\nname = \"held\"\nheld_back = true\n\n[rules]\nforbid = []\n\n[[feedback]]\nwhen = { test = \"held\" }\nsay = \"[[test]]\"\n\n[[mistake]]\nfile = \"a.rs\"\n\n[[hint]]\nid = \"h\"\n";
        assert_eq!(
            without_tables(toml, &["held"]),
            "title = \"a\"\n\n[[test]]\nname = \"kept\"\n\n[rules]\nforbid = []\n\n[[hint]]\nid = \"h\"\n"
        );
        let inline = "test = [\n    { name = \"kept\" },\n    { name = \"held\" }, # {\n]\nmistake = [{ file = \"a.rs\" } # A.\n, { file = \"b.rs\" }]\nfeedback = [{ when = { test = \"held\" } }, { when = { test = \"kept\" } }]\n";
        let filtered = without_tables(inline, &["held"]);
        let table: toml::Table = toml::from_str(&filtered).unwrap();
        let expected = "test = [{ name = \"kept\" }]\nmistake = []\nfeedback = [{ when = { test = \"kept\" } }]\n";
        assert_eq!(table, toml::from_str(expected).unwrap());
        assert_eq!(
            without_functions("#[test] fn a() {} #[test] fn b() {}", &["b"]).unwrap(),
            "#[test] fn a() {} "
        );
    }
}
