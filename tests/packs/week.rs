//! A week with a course, through the program itself: it is written, verified and packed; learners take it and work; a new
//! version comes in the middle; they hand in, and the instructor grades what they handed in.

use crate::scene::Scene;
use cellmate::teach::{LineState, ResultLine, read_lines};
use std::fs::File;

/// Passes the test that learners have, and not the one that is held back.
const HALF_RIGHT: &str = "\
use std::sync::atomic::{AtomicU32, Ordering};

static CALLS: AtomicU32 = AtomicU32::new(0);

fn answer() -> u32 {
    42 - CALLS.fetch_add(1, Ordering::Relaxed)
}

fn main() {
    println!(\"{}\", answer());
}
";

fn results(scene: &Scene, out: &str) -> Vec<ResultLine> {
    read_lines(File::open(scene.path(out).join("results.jsonl")).unwrap()).unwrap()
}

/// Returns how a learner's file of `answer` did, and with which version it was graded.
fn answer(lines: &[ResultLine], learner: &str) -> (LineState, String) {
    let of = |line: &&ResultLine| line.learner.id == learner && line.lesson == "answer";
    let line = lines.iter().find(of).unwrap();
    (line.state, line.course.version.clone())
}

#[test]
fn a_course_that_was_just_begun_goes_out_too() {
    let scene = Scene::new();
    scene.cellmate(&["course", "new", "made", "--title", "Made here"]);
    scene.cellmate(&[
        "--course",
        "made",
        "course",
        "pack",
        "--learner",
        "--out",
        "made.tar.gz",
    ]);
    let said = scene.cellmate(&["init", "desk", "--course", "made.tar.gz"]);
    assert!(said.contains("Its course is Made here"), "{said}");
    let said = scene.cellmate(&["--desk", "desk", "update"]);
    assert!(said.contains("your desk is up to date"), "{said}");
}

#[test]
fn a_course_goes_out_and_comes_back() {
    let scene = Scene::new();
    let verified = scene.cellmate(&["verify", "course"]);
    assert!(verified.contains("no problems found"), "{verified}");
    let pack = ["--course", "course", "course", "pack"];
    scene.cellmate(&pack);
    scene.cellmate(&[&pack[..], &["--learner"]].concat());

    for desk in ["ada", "bob"] {
        scene.cellmate(&[
            "init",
            desk,
            "--course",
            "little-1.0.0-learner.course.tar.gz",
        ]);
    }
    scene.write("ada/exercises/small/answer.rs", HALF_RIGHT);
    let check = ["--desk", "ada", "check", "answer"];
    let checked = scene.cellmate(&check);
    assert!(
        checked.contains("passed") && !checked.contains("secret"),
        "{checked}"
    );
    let solution = scene.read("course/solutions/small/answer.rs");
    scene.write("bob/exercises/small/answer.rs", &solution);
    scene.cellmate(&["--desk", "bob", "check", "answer"]);

    scene.change("course/lessons/course.toml", "1.0.0", "1.1.0");
    scene.change(
        "course/exercises/small/order.rs",
        "fn main",
        "// Newer.\nfn main",
    );
    scene.change("course/exercises/small/answer.rs", "    0", "    1");
    scene.cellmate(&pack);
    scene.cellmate(&[&pack[..], &["--learner"]].concat());
    let update = [
        "--desk",
        "ada",
        "update",
        "--course",
        "little-1.1.0-learner.course.tar.gz",
    ];
    let updated = scene.cellmate(&update);
    assert!(
        updated.contains("updated: order") && updated.contains("kept: answer"),
        "{updated}"
    );
    assert_eq!(scene.read("ada/exercises/small/answer.rs"), HALF_RIGHT);
    let list = scene.cellmate(&["--desk", "ada", "list"]);
    assert!(list.contains("1 of 4 done"), "{list}");

    std::fs::create_dir(scene.path("in")).unwrap();
    for learner in ["ada", "bob"] {
        scene.cellmate(&["--desk", learner, "submit", "--id", learner, "--out", "in"]);
    }
    let both = [
        "--course",
        "little-1.0.0.course.tar.gz",
        "--course",
        "little-1.1.0.course.tar.gz",
    ];
    let claims = scene.cellmate(&[&["overview", "in"], &both[..]].concat());
    assert!(
        claims.contains("2 learners. cellmate graded nothing"),
        "{claims}"
    );
    // What the desk says of itself, and what the tests say that it does not have.
    let graded = scene.cellmate(&[&["grade", "in", "--out", "both"], &both[..]].concat());
    let said = "Graded with version 1.0.0, for which it was handed in: bob";
    assert!(graded.contains(said), "{graded}");
    let lines = results(&scene, "both");
    assert_eq!(
        answer(&lines, "ada"),
        (LineState::Failed, "1.1.0".to_owned())
    );
    assert_eq!(
        answer(&lines, "bob"),
        (LineState::Passed, "1.0.0".to_owned())
    );
    let overview = ["overview", "both/results.jsonl"];
    let facts = scene.cellmate(&[&overview[..], &both[..]].concat());
    assert!(
        facts.contains("2 learners, as graded.") && facts.contains(said),
        "{facts}"
    );
    assert!(facts.contains("What to teach again"), "{facts}");

    // A lesson gets another id. Who hands in a bare file uses the old one.
    scene.change("course/lessons/course.toml", "1.1.0", "1.2.0");
    scene.change("course/lessons/course.toml", "\"order\"", "\"sorted\"");
    scene.change(
        "course/lessons/small/order.toml",
        "level",
        "aliases = [\"order\"]\nlevel",
    );
    for file in [
        "lessons/small/*.toml",
        "exercises/small/*.rs",
        "solutions/small/*.rs",
        "tests/mistakes/*",
    ] {
        let name = |id: &str| scene.path("course").join(file.replace('*', id));
        std::fs::rename(name("order"), name("sorted")).unwrap();
    }
    let updated = scene.cellmate(&["--desk", "ada", "update", "--course", "course"]);
    assert!(
        updated.contains("renamed: order → sorted (with your progress)"),
        "{updated}"
    );
    assert!(scene.path("ada/exercises/small/order.rs").exists());
    assert!(!scene.path("ada/exercises/small/sorted.rs").exists());
    scene.write(
        "bare/cleo/order.rs",
        &scene.read("course/solutions/small/sorted.rs"),
    );
    scene.cellmate(&["grade", "bare", "--out", "by-alias", "--course", "course"]);
    let sorted = |line: &ResultLine| line.lesson == "sorted" && line.state == LineState::Passed;
    assert!(results(&scene, "by-alias").iter().any(sorted));

    let newest = [
        "grade",
        "in",
        "--out",
        "newest",
        "--course",
        "little-1.1.0.course.tar.gz",
    ];
    let graded = scene.cellmate(&newest);
    assert!(
        graded.contains("Submissions for another version of the course, graded with 1.1.0: bob"),
        "{graded}"
    );
    assert_eq!(answer(&results(&scene, "newest"), "bob").1, "1.1.0");
}
