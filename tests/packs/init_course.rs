//! `cellmate init --course`: from a folder, a file and a repository, which may all be deleted afterwards.

use crate::scene::Scene;
use std::fs;
use std::path::Path;
use std::process::Command;

fn git(folder: &Path, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=a", "-c", "user.email=a@b"]);
    let output = git.args(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
}

/// Checks that a desk works: it lists the lessons, and has their files.
fn assert_works(scene: &Scene, desk: &str) {
    let list = scene.cellmate(&["--desk", desk, "list"]);
    assert!(list.contains("answer"), "{list}");
    assert!(scene.path(desk).join("exercises/small/answer.rs").exists());
}

#[test]
fn a_desk_keeps_its_course_when_the_source_is_deleted() {
    let scene = Scene::new();
    scene.cellmate(&[
        "--course",
        "course",
        "course",
        "pack",
        "--learner",
        "--out",
        "a.tar.gz",
    ]);
    let course = scene.path("course");
    git(&course, &["init", "--quiet", "--initial-branch=main"]);
    git(&course, &["add", "."]);
    git(&course, &["commit", "--quiet", "--message=one"]);
    git(&course, &["tag", "v1"]);
    scene.change("course/lessons/course.toml", "1.0.0", "2.0.0");
    scene.write("course/README.md", "A course.");
    git(&course, &["add", "."]);
    git(&course, &["commit", "--quiet", "--message=two"]);
    let url = format!("file://{}", course.display());
    let tagged = format!("{url}#v1");
    for (desk, source, version) in [
        ("from-file", "a.tar.gz", "1.0.0"),
        ("from-folder", "course", "2.0.0"),
        ("from-git", &url, "2.0.0"),
        ("from-tag", &tagged, "1.0.0"),
    ] {
        let said = scene.cellmate(&["init", desk, "--course", source]);
        assert!(
            said.contains(&format!("A small course {version}, copied from")),
            "{said}"
        );
        assert!(said.contains("programs that someone else wrote"), "{said}");
        let settings = scene.read(&format!("{desk}/.cellmate/settings.toml"));
        assert!(settings.contains("confine_course = true"), "{settings}");
    }
    fs::remove_dir_all(course).unwrap();
    fs::remove_file(scene.path("a.tar.gz")).unwrap();
    fs::rename(scene.path("from-git"), scene.path("moved")).unwrap();
    for desk in ["from-file", "from-folder", "moved", "from-tag"] {
        assert_works(&scene, desk);
    }
    let said = scene.ends(&["--desk", "moved", "update"], 2);
    assert!(said.contains("error: cannot fetch file://"), "{said}");
    let said = scene.ends(&["--desk", "from-file", "update"], 2);
    assert!(said.contains("it cannot be read: No such file"), "{said}");
}

#[test]
fn a_folder_that_is_not_a_course_is_refused_with_an_explanation() {
    let scene = Scene::new();
    scene.write("empty/x", "");
    scene.write("text", "not a pack");
    let embedded = scene.path("embedded");
    fs::create_dir(&embedded).unwrap();
    fs::rename(scene.path("course"), embedded.join("course")).unwrap();
    scene.change(
        "embedded/course/lessons/course.toml",
        "id = \"little\"",
        "id = \"interior-mutability\"",
    );
    for (source, expected) in [
        (
            "empty",
            "empty is not a course, because it has no lessons/course.toml\nhelp: name the folder",
        ),
        ("nowhere", "nowhere: it cannot be read: No such file"),
        ("text", "text: it is not a gzip file\nhelp: check the path"),
        ("\u{1b}[2Jevil", "\u{241b}[2Jevil: it cannot be read"),
        ("ext::sh -c touch% /tmp/x", "cannot be read"),
        (
            "ext://x",
            "error: cannot fetch a course from `ext://x`\nhelp: name a folder, a file, or a URL",
        ),
        (
            "git@example.org:course.git",
            "cannot fetch a course from `git@example.org:course.git`",
        ),
        (
            "http://example.org/x",
            "cannot fetch a course from `http://example.org/x`",
        ),
        ("git://example.org/x", "cannot fetch a course from"),
        ("ssh://-oProxyCommand=touch/x", "cannot fetch a course from"),
        (
            "https://example.org/x#--upload-pack=touch",
            "cannot fetch a course from",
        ),
        (
            "file:///nowhere/at/all",
            "error: cannot fetch file:///nowhere/at/all: '/nowhere/at/all' does not",
        ),
        (
            "embedded/course",
            "this course has the same id as cellmate's own course: `interior-mutability`\nhelp: change `id`",
        ),
    ] {
        let said = scene.ends(&["init", "desk", "--course", source], 2);
        assert!(said.contains(expected), "{source}: {said}");
        assert!(!said.contains('\u{1b}'), "{said:?}");
        assert!(!scene.path("desk").exists(), "{source}");
    }
}

#[test]
fn a_desk_belongs_to_one_course() {
    let scene = Scene::new();
    scene.cellmate(&["init", "own"]);
    let said = scene.ends(&["init", "own", "--course", "course"], 2);
    assert!(
        said.contains("this desk belongs to another course\nhelp: name a new folder"),
        "{said}"
    );
    scene.cellmate(&["init", "desk", "--course", "course"]);
    let again = scene.cellmate(&["init", "desk", "--course", "course"]);
    assert!(again.contains("It is up to date."), "{again}");
    let again = scene.cellmate(&["init", "desk"]);
    assert!(again.contains("It is up to date."), "{again}");
    scene.change("course/lessons/course.toml", "1.0.0", "1.1.0");
    let said = scene.ends(&["init", "desk", "--course", "course"], 2);
    assert!(
        said.contains("this desk already has A small course 1.0.0\nhelp: run `cellmate update"),
        "{said}"
    );
}

#[test]
fn paths_and_texts_of_a_course_are_sanitized() {
    let scene = Scene::new();
    let folder = "\u{1b}[2Jcourse";
    fs::rename(scene.path("course"), scene.path(folder)).unwrap();
    let title = "title = \"A \\u001b]0;small\\u0007 course\"";
    let manifest = format!("{folder}/lessons/course.toml");
    scene.change(&manifest, "title = \"A small course\"", title);
    let desk = "\u{1b}[31mdesk\u{202e}";
    for arguments in [
        &["--course", folder, "course", "pack"][..],
        &["init", desk, "--course", folder],
        &["--desk", desk, "list"],
        &["--desk", desk, "update"],
    ] {
        let output = scene.command(arguments).output().unwrap();
        let said = format!("{output:?}");
        let bytes = [output.stdout, output.stderr].concat();
        let said_raw = String::from_utf8_lossy(&bytes);
        let raw = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!said_raw.contains(raw), "{arguments:?}: {said}");
    }
}

/// The tests of a course are programs that someone else wrote.
#[cfg(target_os = "linux")]
#[test]
fn a_course_from_elsewhere_is_confined_whatever_the_desk_says() {
    let scene = Scene::new();
    scene.write("home/secret", "swordfish");
    let secret = scene.path("home/secret");
    let spies = format!(
        "assert!(std::fs::read({secret:?}).is_err(), \"stolen\");\n    assert_eq!(answer(), 42"
    );
    scene.change(
        "course/tests/hidden/answer.rs",
        "assert_eq!(answer(), 42",
        &spies,
    );
    let solution = scene.read("course/solutions/small/answer.rs");
    scene.cellmate(&["init", "desk", "--course", "course"]);
    scene.write("desk/exercises/small/answer.rs", &solution);
    let settings = scene.read("desk/.cellmate/settings.toml");
    let settings = settings.replace(
        "confine_course = true",
        "confine_course = false\ncourse_unconfined = true",
    );
    scene.write("desk/.cellmate/settings.toml", &settings);
    scene.cellmate(&["--desk", "desk", "check", "answer"]);
    let traced = [
        "--desk",
        "desk",
        "trace",
        "answer",
        "--test",
        "gives_the_answer",
    ];
    // On a busy machine, rustc may take too long with the traced std.
    let traced = scene.command(&traced).output().unwrap();
    let traced = String::from_utf8(traced.stdout).unwrap();
    assert!(!traced.contains("stolen"), "{traced}");
    // The author's own folder, read by the author's own desk, is not confined.
    scene.cellmate(&["init", "own"]);
    let live = ["--desk", "own", "--course", "course"];
    scene.cellmate(&[&live[..], &["list"]].concat());
    scene.write("own/exercises/small/answer.rs", &solution);
    let said = scene.ends(&[&live[..], &["check", "answer"]].concat(), 1);
    assert!(said.contains("stolen"), "{said}");
    // A pack is confined.
    scene.cellmate(&["--course", "course", "course", "pack", "--out", "a.tar.gz"]);
    scene.cellmate(&["init", "other"]);
    let packed = ["--desk", "other", "--course", "a.tar.gz"];
    scene.cellmate(&[&packed[..], &["list"]].concat());
    scene.write("other/exercises/small/answer.rs", &solution);
    scene.cellmate(&[&packed[..], &["check", "answer"]].concat());
}
