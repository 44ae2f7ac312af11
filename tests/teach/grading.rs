//! What learners hand in, graded: each text once, each result recorded once, whatever ends the grading.

use crate::scene::{Scene, contents, of_course, said};
use cellmate::teach::{LineState, ResultLine};
use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

const SOLUTION: &str = "solutions/refcell/hit_counter.rs";

/// The lessons that these tests grade.
const LESSONS: [&str; 6] = [
    "--lesson",
    "hit_counter",
    "--lesson",
    "rate_limiter",
    "--lesson",
    "two_writers",
];

fn mistake() -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mistakes/rate_limiter");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|file| file.path())
        .collect();
    files.sort();
    fs::read_to_string(&files[0]).unwrap()
}

/// A class of three: one has passed a lesson and made a mistake, one has done nothing, and one only has files.
fn class() -> Scene {
    let scene = Scene::new();
    for learner in ["ada", "bob"] {
        scene.cellmate(&["init", &format!("desk-{learner}")]);
    }
    scene.write(
        "desk-ada/exercises/refcell/hit_counter.rs",
        &of_course(SOLUTION),
    );
    scene.write("desk-ada/exercises/refcell/rate_limiter.rs", &mistake());
    let check = ["--desk", "desk-ada", "check", "hit_counter", "rate_limiter"];
    assert_eq!(
        scene.command(&check).output().unwrap().status.code(),
        Some(1)
    );
    // An editor on Windows saved the starter.
    let starter = of_course("exercises/refcell/rate_limiter.rs").replace('\n', "\r\n");
    scene.write("desk-bob/exercises/refcell/rate_limiter.rs", &starter);
    fs::create_dir(scene.path("in")).unwrap();
    for learner in ["ada", "bob"] {
        let desk = format!("desk-{learner}");
        scene.cellmate(&["--desk", &desk, "submit", "--id", learner, "--out", "in"]);
        // The id is remembered.
        scene.cellmate(&["--desk", &desk, "submit", "--out", "in"]);
    }
    scene.write("in/cleo/hit_counter.rs", &of_course(SOLUTION));
    scene
}

fn state(lines: &[ResultLine], learner: &str, lesson: &str) -> LineState {
    let mut found = lines
        .iter()
        .filter(|line| line.learner.id == learner && line.lesson == lesson);
    let line = found.next().unwrap();
    assert!(found.next().is_none(), "{learner} has two results");
    line.state
}

#[test]
fn a_class_is_graded_from_what_it_handed_in() {
    let scene = class();
    let before = contents(&scene.path("in"));
    let claims = scene.cellmate(&["overview", "in"]);
    assert!(
        claims.contains("3 learners. cellmate graded nothing"),
        "{claims}"
    );
    assert!(claims.contains("(1 of 3)"), "{claims}");

    scene.write(
        "class.csv",
        "id,name\nada,Ada\nbob,Bob\ncleo,Cleo\ndan,Dan\n",
    );
    let grade = ["grade", "in", "--roster", "class.csv", "--out", "out"];
    let graded = scene.cellmate(&[&grade[..], &LESSONS].concat());
    assert!(graded.contains("Nothing from: Dan (dan)"), "{graded}");
    let lines = scene.results("out");
    for (learner, lesson, expected) in [
        ("ada", "hit_counter", LineState::Passed),
        ("ada", "rate_limiter", LineState::Failed),
        ("ada", "two_writers", LineState::Claimed),
        ("bob", "hit_counter", LineState::Untouched),
        ("bob", "rate_limiter", LineState::Untouched),
        ("cleo", "hit_counter", LineState::Passed),
        ("cleo", "rate_limiter", LineState::Missing),
    ] {
        assert_eq!(
            state(&lines, learner, lesson),
            expected,
            "{learner} {lesson}"
        );
    }
    assert!(lines.iter().all(|line| line.confined));
    let table = fs::read_to_string(scene.path("out/grades.csv")).unwrap();
    assert_eq!(
        table,
        "id,passed,core_passed,percent\nada,1,0,50\nbob,0,0,0\ncleo,1,0,50\n"
    );
    assert_eq!(
        contents(&scene.path("in")),
        before,
        "a submission was changed"
    );

    let facts = scene.cellmate(&["overview", "out/results.jsonl", "--roster", "class.csv"]);
    assert!(
        facts.contains("3 learners. These are results of `cellmate grade`."),
        "{facts}"
    );
    scene.cellmate(&["overview", "out/results.jsonl", "--html", "page.html"]);
    let page = fs::read_to_string(scene.path("page.html")).unwrap();
    assert!(page.contains("default-src 'none'") && page.contains("<td>ada</td>"));

    // Nothing is graded twice, unless the command asks for that.
    let again = scene.cellmate(&[&grade[..], &LESSONS, &["--format", "json"]].concat());
    // Two texts: what needs no grading is not counted.
    assert!(
        again.contains("\"graded_now\":0") && again.contains("\"reused\":3"),
        "{again}"
    );
    assert_eq!(scene.results("out"), lines);
    let fresh = scene.cellmate(&[&grade[..], &LESSONS, &["--fresh", "--format", "json"]].concat());
    assert!(fresh.contains("\"graded_now\":2"), "{fresh}");
}

#[test]
fn shards_together_grade_what_one_run_grades() {
    let scene = class();
    let all = [&["grade", "in", "--out", "all"], &LESSONS[..]].concat();
    scene.cellmate(&all);
    let mut merged = String::new();
    for shard in ["1/2", "2/2"] {
        let out = shard.replace('/', "-");
        let part = [
            &[
                "grade", "in", "--out", &out, "--shard", shard, "--jobs", "1",
            ],
            &LESSONS[..],
        ]
        .concat();
        scene.cellmate(&part);
        merged += &fs::read_to_string(scene.path(&out).join("results.jsonl")).unwrap();
    }
    scene.write("merged/results.jsonl", &merged);
    let merge = [
        &["grade", "in", "--out", "merged", "--format", "json"],
        &LESSONS[..],
    ]
    .concat();
    let said = scene.cellmate(&merge);
    assert!(said.contains("\"graded_now\":0"), "{said}");
    let grades = |out: &str| fs::read_to_string(scene.path(out).join("grades.csv")).unwrap();
    assert_eq!(grades("merged"), grades("all"));
}

#[test]
fn after_a_kill_the_next_run_continues() {
    let scene = Scene::new();
    for number in 0..12 {
        let text = format!("fn main() {{ println!(\"{number}\"); }}\n");
        scene.write(&format!("in/learner{number}/first_look.rs"), &text);
    }
    let grade = [
        "grade",
        "in",
        "--lesson",
        "first_look",
        "--out",
        "out",
        "--jobs",
        "1",
    ];
    let mut seen = BTreeSet::new();
    for delay in [300, 600, 900, 1200, 1500, 2000, 2500] {
        let mut child = scene
            .command(&grade)
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(delay));
        child.kill().unwrap();
        child.wait().unwrap();
        let Ok(file) = fs::File::open(scene.path("out/results.jsonl")) else {
            continue;
        };
        let lines = cellmate::teach::read_lines(file).unwrap();
        let now: BTreeSet<String> = lines.iter().map(|line| line.learner.id.clone()).collect();
        assert_eq!(now.len(), lines.len(), "a result was recorded twice");
        assert!(now.is_superset(&seen), "a result was lost");
        seen = now;
    }
    scene.cellmate(&grade);
    let lines = scene.results("out");
    let learners: BTreeSet<&str> = lines.iter().map(|line| line.learner.id.as_str()).collect();
    assert_eq!((learners.len(), lines.len()), (12, 12));
}

#[test]
fn earlier_results_that_cannot_be_read_are_not_overwritten() {
    let scene = Scene::new();
    scene.write("in/ada/first_look.rs", "fn main() {}\n");
    let results = scene.path("out/results.jsonl");
    fs::create_dir(scene.path("out")).unwrap();
    // Not even root can open it.
    std::os::unix::fs::symlink("results.jsonl", &results).unwrap();
    let grade = ["grade", "in", "--lesson", "first_look", "--out", "out"];
    let output = scene.command(&grade).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    let expected = "error: cannot read the earlier results in out/results.jsonl: ";
    assert!(said(&output).contains(expected), "{}", said(&output));
    assert!(results.is_symlink());
}

#[test]
fn results_have_the_permissions_of_other_files() {
    use std::os::unix::fs::PermissionsExt as _;
    let scene = Scene::new();
    scene.write(
        "in/ada/first_look.rs",
        &of_course("exercises/start/first_look.rs"),
    );
    scene.cellmate(&["grade", "in", "--lesson", "first_look", "--out", "out"]);
    let mode = |path: &str| {
        let found = fs::metadata(scene.path(path)).unwrap();
        found.permissions().mode()
    };
    for file in ["results.jsonl", "grades.csv", "junit.xml"] {
        let path = format!("out/{file}");
        assert_eq!(mode(&path), mode("in/ada/first_look.rs"), "{file}");
    }
}

#[test]
fn an_id_that_cellmate_cannot_ask_for_is_an_error() {
    let scene = Scene::new();
    scene.cellmate(&["init", "desk"]);
    let output = scene
        .command(&["--desk", "desk", "submit"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let output = scene
        .command(&["--desk", "desk", "submit", "--id", "../ada"])
        .output();
    assert_eq!(output.unwrap().status.code(), Some(2));
}

#[test]
fn a_file_that_is_not_a_learners_work_is_skipped_with_a_note() {
    let scene = Scene::new();
    scene.write("in/ada/first_look.rs", "fn main() {}\n");
    scene.write("notes.txt", "Bring cables.\n");
    let output = scene.command(&["overview", "in", "notes.txt"]).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("1 learner"), "{}", said(&output));
    assert!(
        said(&output).contains("skipped notes.txt (notes.txt): it is not a submission"),
        "{}",
        said(&output)
    );
}

#[test]
fn results_are_not_written_into_what_was_handed_in() {
    let scene = Scene::new();
    scene.write("in/ada/first_look.rs", "fn main() {}\n");
    for out in ["in", "in/grades", "in/../in/ada/deep/er"] {
        let output = scene
            .command(&["grade", "in", "--out", out])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{out}: {}", said(&output));
    }
    assert_eq!(contents(&scene.path("in")).len(), 2);
}

#[test]
fn a_course_from_someone_else_is_confined_by_default() {
    let scene = Scene::new();
    scene.cellmate(&["init", "desk"]);
    scene.write("secret", "the answers are 42");
    let secret = scene.path("secret");
    let text =
        format!("fn main() {{ println!(\"{{:?}}\", std::fs::read_to_string({secret:?})) }}\n");
    scene.write("desk/exercises/start/first_look.rs", &text);
    let check = ["--desk", "desk", "check", "first_look", "--no-advice"];
    let reads =
        |arguments: &[&str]| said(&scene.command(arguments).output().unwrap()).contains("are 42");
    assert!(reads(&check));
    assert!(!reads(&[&check[..], &["--confined"]].concat()));
    let settings = scene.path("desk/.cellmate/settings.toml");
    fs::write(settings, "confine_course = true\n").unwrap();
    assert!(!reads(&check));
}
