//! Creates a course: empty, or with a sample lesson of each kind. `verify` finds no problem in the samples.

use super::new::{LESSON_SCHEMA_FILE, NewError, NewFiles, sections};
use crate::course::{COURSE_FILE, COURSE_SCHEMA, LESSON_SCHEMA, is_course};
use std::path::{Path, PathBuf};

const COURSE_SCHEMA_FILE: &str = "lessons/course.schema.json";

#[derive(Debug)]
pub struct NewCourse {
    pub id: String,
    pub files: Vec<PathBuf>,
}

/// Creates a course in a folder, which may exist. The folder's name becomes its id, and also its title, unless one is
/// given. Without `samples`, it has no lessons yet. Writes all files, or none.
///
/// # Errors
/// If there is a course, a file is in the way, or the folder cannot be written.
pub fn create_course(
    root: &Path,
    title: Option<&str>,
    samples: bool,
) -> Result<NewCourse, NewError> {
    if is_course(root) {
        return Err(NewError::IsCourse(root.to_owned()));
    }
    let (id, mut files) = new_course_files(root, title);
    if !samples {
        replace_samples(&mut files, "");
    }
    let mut new_files = NewFiles::default();
    for (path, text) in files {
        new_files.write(root.join(path), &text)?;
    }
    let files = new_files.keep();
    Ok(NewCourse { id, files })
}

/// Returns the id of a new course in a folder, and its files.
pub(super) fn new_course_files(
    root: &Path,
    title: Option<&str>,
) -> (String, Vec<(String, String)>) {
    let absolute = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
    let name = absolute.file_name().unwrap_or_default().to_string_lossy();
    let id = id_from(&name);
    let title = title.map_or_else(|| title_from(&id), one_line);
    let quoted = toml::Value::String(title.clone()).to_string();
    let mut files = sections(include_str!("new/course.txt"));
    for (_, text) in &mut files {
        *text = text
            .replace("\"COURSE_TITLE\"", &quoted)
            .replace("COURSE_TITLE", &title)
            .replace("COURSE_ID", &id);
    }
    files.push((COURSE_SCHEMA_FILE.to_owned(), COURSE_SCHEMA.to_owned()));
    files.push((LESSON_SCHEMA_FILE.to_owned(), LESSON_SCHEMA.to_owned()));
    (id, files)
}

/// Removes the sample lessons of a new course, and replaces their chapters with `chapters`.
pub(super) fn replace_samples(files: &mut Vec<(String, String)>, chapters: &str) {
    let of_samples = ["exercises/", "solutions/", "tests/", "lessons/basics/"];
    files.retain(|(path, _)| !of_samples.iter().any(|folder| path.starts_with(folder)));
    for (_, text) in files.iter_mut().filter(|(path, _)| path == COURSE_FILE) {
        let (head, rest) = text.split_once("[[chapter]]").unwrap_or((text, ""));
        let rest = rest.split_once("\n# ").map_or("", |(_, rest)| rest);
        *text = format!("{head}{chapters}# {rest}");
    }
}

/// Makes an id from any name: `Iterators & more` becomes `iterators-more`.
pub(super) fn id_from(name: &str) -> String {
    let name = name.to_lowercase();
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let words = name.split(|letter| !is_part(letter));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    match words[..] {
        [] => "course".to_owned(),
        _ => words.join("-"),
    }
}

/// Makes a title from an id: `iterators-more` becomes `Iterators more`.
pub(super) fn title_from(id: &str) -> String {
    let words = id.replace(['-', '_'], " ");
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

fn one_line(title: &str) -> String {
    let words: Vec<&str> = title.split_whitespace().collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_gives_a_course_its_id_and_title() {
        for (folder, id, title) in [
            ("iterators", "iterators", "Iterators"),
            ("Iterators & more", "iterators-more", "Iterators more"),
            ("rust_101", "rust_101", "Rust 101"),
            ("…", "course", "Course"),
        ] {
            let made = id_from(folder);
            assert_eq!((made.as_str(), title_from(&made).as_str()), (id, title));
        }
    }
}
