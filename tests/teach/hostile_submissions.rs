//! Submissions that are made to do harm: what is read of them, and what is left out.

use crate::scene::Scene;
use cellmate::course::Course;
use cellmate::teach::{Submission, read_all};
use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const TEXT: &str = "fn main() {}\n";

/// Reads one argument. Returns the ids of the learners with how many texts each has, and the notes.
fn read(path: &Path) -> (Vec<(String, usize)>, String) {
    let course = Course::embedded().unwrap();
    let (submissions, notes) = read_all(&[path.to_owned()], &[course]).unwrap();
    let summary = |one: &Submission| (one.learner.id.clone(), one.texts.len());
    (submissions.iter().map(summary).collect(), notes.join("\n"))
}

fn submission(id: &str, lessons: &str) -> String {
    format!(
        r#"{{"submission_format":1,"cellmate":"0.1.0","course":{{"id":"x","version":"9.9.9"}},"learner":{{"id":"{id}"}},"made":1,"lessons":{lessons}}}"#
    )
}

fn one(id: &str, count: usize) -> Vec<(String, usize)> {
    vec![(id.to_owned(), count)]
}

#[expect(clippy::too_many_lines, reason = "it is a table")]
#[test]
fn only_plain_files_of_known_lessons_are_read() {
    type Case = (&'static str, fn(&Scene), Vec<(String, usize)>, &'static str);
    let cases: Vec<Case> = vec![
        (
            "a link to a secret",
            |scene| {
                scene.write("in/first_look.rs", TEXT);
                symlink("/etc/passwd", scene.path("in/hit_counter.rs")).unwrap();
            },
            one("in", 1),
            "it is a symbolic link",
        ),
        (
            "a link to a folder",
            |scene| {
                scene.write("in/first_look.rs", TEXT);
                scene.write("secret/hit_counter.rs", TEXT);
                symlink(scene.path("secret"), scene.path("in/refcell")).unwrap();
            },
            one("in", 1),
            "",
        ),
        (
            "a pipe",
            |scene| {
                scene.write("in/first_look.rs", TEXT);
                let pipe = scene.path("in/hit_counter.rs");
                let made = std::process::Command::new("mkfifo").arg(pipe).status();
                assert!(made.unwrap().success());
            },
            one("in", 1),
            "not a regular file",
        ),
        (
            "a folder named like a file",
            |scene| {
                scene.write("in/first_look.rs", TEXT);
                fs::create_dir(scene.path("in/hit_counter.rs")).unwrap();
            },
            one("in", 1),
            "",
        ),
        (
            "a huge file",
            |scene| {
                scene.write("in/first_look.rs", TEXT);
                let file = File::create(scene.path("in/hit_counter.rs")).unwrap();
                file.set_len(1 << 40).unwrap();
            },
            one("in", 1),
            "larger than",
        ),
        (
            "what steers tools",
            |scene| {
                for file in [
                    "Cargo.toml",
                    "rust-toolchain.toml",
                    ".cargo/config.toml",
                    "build.rs",
                    "first_look.rs",
                ] {
                    scene.write(&format!("in/{file}"), TEXT);
                }
            },
            one("in", 1),
            "",
        ),
        (
            "other cases and other letters",
            |scene| {
                for file in [
                    "First_Look.rs",
                    "FIRST_LOOK.RS",
                    "first_look.rs ",
                    "fi\u{301}rst_look.rs",
                    "first_look.rs",
                ] {
                    scene.write(&format!("in/{file}"), TEXT);
                }
            },
            one("in", 1),
            "",
        ),
        (
            "bytes that are not text",
            |scene| {
                scene.write("in/first_look.rs", TEXT);
                fs::write(scene.path("in/hit_counter.rs"), b"\xff\xfe").unwrap();
            },
            one("in", 1),
            "not UTF-8",
        ),
        (
            "a NUL byte",
            |scene| {
                scene.write("in/first_look.rs", TEXT);
                scene.write("in/hit_counter.rs", "fn main() {}\0");
            },
            one("in", 1),
            "NUL byte",
        ),
        (
            "a lesson twice",
            |scene| {
                scene.write("in/exercises/start/first_look.rs", TEXT);
                scene.write("in/exercises/first_look.rs", TEXT);
            },
            one("in", 1),
            "another file for this lesson",
        ),
        (
            "hidden folders and build results",
            |scene| {
                scene.write("in/first_look.rs", TEXT);
                scene.write("in/.cellmate/hit_counter.rs", TEXT);
                scene.write("in/target/hit_counter.rs", TEXT);
            },
            one("in", 1),
            "",
        ),
        (
            "folders without end",
            |scene| {
                scene.write("in/first_look.rs", TEXT);
                scene.write(&format!("in/{}hit_counter.rs", "a/".repeat(40)), TEXT);
            },
            one("in", 1),
            "",
        ),
        (
            "a name with control characters",
            |scene| {
                scene.write("in/\u{1b}[31m\u{202e}ada/first_look.rs", TEXT);
                scene.write("in/bob/first_look.rs", TEXT);
            },
            vec![
                ("bob".to_owned(), 1),
                ("\u{241b}[31m\\u{202e}ada".to_owned(), 1),
            ],
            "",
        ),
        (
            "a submission that is not JSON",
            |scene| {
                scene.write("in/a.submission.json", "{");
            },
            vec![],
            "not a submission",
        ),
        (
            "a submission of another format",
            |scene| {
                scene.write(
                    "in/a.json",
                    &submission("ada", "{}").replace("format\":1", "format\":7"),
                );
            },
            vec![],
            "format 7",
        ),
        (
            "a submission of the wrong types",
            |scene| {
                scene.write("in/a.json", &submission("ada", "[]"));
            },
            vec![],
            "broken",
        ),
        (
            "a deep submission",
            |scene| {
                scene.write("in/a.json", &"[".repeat(100_000));
            },
            vec![],
            "not a submission",
        ),
        (
            "unknown lessons and forged claims",
            |scene| {
                let lessons = r#"{"../../etc/passwd":{"text":"x"},"first_look":{"text":"fn main() {}","done":true,"passed":true}}"#;
                scene.write("in/a.json", &submission("=1+1<script>", lessons));
            },
            one("=1+1<script>", 1),
            "",
        ),
        (
            "a large submission",
            |scene| {
                let lessons = format!(r#"{{"first_look":{{"text":"{}"}}}}"#, "x".repeat(1 << 20));
                scene.write("in/a.json", &submission("ada", &lessons));
            },
            vec![],
            "larger than",
        ),
        (
            "nothing",
            |scene| {
                fs::create_dir(scene.path("in")).unwrap();
            },
            vec![],
            "no submission in",
        ),
    ];
    for (name, make, expected, note) in cases {
        let scene = Scene::new();
        make(&scene);
        let (found, notes) = read(&scene.path("in"));
        assert_eq!(found, expected, "{name}: {notes}");
        assert!(notes.contains(note), "{name}: {notes}");
        assert!(!notes.contains(['\u{1b}', '\u{202e}']), "{name}: {notes}");
    }
}

fn archive(scene: &Scene, files: &[(&str, &[u8])]) -> std::path::PathBuf {
    let path = scene.path("in.zip");
    let mut zip = ZipWriter::new(File::create(&path).unwrap());
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
    path
}

#[test]
fn archives_are_read_within_bounds() {
    let scene = Scene::new();
    let bomb = vec![b' '; 64 << 20];
    let json = submission("forged", r#"{"first_look":{"text":"fn main() {}"}}"#);
    let path = archive(
        &scene,
        &[
            ("Ada_1_assignsubmission_file_/ada.json", json.as_bytes()),
            ("bob/exercises/start/first_look.rs", TEXT.as_bytes()),
            ("bob/hit_counter.rs", &bomb),
            ("../../evil/first_look.rs", TEXT.as_bytes()),
            ("/etc/first_look.rs", TEXT.as_bytes()),
            ("c:\\first_look.rs", TEXT.as_bytes()),
            ("bob/../eve/first_look.rs", TEXT.as_bytes()),
            ("BOB/exercises/start/first_look.rs", TEXT.as_bytes()),
            ("bob/target/rate_limiter.rs", TEXT.as_bytes()),
        ],
    );
    let (found, notes) = read(&path);
    // The name of the folder outranks what the file says.
    let expected = [("Ada_1_assignsubmission_file_", 1), ("bob", 1)];
    let expected: Vec<_> = expected.map(|(id, texts)| (id.to_owned(), texts)).into();
    assert_eq!(found, expected, "{notes}");
    for note in [
        "its path leads out of the archive",
        "larger than 524288 bytes",
        "the archive has another file with this name",
    ] {
        assert!(notes.contains(note), "{note}: {notes}");
    }

    let mut zip = ZipWriter::new(File::create(&path).unwrap());
    zip.add_symlink(
        "eve/first_look.rs",
        "/etc/passwd",
        SimpleFileOptions::default(),
    )
    .unwrap();
    zip.finish().unwrap();
    let (found, notes) = read(&path);
    assert!(
        found.is_empty() && notes.contains("not a regular file"),
        "{found:?} {notes}"
    );

    fs::write(&path, b"PK\x03\x04 but nothing else").unwrap();
    let course = Course::embedded().unwrap();
    assert!(read_all(&[path], &[course]).is_err());
}
