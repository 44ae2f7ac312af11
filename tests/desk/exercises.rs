//! The learner's files: updates, moved lessons, programs that are still hidden, resets.

use crate::sample::{self, Sample, lesson, predicting, tree};
use cellmate::course::Kind;
use cellmate::desk::ManifestUpdate;
use std::fs;

#[test]
fn a_newer_course_adds_its_new_lessons_and_changes_no_file_of_the_learner() {
    let mut sample = Sample::new();
    let mine = sample.desk.exercise(sample.lesson("counter"));
    fs::write(&mine, "mine").unwrap();
    let new = lesson("locks", "newcomer", Kind::Edit);
    sample.course.lessons.push(new);
    let starter = &mut sample.course.lessons[0].files.starter;
    *starter = Some("a new starter".to_owned());

    let update = sample.desk.update(&sample.course).unwrap();
    assert_eq!(update.added, ["newcomer"]);
    assert_eq!(update.manifest, ManifestUpdate::Written);
    assert_eq!(fs::read_to_string(&mine).unwrap(), "mine");

    let again = sample.desk.update(&sample.course).unwrap();
    assert_eq!(again.added, Vec::<String>::new());
    assert_eq!(again.manifest, ManifestUpdate::Current);
}

#[test]
fn a_lesson_that_moved_to_another_chapter_is_found_at_its_old_place() {
    let mut sample = Sample::new();
    sample.course.lessons[0].chapter = "basics".to_owned();
    let update = sample.desk.update(&sample.course).unwrap();
    assert_eq!(update.added, Vec::<String>::new());
    let moved = sample.lesson("counter");
    assert_eq!(
        sample.desk.exercise_in_desk(moved),
        "exercises/cell/counter.rs"
    );
    assert_eq!(
        sample.desk.exercise(moved),
        sample.folder.path().join("exercises/cell/counter.rs")
    );
    sample.desk.save(moved, "composed", None).unwrap();
    assert!(!sample.folder.path().join("exercises/basics").exists());
}

#[test]
fn a_manifest_that_the_learner_took_over_is_left_alone() {
    let mut sample = Sample::new();
    let path = sample.folder.path().join("Cargo.toml");
    let ours = fs::read_to_string(&path).unwrap();
    let theirs = ours.split_once('\n').unwrap().1;
    fs::write(&path, theirs).unwrap();
    sample
        .course
        .lessons
        .push(lesson("locks", "newcomer", Kind::Edit));
    let update = sample.desk.update(&sample.course).unwrap();
    assert_eq!(update.manifest, ManifestUpdate::LeftAlone);
    assert_eq!(fs::read_to_string(&path).unwrap(), theirs);
}

#[test]
fn a_predicted_program_is_added_to_the_desk_only_when_it_is_revealed() {
    let sample = Sample::new();
    let peek = sample.lesson("peek");
    let covered = sample.desk.reset(peek).unwrap_err().to_string();
    assert!(covered.contains("you haven't predicted it"), "{covered}");

    let own = sample.desk.reveal(peek, "peek.rs").unwrap();
    assert_eq!(own, sample.desk.exercise(peek));
    assert_eq!(fs::read_to_string(&own).unwrap(), sample::STARTER);
    let other = sample.desk.reveal(peek, "poke.rs").unwrap();
    assert!(
        fs::read_to_string(&other)
            .unwrap()
            .starts_with("// poke.rs")
    );

    fs::write(&other, "mine").unwrap();
    sample.desk.reveal(peek, "poke.rs").unwrap();
    assert_eq!(fs::read_to_string(&other).unwrap(), "mine");

    let manifest = fs::read_to_string(sample.folder.path().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("exercises/cell/poke.rs"), "{manifest}");
    let unknown = sample
        .desk
        .reveal(peek, "../../Cargo.toml")
        .unwrap_err()
        .to_string();
    assert!(unknown.contains("has no program named"), "{unknown}");
}

#[test]
fn a_prediction_before_an_edit_reveals_the_file_that_is_already_there() {
    let sample = Sample::new();
    let counter = predicting(sample.lesson("counter").clone(), "first", None);
    let path = sample.desk.exercise(&counter);
    fs::write(&path, "mine").unwrap();
    assert_eq!(sample.desk.reveal(&counter, "counter.rs").unwrap(), path);
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
}

#[test]
fn a_reset_keeps_what_the_learner_wrote_each_time() {
    let sample = Sample::new();
    let counter = sample.lesson("counter");
    let path = sample.desk.exercise(counter);
    assert_eq!(sample.desk.reset(counter).unwrap(), None);
    for (number, text) in [(1, "first"), (2, "second"), (3, "\u{feff}third\r\n")] {
        fs::write(&path, text).unwrap();
        let backup = sample.desk.reset(counter).unwrap().unwrap();
        assert_eq!(
            backup,
            sample.state(&format!("backups/counter-{number}.rs"))
        );
        assert_eq!(fs::read_to_string(&backup).unwrap(), text);
        assert_eq!(fs::read_to_string(&path).unwrap(), sample::STARTER);
    }
    assert_eq!(
        fs::read_to_string(sample.state("backups/counter-1.rs")).unwrap(),
        "first"
    );
    let bytes = [0xff, 0, b'\n'];
    fs::write(&path, bytes).unwrap();
    let backup = sample.desk.reset(counter).unwrap().unwrap();
    assert_eq!(fs::read(backup).unwrap(), bytes);
}

#[test]
fn a_save_keeps_a_copy_of_a_text_that_it_does_not_know() {
    let sample = Sample::new();
    let counter = sample.lesson("counter");
    let path = sample.desk.exercise(counter);
    let save = |text| sample.desk.save(counter, text, Some("known")).unwrap().1;
    for text in [sample::STARTER, "known", "", "new"] {
        fs::write(&path, text).unwrap();
        assert_eq!(save("new"), None, "{text:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    }
    let bytes = [0xff, 0, b'\n'];
    fs::write(&path, bytes).unwrap();
    assert_eq!(fs::read(save("new").unwrap()).unwrap(), bytes);
    fs::remove_file(&path).unwrap();
    assert_eq!(save("new"), None);
}

#[test]
fn a_reset_works_without_the_file_but_not_if_the_lesson_has_none() {
    let sample = Sample::new();
    let counter = sample.lesson("counter");
    let path = sample.desk.exercise(counter);
    fs::remove_dir_all(path.parent().unwrap()).unwrap();
    assert_eq!(sample.desk.reset(counter).unwrap(), None);
    assert_eq!(fs::read_to_string(&path).unwrap(), sample::STARTER);

    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    let refused = sample.desk.reset(counter).unwrap_err().to_string();
    assert!(
        refused.contains("is not a file\nhelp: move it away"),
        "{refused}"
    );
    let refused = sample
        .desk
        .reset(sample.lesson("which"))
        .unwrap_err()
        .to_string();
    assert!(refused.contains("`which` has no file"), "{refused}");
}

#[test]
fn leftovers_of_a_killed_process_are_removed() {
    let sample = Sample::new();
    let clean = tree(sample.folder.path());
    for folder in ["", ".cellmate", "exercises/cell"] {
        let leftover = ".x.rs.cellmate-tmp";
        fs::write(sample.folder.path().join(folder).join(leftover), "half").unwrap();
    }
    sample.desk.update(&sample.course).unwrap();
    assert_eq!(tree(sample.folder.path()), clean);
}
