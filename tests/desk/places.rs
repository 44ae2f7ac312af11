//! Where a desk may be created, and how it is found.

use crate::sample::{self, Sample, tree};
use cellmate::desk::Desk;
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn a_new_desk_has_a_manifest_and_the_exercises_that_may_be_seen() {
    let sample = Sample::new();
    assert_eq!(
        tree(sample.folder.path()),
        [
            ".cellmate/course.json",
            ".gitignore",
            "Cargo.toml",
            "exercises/cell/counter.rs",
            "exercises/locks/order.rs",
        ]
    );
    let text = fs::read_to_string(sample.folder.path().join("exercises/cell/counter.rs"));
    assert_eq!(text.unwrap(), sample::STARTER);
}

#[test]
fn cargo_reads_the_desk_even_inside_another_project() {
    let folder = tempfile::tempdir().unwrap();
    let around = "[package]\nname = \"around\"\nversion = \"0.0.0\"\nedition = \"2024\"\n";
    fs::write(folder.path().join("Cargo.toml"), around).unwrap();
    let (desk, _) = Desk::create(&folder.path().join("my desk"), &sample::course()).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--no-deps", "--format-version=1"])
        .current_dir(desk.dir())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let targets = metadata["packages"][0]["targets"].as_array().unwrap();
    let names: Vec<_> = targets
        .iter()
        .map(|t| t["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["counter", "order"]);
}

/// A situation: what is there before, where the desk should be, and the error, if it is refused.
struct Situation {
    name: &'static str,
    before: &'static [(&'static str, &'static str)],
    at: &'static str,
    refused: Option<&'static str>,
}

const SITUATIONS: &[Situation] = &[
    Situation {
        name: "nothing is there, not even the folder above",
        before: &[],
        at: "new/desk",
        refused: None,
    },
    Situation {
        name: "other files are there",
        before: &[
            ("desk/notes.txt", "mine"),
            ("desk/exercises/cell/mine.rs", "mine"),
        ],
        at: "desk",
        refused: None,
    },
    Situation {
        name: "an exercise of that name is there",
        before: &[("desk/exercises/cell/counter.rs", "mine")],
        at: "desk",
        refused: None,
    },
    Situation {
        name: "it is a desk whose state was lost",
        before: &[(
            "desk/.cellmate/progress.json.bak",
            "{\n  \"format\": 1,\n  \"courses\": {}\n}\n",
        )],
        at: "desk",
        refused: None,
    },
    Situation {
        name: "it is a file",
        before: &[("desk", "mine")],
        at: "desk",
        refused: Some("is not a folder"),
    },
    Situation {
        name: "a file is in the way above",
        before: &[("file", "mine")],
        at: "file/desk",
        refused: Some("cannot create the folder"),
    },
    Situation {
        name: "a project is there",
        before: &[("desk/Cargo.toml", "[package]")],
        at: "desk",
        refused: Some("already contains a Cargo project"),
    },
    Situation {
        name: "a course is there",
        before: &[("desk/lessons/course.toml", "format = 1")],
        at: "desk",
        refused: Some("contains a course"),
    },
    Situation {
        name: "a course that was turned into a desk is there",
        before: &[("desk/lessons/course.toml", ""), ("desk/.cellmate/x", "")],
        at: "desk",
        refused: Some("contains a course"),
    },
    Situation {
        name: "it is among the exercises of another desk",
        before: &[("desk/.cellmate/x", ""), ("desk/exercises/cell/a.rs", "")],
        at: "desk/exercises/cell",
        refused: Some("is inside the desk"),
    },
];

#[test]
fn a_desk_is_created_only_where_it_belongs_and_changes_no_other_file() {
    for situation in SITUATIONS {
        let folder = tempfile::tempdir().unwrap();
        for (file, text) in situation.before {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let before = tree(folder.path());
        let name = situation.name;
        match (
            Desk::create(&folder.path().join(situation.at), &sample::course()),
            situation.refused,
        ) {
            (Ok((desk, _)), None) => {
                assert!(
                    desk.dir().join("exercises/locks/order.rs").is_file(),
                    "{name}"
                );
            }
            (Err(error), Some(words)) => {
                let said = error.to_string();
                assert!(said.contains(words), "{name}: {said}");
                assert!(
                    said.contains(&*folder.path().to_string_lossy()),
                    "{name}: {said}"
                );
                assert_eq!(tree(folder.path()), before, "{name}");
            }
            (Ok(_), Some(_)) => panic!("not refused: {name}"),
            (Err(error), None) => panic!("{name}: {error}"),
        }
        for (file, text) in situation.before {
            assert_eq!(
                fs::read_to_string(folder.path().join(file)).unwrap(),
                *text,
                "{name}"
            );
        }
    }
}

#[test]
fn a_desk_that_lost_its_state_is_completed_and_one_in_a_device_is_refused() {
    let sample = Sample::new();
    fs::remove_dir_all(sample.state("")).unwrap();
    let (desk, update) = Desk::create(sample.folder.path(), &sample.course).unwrap();
    assert_eq!(update.added, Vec::<String>::new());
    assert!(desk.state("").is_dir());
    let refused = Desk::create(Path::new("/dev/null/desk"), &sample.course).unwrap_err();
    assert!(refused.to_string().contains("/dev/null/desk"), "{refused}");
}

#[test]
fn a_desk_is_found_from_the_folders_inside_it() {
    let sample = Sample::new();
    let inside = sample.folder.path().join("exercises/cell");
    assert_eq!(Desk::find(&inside), Some(sample.desk.clone()));
    assert_eq!(Desk::find(sample.folder.path()), Some(sample.desk.clone()));
    assert_eq!(Desk::open(sample.folder.path()).unwrap(), sample.desk);
    let refused = Desk::open(&inside).unwrap_err().to_string();
    assert!(refused.contains("no desk in"), "{refused}");
    let beside = tempfile::tempdir().unwrap();
    let around = beside.path().join("a/.cellmate");
    fs::create_dir_all(&around).unwrap();
    fs::create_dir_all(beside.path().join("b")).unwrap();
    let outside = beside.path().join("a/../b");
    assert_ne!(
        Desk::find(&outside).map(|desk| desk.dir().join(".cellmate")),
        Some(around)
    );
}
