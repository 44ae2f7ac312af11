//! Makes a pack of a course: for instructors with everything, for learners without what gives the answers away.

use crate::course::{Course, LeftOut, Lesson, PACK_FILE, Problem, Problems, Tree};
use crate::pack::{self, PackError};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::ops::Range;
use std::str::FromStr as _;

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

/// Why there is no pack.
#[derive(Debug, thiserror::Error)]
pub enum CoursePackError {
    #[error("cannot pack this course because of problems in its files\n\n{0}")]
    Problems(#[from] Problems),
    #[error("cannot pack this course: {0}\nhelp: rename or shorten the file")]
    Pack(#[from] PackError),
}

/// Makes a pack without what is left out.
///
/// # Errors
/// If the course has problems, with or without what is left out.
pub fn pack_course(tree: &Tree, left_out: LeftOut) -> Result<CoursePack, CoursePackError> {
    let whole = Course::of_tree(tree)?;
    // What an earlier pack left out cannot come back.
    let before = LeftOut::of(tree);
    let left_out = LeftOut {
        for_instructors: left_out.for_instructors || before.for_instructors,
        solutions: left_out.solutions || before.solutions,
    };
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for path in tree.paths() {
        let bytes = tree.file(path).unwrap_or_default();
        let for_instructors =
            path.starts_with("tests/mistakes/") || path.starts_with("tests/alternatives/");
        let solution = path.starts_with("solutions/");
        if (for_instructors && left_out.for_instructors) || (solution && left_out.solutions) {
            continue;
        }
        files.push((path.to_owned(), bytes.to_vec()));
    }
    if left_out != LeftOut::default() {
        files.push((PACK_FILE.to_owned(), left_out.to_toml().into_bytes()));
    }
    if left_out.for_instructors {
        for lesson in &whole.lessons {
            hold_back(lesson, &mut files)?;
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

/// Takes the tests of a lesson that are held back out of its file of hidden tests.
fn hold_back(lesson: &Lesson, files: &mut Vec<(String, Vec<u8>)>) -> Result<(), Problems> {
    let tests = lesson.tests.iter().filter(|test| test.held_back);
    let held_back: Vec<&str> = tests.map(|test| test.name.as_str()).collect();
    let Some(hidden) = lesson
        .files
        .hidden
        .as_deref()
        .filter(|_| !held_back.is_empty())
    else {
        return Ok(());
    };
    let path = format!("tests/hidden/{}.rs", lesson.id);
    let problem = |message: String, remedy: &str| {
        Problems(vec![Problem::of_file(&lesson.path, message, remedy)])
    };
    let explored = lesson.schedules.as_ref().map(|schedules| &*schedules.run);
    if let Some(run) = explored.filter(|run| held_back.contains(run)) {
        let remedy = "explore a test that learners get, or remove `held_back`";
        let message = format!("`[schedules]` runs `{run}`, which is held back");
        return Err(problem(message, remedy));
    }
    let Some(text) = without_functions(hidden, &held_back) else {
        let message = format!("cannot find the tests that are held back in `{path}`");
        return Err(problem(message, "write each as a function outside modules"));
    };
    let left = lesson.tests.len() > held_back.len();
    files.retain(|(other, _)| *other != path);
    if left {
        files.push((path, text.into_bytes()));
    }
    Ok(())
}

/// Removes functions with their attributes, their documentation and the comments right above them. Returns none unless
/// all of them were found.
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
                ranges.push(comments_above(text, begins)..span.end);
            }
            (begin, wanted, after_fn) = (None, false, false);
        }
    }
    if ranges.len() != names.len() {
        return None;
    }
    let mut left = String::new();
    let mut from = 0;
    for range in ranges {
        left.push_str(&text[from..range.start]);
        from = range.end;
    }
    left.push_str(&text[from..]);
    Some(left)
}

/// Returns where the comments begin that are right above an item.
fn comments_above(text: &str, item: usize) -> usize {
    let mut begin = text[..item].rfind('\n').map_or(0, |end| end + 1);
    if !text[begin..item].trim().is_empty() {
        return item;
    }
    while let Some(above) = text[..begin].strip_suffix('\n') {
        let line = above.rfind('\n').map_or(0, |end| end + 1);
        let comment = above[line..].trim_start();
        if !comment.starts_with("//") || comment.starts_with("//!") {
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
    fn a_function_goes_with_all_that_is_said_about_it() {
        let text = "//! Tests.\nuse super::*;\n#[test]\nfn kept() { held(); }\n\n// The answer is 42.\n/// Secret.\n#[test]\nfn held() {\n    assert_eq!(f(), 42); // }\n}\nfn helper() {}\n";
        assert_eq!(
            without_functions(text, &["held"]).unwrap(),
            "//! Tests.\nuse super::*;\n#[test]\nfn kept() { held(); }\n\n\nfn helper() {}\n"
        );
        assert_eq!(without_functions(text, &["held", "other"]), None);
        assert_eq!(
            without_functions("#[test] fn a() {} #[test] fn b() {}", &["b"]).unwrap(),
            "#[test] fn a() {} "
        );
    }
}
