//! Gradings do not wait for each other, nor for a build of the user's own, and end immediately when they are cancelled.

use crate::{grader, lesson};
use cellmate::grader::{Error, GradingBackend as _};
use cellmate::process::Cancel;
use cellmate::verdict::StageName;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

/// A program that succeeds only if another program creates `theirs` while it runs. It creates `mine` first.
fn meeting(mine: &Path, theirs: &Path) -> String {
    let program = r#"fn main() {
        std::fs::write("MINE", "here").unwrap();
        for _ in 0..1500 {
            if std::path::Path::new("THEIRS").exists() { println!("met"); return; }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
    }"#;
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    program
        .replace("MINE", &path(mine))
        .replace("THEIRS", &path(theirs))
}

/// A lesson with enough time for a busy machine. If the programs cannot meet, they still end.
fn patient_lesson() -> cellmate::course::Lesson {
    let mut lesson = lesson::printing("met\n");
    lesson.limits.run_ms = Some(60_000);
    lesson
}

#[test]
fn two_gradings_run_at_the_same_time() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (folder.path().join("a"), folder.path().join("b"));
    let texts = [meeting(&a, &b), meeting(&b, &a)];
    let verdicts = thread::scope(|scope| {
        let graders = texts.each_ref().map(|text| {
            scope.spawn(move || {
                let course = lesson::course(Vec::new());
                grader().grade(&course, &patient_lesson(), text, &Cancel::new(), &|_| ())
            })
        });
        graders.map(|grader| grader.join().unwrap().unwrap())
    });
    assert!(
        verdicts.iter().all(cellmate::verdict::Verdict::passed),
        "{verdicts:?}"
    );
}

/// Waits for a file that another program makes.
fn wait_for(path: &Path) {
    let until = Instant::now() + Duration::from_mins(1);
    while !path.exists() {
        assert!(Instant::now() < until, "{} never came", path.display());
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_hanging_program_does_not_hold_up_another_grading() {
    let grader = grader();
    let course = lesson::course(Vec::new());
    let folder = tempfile::tempdir().unwrap();
    let (runs, done) = (folder.path().join("runs"), folder.path().join("done"));
    let hanging = meeting(&runs, &done);
    thread::scope(|scope| {
        let hung = scope.spawn(|| {
            grader.grade(
                &course,
                &patient_lesson(),
                &hanging,
                &Cancel::new(),
                &|_| (),
            )
        });
        wait_for(&runs);
        let quick = "fn main() { println!(\"met\"); }";
        let verdict = grader.grade(&course, &patient_lesson(), quick, &Cancel::new(), &|_| ());
        assert!(verdict.unwrap().passed());
        // Only then does the other program end.
        fs::write(&done, "").unwrap();
        let verdict = hung.join().unwrap().unwrap();
        assert!(verdict.passed(), "{verdict:?}");
    });
}

#[test]
fn a_grading_runs_its_own_build_of_a_lesson() {
    let grader = grader();
    let course = lesson::course(Vec::new());
    let folder = tempfile::tempdir().unwrap();
    let (runs, done) = (folder.path().join("runs"), folder.path().join("done"));
    let hidden = "use super::*;\n#[test]\nfn one() { assert_eq!(value(), 1); }\n";
    let mut lesson = lesson::tested("met\n", &["one"], hidden);
    lesson.limits = patient_lesson().limits;
    lesson.rules.allow = ["std::fs", "std::path"].map(str::to_owned).to_vec();
    let slow = format!("fn value() -> u8 {{ 1 }}\n{}", meeting(&runs, &done));
    let other = "fn value() -> u8 { 2 }\nfn main() { println!(\"met\"); }";
    thread::scope(|scope| {
        let first = scope.spawn(|| grader.grade(&course, &lesson, &slow, &Cancel::new(), &|_| ()));
        wait_for(&runs);
        let verdict = grader.grade(&course, &lesson, other, &Cancel::new(), &|_| ());
        assert_eq!(verdict.unwrap().first_failure(), Some(StageName::Tests));
        fs::write(&done, "").unwrap();
        // Its own tests run, and not those that were built last.
        let verdict = first.join().unwrap().unwrap();
        assert!(verdict.passed(), "{verdict:?}");
    });
}

#[test]
fn a_grading_does_not_wait_for_a_build_of_the_user() {
    let folder = tempfile::tempdir().unwrap();
    let (theirs, ours) = (folder.path().join("theirs"), folder.path().join("ours"));
    let project = folder.path().join("project");
    fs::create_dir_all(project.join("src")).unwrap();
    let manifest =
        "[workspace]\n[package]\nname = \"own\"\nversion = \"0.0.0\"\nedition = \"2024\"\n";
    fs::write(project.join("Cargo.toml"), manifest).unwrap();
    fs::write(project.join("src/lib.rs"), "").unwrap();
    // The user's build holds its locks until the graded program has run.
    fs::write(project.join("build.rs"), meeting(&theirs, &ours)).unwrap();
    let mut build = Command::new(env!("CARGO"))
        .arg("build")
        .current_dir(&project)
        .spawn()
        .unwrap();
    let course = lesson::course(Vec::new());
    let text = meeting(&ours, &theirs);
    let verdict = grader()
        .grade(&course, &patient_lesson(), &text, &Cancel::new(), &|_| ())
        .unwrap();
    assert!(verdict.passed(), "{verdict:?}");
    assert!(build.wait().unwrap().success());
}

#[test]
fn a_grading_can_be_cancelled_at_any_moment_and_the_next_one_is_right() {
    let grader = grader();
    let course = lesson::course(Vec::new());
    let endless = "fn main() { loop { std::thread::sleep(std::time::Duration::from_secs(1)); } }";
    for round in 0..12 {
        let text = format!("{endless}\n// {round}\n");
        let cancel = Cancel::new();
        let ended = thread::scope(|scope| {
            let grading =
                scope.spawn(|| grader.grade(&course, &patient_lesson(), &text, &cancel, &|_| ()));
            // Any time will do: while cargo starts, while rustc runs, while the program runs.
            thread::sleep(Duration::from_millis(round * 37));
            cancel.cancel();
            grading.join().unwrap()
        });
        assert!(matches!(ended, Err(Error::Cancelled)), "{ended:?}");
    }
    let text = "fn main() { println!(\"met\"); }";
    assert!(
        grader
            .grade(&course, &patient_lesson(), text, &Cancel::new(), &|_| ())
            .unwrap()
            .passed()
    );
}

#[test]
fn a_deleted_workspace_is_created_again() {
    let grader = grader();
    let course = lesson::course(Vec::new());
    let lesson = lesson::printing("here\n");
    let shows_its_folder = "fn main() { eprintln!(\"{}\", std::env::current_dir().unwrap().display()); println!(\"here\"); }";
    let first = grader
        .grade(&course, &lesson, shows_its_folder, &Cancel::new(), &|_| ())
        .unwrap();
    let scratch = PathBuf::from(first.observed.run.unwrap().stderr.trim());
    fs::remove_dir_all(scratch.ancestors().nth(2).unwrap()).unwrap();
    let second = grader
        .grade(&course, &lesson, shows_its_folder, &Cancel::new(), &|_| ())
        .unwrap();
    assert!(second.passed());
}

#[test]
fn a_cancelled_question_to_clippy_ends_as_cancelled() {
    let cancel = Cancel::new();
    cancel.cancel();
    let advice = grader().advice(&lesson::printing(""), "fn main() {}\n", &cancel);
    assert!(matches!(advice, Err(Error::Cancelled)), "{advice:?}");
}

#[test]
fn clippy_gives_no_advice_about_a_line_of_the_starter() {
    let given = "fn one() -> u8 {\n    return 1;\n}\n";
    let own = "fn two() -> u8 {\n    return 2;\n}\nfn main() {\n    println!(\"{}\", one() + two());\n}\n";
    let mut lesson = lesson::printing("3\n");
    lesson.files.starter = Some(format!("{given}fn main() {{}}\n"));
    let advice = grader().advice(&lesson, &format!("{given}{own}"), &Cancel::new());
    let lines: Vec<Option<u32>> = advice.unwrap().iter().map(|found| found.line).collect();
    assert_eq!(lines, [Some(5)]);
}
