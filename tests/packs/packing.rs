//! `cellmate course pack`: the same file for the same course, and nothing in it that should be left out.

use crate::scene::Scene;
use cellmate::course::{Course, Tree};
use cellmate::pack;
use std::fs;

/// Reads a pack without problems.
fn open(scene: &Scene, file: &str) -> (Tree, Course) {
    let tree = pack::read(&fs::read(scene.path(file)).unwrap()).unwrap();
    let course = Course::of_tree(&tree).unwrap();
    (tree, course)
}

#[test]
fn equal_courses_make_equal_packs() {
    let scene = Scene::new();
    let said = scene.cellmate(&["--course", "course", "course", "pack"]);
    let bytes = fs::read(scene.path("little-1.0.0.course.tar.gz")).unwrap();
    assert!(said.contains(&pack::sha256(&bytes)), "{said}");
    assert!(said.contains("held-back"), "{said}");
    // Neither times nor foreign files matter.
    scene.write("course/lessons/notes.txt", "not a file of a course");
    scene.write("course/README.md", "neither");
    let text = scene.read("course/lessons/course.toml");
    scene.write("course/lessons/course.toml", &text);
    scene.cellmate(&[
        "--course",
        "course",
        "course",
        "pack",
        "--out",
        "again.tar.gz",
    ]);
    assert_eq!(fs::read(scene.path("again.tar.gz")).unwrap(), bytes);
    // Packing a pack makes the same pack.
    let (tree, course) = open(&scene, "again.tar.gz");
    assert_eq!(pack::write(&tree).unwrap(), bytes);
    assert_eq!(course.lessons.len(), 4);
    assert!(!course.lessons[0].files.mistakes.is_empty());
    scene.change("course/exercises/small/answer.rs", "0", "1");
    scene.cellmate(&[
        "--course",
        "course",
        "course",
        "pack",
        "--out",
        "again.tar.gz",
    ]);
    assert_ne!(fs::read(scene.path("again.tar.gz")).unwrap(), bytes);
}

#[test]
fn learners_get_no_mistakes_and_no_tests_that_are_held_back() {
    let scene = Scene::new();
    let pack = ["--course", "course", "course", "pack", "--learner"];
    let said = scene.cellmate(&pack);
    assert!(!said.contains("held-back"), "{said}");
    let (tree, course) = open(&scene, "little-1.0.0-learner.course.tar.gz");
    let paths: Vec<&str> = tree.paths().collect();
    assert!(
        !paths
            .iter()
            .any(|path| path.contains("mistakes") || path.contains("alternatives")),
        "{paths:?}"
    );
    // It does not even contain the words that say what the test checks.
    let bytes = tree.paths().flat_map(|path| tree.file(path).unwrap());
    let all = String::from_utf8(bytes.copied().collect()).unwrap();
    for word in ["secret", "gives it twice", "one_too_few.rs"] {
        assert!(!all.contains(word), "{word}");
    }
    let lesson = course.lesson("answer").unwrap();
    assert!(lesson.mistakes.is_empty() && lesson.files.solution.is_some());
    let tests: Vec<&str> = lesson.tests.iter().map(|test| &*test.name).collect();
    assert_eq!(tests, ["gives_the_answer"]);
    let hidden = lesson.files.hidden.as_deref().unwrap();
    assert!(
        !hidden.contains("secret") && !hidden.contains("Nobody") && hidden.contains("gives_the"),
        "{hidden}"
    );

    scene.cellmate(&[&pack[..], &["--without-solutions", "--out", "bare.tar.gz"]].concat());
    let (tree, course) = open(&scene, "bare.tar.gz");
    assert!(!tree.paths().any(|path| path.starts_with("solutions")));
    assert!(
        course
            .lessons
            .iter()
            .all(|lesson| lesson.files.solution.is_none())
    );
    // It can be read like a folder, and says that there is no solution.
    scene.cellmate(&["init", "desk"]);
    let bare = ["--desk", "desk", "--course", "bare.tar.gz"];
    let said = scene.ends(&[&bare[..], &["solution", "answer", "--spoil"]].concat(), 2);
    assert!(said.contains("answer has no sample solution"), "{said}");
}

#[test]
fn a_pack_can_be_packed_again_with_less_in_it() {
    let scene = Scene::new();
    let pack = |course: &str, more: &[&str]| {
        let begin = ["--course", course, "course", "pack", "--out"];
        scene.cellmate(&[&begin[..], more].concat());
    };
    pack("course", &["whole.tar.gz"]);
    pack("course", &["learner.tar.gz", "--learner"]);
    pack("whole.tar.gz", &["again.tar.gz", "--learner"]);
    let bytes = |file: &str| fs::read(scene.path(file)).unwrap();
    assert_eq!(bytes("learner.tar.gz"), bytes("again.tar.gz"));
    scene.write("course.txt", "no pack");
    for (course, why) in [
        ("course.txt", "it is not a gzip file"),
        ("nowhere", "it cannot be read"),
    ] {
        let said = scene.ends(&["--course", course, "course", "pack"], 2);
        let error = format!("error: cannot use {course}: {why}");
        assert!(said.contains(&error) && said.contains("\nhelp: "), "{said}");
    }
}

#[test]
fn a_course_that_cannot_be_packed_is_refused() {
    let scene = Scene::new();
    let pack = ["--course", "course", "course", "pack", "--learner"];
    scene.change(
        "course/tests/hidden/answer.rs",
        "/// Nobody",
        "mod inner {\n/// Nobody",
    );
    let text = scene.read("course/tests/hidden/answer.rs") + "}\n";
    scene.write("course/tests/hidden/answer.rs", &text);
    let said = scene.ends(&pack, 2);
    assert!(
        said.contains("cannot find the tests that are held back"),
        "{said}"
    );
    scene.write("course/lessons/small/answer.toml", "title = 3");
    let said = scene.ends(&pack, 2);
    assert!(
        said.contains("cannot pack this course because of problems"),
        "{said}"
    );
    let said = scene.ends(&["--course", "home", "course", "pack"], 2);
    assert!(said.contains("this file does not exist"), "{said}");
}
