//! A week with a course, through the program itself. An author writes, verifies and packs it; learners take it and
//! work; a new version appears in the middle of the week; the learners hand in their files, and the instructor grades
//! them.

use crate::scene::Scene;
use cellmate::teach::{LineState, ResultLine, read_lines};
use std::fs::{self, File};
use std::path::Path;

/// Passes the test that learners have, but not the one that is held back.
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

/// Returns the result of a learner's file of `answer`, and the version with which it was graded.
fn answer(lines: &[ResultLine], learner: &str) -> (LineState, String) {
    let of = |line: &&ResultLine| line.learner.id == learner && line.lesson == "answer";
    let line = lines.iter().find(of).unwrap();
    (line.state, line.course.version.clone())
}

/// Begins a course in `little`, and writes a lesson with a test that is held back into the files that `new` makes.
fn begin(scene: &Scene) {
    scene.cellmate(&["course", "new", "little", "--title", "Little by little"]);
    scene.cellmate(&["--course", "little", "new", "basics/answer"]);
    let open = scene.ends(&["verify", "little", "--lesson", "answer"], 1);
    assert!(open.contains("not written yet"), "{open}");
    let good = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/author/good");
    for file in [
        "lessons/small/answer.toml",
        "exercises/small/answer.rs",
        "solutions/small/answer.rs",
        "tests/hidden/answer.rs",
        "tests/mistakes/answer/one_too_few.rs",
        "tests/mistakes/answer/not_a_number.rs",
        "tests/alternatives/answer/another_way.rs",
    ] {
        let text = fs::read_to_string(good.join(file)).unwrap();
        scene.write(
            &format!("little/{}", file.replace("small", "basics")),
            &text,
        );
    }
    scene.change(
        "little/lessons/basics/answer.toml",
        "[[feedback]]",
        "[[test]]\nname = \"secret\"\nsays = \"gives it twice\"\nheld_back = true\n\n[[feedback]]",
    );
    let hidden = "little/tests/hidden/answer.rs";
    let tests = scene.read(hidden)
        + "\n/// Nobody knows this one.\n#[test]\nfn secret() {\n    assert_eq!(answer() + answer(), 84);\n}\n";
    scene.write(hidden, &tests);
}

/// Packs the course for the instructor, and for learners.
fn pack(scene: &Scene) {
    let pack = ["--course", "little", "course", "pack"];
    scene.cellmate(&pack);
    scene.cellmate(&[&pack[..], &["--learner"]].concat());
}

#[test]
fn a_course_is_handed_out_solved_and_graded() {
    let scene = Scene::empty();
    begin(&scene);
    let verified = scene.cellmate(&["verify", "little"]);
    assert!(verified.contains("no problems found"), "{verified}");
    pack(&scene);

    let verified = scene.cellmate(&["verify", "little-0.1.0-learner.course.tar.gz"]);
    assert!(
        verified.contains("no problems found") && verified.contains("a pack for learners"),
        "{verified}"
    );
    for desk in ["ada", "bob"] {
        scene.cellmate(&[
            "init",
            desk,
            "--course",
            "little-0.1.0-learner.course.tar.gz",
        ]);
    }
    scene.write("ada/exercises/basics/answer.rs", HALF_RIGHT);
    let check = ["--desk", "ada", "check", "answer"];
    let checked = scene.cellmate(&check);
    assert!(
        checked.contains("Passed") && !checked.contains("secret"),
        "{checked}"
    );
    let solution = scene.read("little/solutions/basics/answer.rs");
    scene.write("bob/exercises/basics/answer.rs", &solution);
    scene.cellmate(&["--desk", "bob", "check", "answer"]);

    scene.change("little/lessons/course.toml", "0.1.0", "0.2.0");
    scene.change(
        "little/exercises/basics/running_total.rs",
        "fn main",
        "// Newer.\nfn main",
    );
    scene.change("little/exercises/basics/answer.rs", "    0", "    1");
    pack(&scene);
    let update = [
        "--desk",
        "ada",
        "update",
        "--course",
        "little-0.2.0-learner.course.tar.gz",
    ];
    let updated = scene.cellmate(&update);
    assert!(
        updated.contains("updated: running_total") && updated.contains("kept: answer"),
        "{updated}"
    );
    assert_eq!(scene.read("ada/exercises/basics/answer.rs"), HALF_RIGHT);
    let list = scene.cellmate(&["--desk", "ada", "list"]);
    assert!(list.contains("1 of 5 done"), "{list}");

    std::fs::create_dir(scene.path("in")).unwrap();
    for learner in ["ada", "bob"] {
        scene.cellmate(&["--desk", learner, "submit", "--id", learner, "--out", "in"]);
    }
    let both = [
        "--course",
        "little-0.1.0.course.tar.gz",
        "--course",
        "little-0.2.0.course.tar.gz",
    ];
    let claims = scene.cellmate(&[&["overview", "in"], &both[..]].concat());
    assert!(
        claims.contains("2 learners. cellmate graded nothing"),
        "{claims}"
    );
    // Both versions are given; each submission is graded with the one that its desk names.
    let graded = scene.cellmate(&[&["grade", "in", "--out", "both"], &both[..]].concat());
    let said = "Submissions for version 0.1.0, graded with it: bob";
    assert!(graded.contains(said), "{graded}");
    let lines = results(&scene, "both");
    assert_eq!(
        answer(&lines, "ada"),
        (LineState::Failed, "0.2.0".to_owned())
    );
    assert_eq!(
        answer(&lines, "bob"),
        (LineState::Passed, "0.1.0".to_owned())
    );
    let overview = ["overview", "both/results.jsonl"];
    let facts = scene.cellmate(&[&overview[..], &both[..]].concat());
    assert!(
        facts.contains("2 learners. These are results of `cellmate grade`.")
            && facts.contains(said),
        "{facts}"
    );
    assert!(facts.contains("What to teach again"), "{facts}");

    // A lesson gets another id. A learner who hands in a bare file uses the old one.
    scene.change("little/lessons/course.toml", "0.2.0", "0.3.0");
    scene.change(
        "little/lessons/course.toml",
        "\"running_total\"",
        "\"sums\"",
    );
    scene.change(
        "little/lessons/basics/running_total.toml",
        "level",
        "aliases = [\"running_total\"]\nlevel",
    );
    for file in [
        "lessons/basics/*.toml",
        "exercises/basics/*.rs",
        "solutions/basics/*.rs",
        "tests/mistakes/*",
    ] {
        let name = |id: &str| scene.path("little").join(file.replace('*', id));
        std::fs::rename(name("running_total"), name("sums")).unwrap();
    }
    let updated = scene.cellmate(&["--desk", "ada", "update", "--course", "little"]);
    assert!(
        updated.contains("renamed: running_total → sums (with your progress)"),
        "{updated}"
    );
    assert!(scene.path("ada/exercises/basics/running_total.rs").exists());
    assert!(!scene.path("ada/exercises/basics/sums.rs").exists());
    scene.write(
        "bare/cleo/running_total.rs",
        &scene.read("little/solutions/basics/sums.rs"),
    );
    scene.cellmate(&["grade", "bare", "--out", "by-alias", "--course", "little"]);
    let sums = |line: &ResultLine| line.lesson == "sums" && line.state == LineState::Passed;
    assert!(results(&scene, "by-alias").iter().any(sums));

    let newest = [
        "grade",
        "in",
        "--out",
        "newest",
        "--course",
        "little-0.2.0.course.tar.gz",
    ];
    let graded = scene.cellmate(&newest);
    assert!(
        graded.contains("Submissions for another version of the course, graded with 0.2.0: bob"),
        "{graded}"
    );
    assert_eq!(answer(&results(&scene, "newest"), "bob").1, "0.2.0");
}
