//! A rustlings pack that becomes a course. The pack is our own.

use crate::course::{grader, short, verify};
use cellmate::author::{ImportError, import_rustlings};
use cellmate::course::{Course, Tree};
use cellmate::process::Cancel;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

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
    fn adds_one_number() {
        if sum(&[1]) == 1 {
            return;
        }
        panic!(\"1\");
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
        "bin = []\n[package]\nname = \"pack\"\nedition = \"2021\"\n[lints.rust]\ndead_code = \"allow\"\n",
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
        "fn main() {\n    let sum = 1 + 2;\n    println!(\"{sum}\");\n}\n\nfn unused() {}\n",
    );
}

#[test]
fn a_pack_becomes_a_course_whose_claims_hold() {
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
    let expected = [
        "tests::adds",
        "tests::adds_one_number",
        "tests::needs_numbers",
    ];
    assert_eq!(tests, expected);
}

/// Makes a copy of the toolchain without clippy. Returns the folder of its programs.
#[cfg(unix)]
fn toolchain_without_clippy(folder: &Path) -> PathBuf {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let rustc = Command::new("rustc").args(["--print", "sysroot"]).output();
    let sysroot = String::from_utf8(rustc.unwrap().stdout).unwrap();
    let real = Path::new(sysroot.trim()).join("bin");
    let programs = folder.join("toolchain/bin");
    fs::create_dir_all(&programs).unwrap();
    symlink(real.join("cargo"), programs.join("cargo")).unwrap();
    let (script, own) = (programs.join("rustc"), folder.join("toolchain"));
    let text = format!(
        "#!/bin/sh\nif [ \"$*\" = '--print sysroot' ]; then echo '{}'; else exec '{}' \"$@\"; fi\n",
        own.display(),
        real.join("rustc").display()
    );
    fs::write(&script, text).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    programs
}

#[cfg(unix)]
#[test]
fn a_lesson_that_denies_warnings_is_not_graded_without_clippy() {
    let folder = tempfile::tempdir().unwrap();
    let (root, target) = (folder.path().join("pack"), folder.path().join("sums"));
    pack(&root);
    import_rustlings(&grader(), &root, &target, None, &Cancel::new()).unwrap();
    let programs = toolchain_without_clippy(folder.path());
    let verify = |lesson: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_cellmate"))
            .args(["verify", "--lesson", lesson])
            .arg(&target)
            .env("PATH", format!("{}:/usr/bin:/bin", programs.display()))
            .env("HOME", folder.path())
            .env_remove("XDG_CACHE_HOME")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), said)
    };
    let (code, said) = verify("sums2");
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains(
            "error: this lesson needs clippy, which is not installed\n\
             help: install it with `rustup component add clippy`"
        ),
        "{said}"
    );
    let (code, said) = verify("sums1");
    assert_eq!(code, Some(0), "{said}");
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
