//! Hostile courses: links, pipes, huge files, and arbitrary bytes. Nothing panics, nothing waits.

use cellmate::course::{Course, Problems, Tree};
use proptest::prelude::*;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const LESSON: &str = include_str!("course/good/lessons/start/counter.toml");
const COURSE: &str = include_str!("course/good/lessons/course.toml");

fn course() -> TempDir {
    let root = TempDir::new().expect("there is room for a temporary folder");
    for folder in ["lessons/start", "exercises/start"] {
        fs::create_dir_all(root.path().join(folder)).expect("a folder is made");
    }
    let list = "format = 1\nid = \"x\"\ntitle = \"X\"\nlanguage = \"en\"\n";
    fs::write(root.path().join("lessons/course.toml"), list).expect("a file is written");
    root
}

fn report(root: &Path) -> String {
    match Course::folder(root) {
        Ok(_) => String::new(),
        Err(problems) => problems.to_string(),
    }
}

#[test]
fn a_folder_that_does_not_exist_or_is_not_a_course_is_named() {
    let root = TempDir::new().unwrap();
    for folder in [root.path().to_owned(), root.path().join("gone")] {
        let report = report(&folder);
        assert!(
            report.starts_with("lessons/course.toml: this file does not exist"),
            "{report}"
        );
    }
}

#[test]
fn a_huge_file_is_reported_and_not_read() {
    let root = course();
    let file = fs::File::create(root.path().join("exercises/start/big.rs")).unwrap();
    file.set_len(1 << 30).unwrap();
    let report = report(root.path());
    assert!(
        report.starts_with("exercises/start/big.rs: this file is larger than 1 MiB"),
        "{report}"
    );
    assert!(report.ends_with("1 problem in 1 file"), "{report}");
}

#[test]
fn a_list_that_is_too_large_is_reported_once() {
    let root = course();
    fs::write(root.path().join("lessons/course.toml"), "#".repeat(2 << 20)).unwrap();
    assert!(report(root.path()).ends_with("1 problem in 1 file"));
}

#[test]
fn hidden_files_are_ignored() {
    let root = course();
    fs::write(root.path().join("lessons/start/.swap.toml"), [0xff]).unwrap();
    assert_eq!(report(root.path()), "");
}

#[cfg(unix)]
#[test]
fn only_links_within_the_course_are_followed() {
    use std::os::unix::fs::symlink;
    let root = course();
    let outside = TempDir::new().unwrap();
    fs::write(outside.path().join("secret.rs"), "fn main() {}").unwrap();
    let at = |name: &str| root.path().join("exercises/start").join(name);
    fs::write(at("a.rs"), "fn main() {}").unwrap();
    symlink("a.rs", at("inside.rs")).unwrap();
    symlink(outside.path().join("secret.rs"), at("outside.rs")).unwrap();
    symlink("..", at("up")).unwrap();
    symlink("gone.rs", at("dangling.rs")).unwrap();
    symlink("loop.rs", at("loop.rs")).unwrap();
    symlink(outside.path(), root.path().join("solutions")).unwrap();
    let tree = Tree::folder(root.path());
    assert!(!tree.paths().any(|path| path.contains("secret")));
    assert_eq!(
        tree.file("exercises/start/inside.rs"),
        Some(&b"fn main() {}"[..])
    );
    assert_eq!(tree.file("exercises/start/outside.rs"), None);
    let report = report(root.path());
    for line in [
        "exercises/start/outside.rs: the link points outside the course",
        "exercises/start/up: the link does not point to a file",
        "exercises/start/dangling.rs: the link cannot be followed",
        "exercises/start/loop.rs: the link cannot be followed",
        "solutions: the link points outside the course",
        "5 problems in 5 files",
    ] {
        assert!(report.contains(line), "{line} is not in\n{report}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_is_not_waited_for() {
    let root = course();
    let pipe = root.path().join("exercises/start/pipe.rs");
    let mode = rustix::fs::Mode::RWXU;
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    let report = report(root.path());
    assert!(
        report.starts_with("exercises/start/pipe.rs: this is neither a file nor a folder"),
        "{report}"
    );
}

/// The report on a course with this list and this lesson.
fn read(list: &[u8], lesson: &[u8]) -> String {
    let files = [
        ("lessons/course.toml", list),
        ("lessons/start/counter.toml", lesson),
    ];
    let owned = files.map(|(path, bytes)| (path.to_owned(), bytes.to_vec()));
    let (_, problems) = Course::read(&owned.into_iter().collect());
    Problems(problems).to_string()
}

/// A good file with a piece of it replaced by something else.
fn spliced(text: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let tokens = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..8),
        "\\PC{0,6}".prop_map(String::into_bytes),
        proptest::sample::select(vec![
            "[[",
            "]]",
            "[",
            "{",
            "}",
            "\"\"\"",
            "'''",
            "=",
            ".",
            ",",
            "\n",
            "\0",
            "é",
            "日本",
            "\r",
            "-1",
            "1e9",
            "0xff",
            "true",
            "[x]\n",
            "[[hint]]\n",
            "[test.a]\n",
            "a.b.c = 1\n",
            "\\",
            "#",
        ])
        .prop_map(|token| token.as_bytes().to_vec()),
    ];
    (any::<prop::sample::Index>(), 0..40_usize, tokens).prop_map(move |(at, length, new)| {
        let mut bytes = text.as_bytes().to_vec();
        let start = at.index(bytes.len());
        let end = (start + length).min(bytes.len());
        bytes.splice(start..end, new);
        bytes
    })
}

proptest! {
    #[test]
    fn no_bytes_in_a_lesson_make_the_loader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(read(COURSE.as_bytes(), &bytes).contains("problem"));
    }

    #[test]
    fn no_change_of_a_good_lesson_makes_the_loader_panic(lesson in spliced(LESSON)) {
        prop_assert!(read(COURSE.as_bytes(), &lesson).contains("problem"));
    }

    #[test]
    fn no_change_of_a_good_list_makes_the_loader_panic(list in spliced(COURSE)) {
        prop_assert!(read(&list, LESSON.as_bytes()).contains("problem"));
    }
}
