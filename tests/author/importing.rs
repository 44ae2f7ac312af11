//! A rustlings pack that becomes a course. The pack is our own.

use crate::course::{grader, short, verify};
use cellmate::author::{ImportError, import_rustlings};
use cellmate::course::{Course, Tree};
use cellmate::process::Cancel;
use std::fs;
use std::path::Path;

const INFO: &str = r#"
format_version = 1

[[exercises]]
name = "hello1"
dir = "00_hello"
test = false
skip_check_unsolved = true
hint = "Nothing to do here."

[[exercises]]
name = "sums1"
dir = "01_sums"
hint = """
Both tests call `sum`.
What is the sum of no numbers?"""

[[exercises]]
name = "sums2"
dir = "01_sums"
test = false
strict_clippy = true
hint = "clippy says what is not needed."
"#;

const HELLO: &str = "fn main() {\n    println!(\"Hello!\");\n}\n";

const TESTS: &str = "
fn main() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds() {
        assert_eq!(sum(&[1, 2]), 3);
    }

    #[test]
    #[should_panic(expected = \"no numbers\")]
    fn needs_numbers() {
        sum(&[]);
    }
}
";

const SUM: &str = "fn sum(numbers: &[u32]) -> u32 {
    assert!(!numbers.is_empty(), \"no numbers\");
    numbers.iter().sum()
}
";

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn pack(root: &Path) {
    write(root, "info.toml", INFO);
    write(
        root,
        "Cargo.toml",
        "[package]\nname = \"pack\"\nedition = \"2021\"\n",
    );
    write(
        root,
        "exercises/01_sums/README.md",
        "# Sums\n\nAdding *numbers*.\n",
    );
    write(root, "exercises/00_hello/hello1.rs", HELLO);
    write(root, "solutions/00_hello/hello1.rs", HELLO);
    let check = "    assert!(!numbers.is_empty(), \"no numbers\");\n";
    let wrong = SUM.replace(check, "    // TODO: Refuse an empty slice.\n");
    write(
        root,
        "exercises/01_sums/sums1.rs",
        &format!("{wrong}{TESTS}"),
    );
    write(root, "solutions/01_sums/sums1.rs", &format!("{SUM}{TESTS}"));
    write(
        root,
        "exercises/01_sums/sums2.rs",
        "fn main() {\n    let sum = (1 + 2) as i32;\n    println!(\"{sum}\");\n}\n",
    );
    write(
        root,
        "solutions/01_sums/sums2.rs",
        "fn main() {\n    let sum = 1 + 2;\n    println!(\"{sum}\");\n}\n",
    );
}

#[test]
fn a_pack_becomes_a_course_that_holds_what_it_claims() {
    let folder = tempfile::tempdir().unwrap();
    let (root, target) = (folder.path().join("pack"), folder.path().join("sums"));
    pack(&root);
    let made = import_rustlings(&grader(), &root, &target, None, &Cancel::new()).unwrap();
    assert_eq!((made.lessons, made.solved), (3, Vec::new()));
    let (report, _) = verify(&Tree::folder(&target), &[]);
    assert_eq!(short(&report), [""; 0]);
    assert_eq!(report.programs(), 6);
    let course = Course::folder(&target).unwrap();
    let chapters: Vec<(&str, &str)> = course
        .chapters
        .iter()
        .map(|chapter| (chapter.id.as_str(), chapter.title.as_str()))
        .collect();
    assert_eq!(chapters, [("00_hello", "Hello"), ("01_sums", "Sums")]);
    let lesson = course.lesson("sums1").unwrap();
    assert!(
        lesson.head.text.starts_with("# Sums"),
        "{}",
        lesson.head.text
    );
    assert_eq!(lesson.build.edition.as_str(), "2021");
    let tests: Vec<&str> = lesson.tests.iter().map(|test| test.name.as_str()).collect();
    assert_eq!(tests, ["tests::adds", "tests::needs_numbers"]);
}

#[test]
fn an_incomplete_pack_is_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (root, target) = (folder.path().join("pack"), folder.path().join("sums"));
    let import = || import_rustlings(&grader(), &root, &target, None, &Cancel::new());
    assert!(matches!(import(), Err(ImportError::NoPack(_))));
    pack(&root);
    fs::remove_file(root.join("solutions/01_sums/sums1.rs")).unwrap();
    let error = import().unwrap_err().to_string();
    assert!(error.contains("sums1.rs"), "{error}");
    write(&root, "info.toml", "format_version = 2\nexercises = []\n");
    let error = import().unwrap_err().to_string();
    assert!(error.contains("format 2"), "{error}");
    assert!(!target.exists());
}
