//! `cellmate update`: which files it replaces, which it keeps, and what it says about them.

use crate::model::{Part, bring_to, edit, pass, passed, text, tree, undo};
use crate::scene::Scene;
use cellmate::course::Course;
use cellmate::desk::Desk;
use std::fs;
use std::path::Path;

const ON_DESK: [&str; 2] = ["--desk", "desk"];

fn with<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [&ON_DESK[..], arguments].concat()
}

#[test]
fn an_update_says_what_it_did_and_can_be_undone() {
    let scene = Scene::new();
    scene.cellmate(&["init", "desk", "--course", "course"]);
    let said = scene.cellmate(&with(&["update"]));
    assert!(
        said.contains("A small course 1.0.0: your desk is up to date."),
        "{said}"
    );
    scene.change(
        "desk/exercises/small/order.rs",
        "fn main",
        "// mine\nfn main",
    );
    let mine = scene.read("desk/exercises/small/order.rs");
    let old = scene.read("desk/exercises/small/answer.rs");

    scene.change("course/lessons/course.toml", "1.0.0", "1.1.0");
    scene.change(
        "course/lessons/course.toml",
        "\"answer\", \"order\", \"guess\", \"which\"",
        "\"order\", \"answer\", \"more\", \"guess\"",
    );
    for (folder, end) in [
        ("lessons", "toml"),
        ("exercises", "rs"),
        ("solutions", "rs"),
    ] {
        let text = scene.read(&format!("course/{folder}/small/answer.{end}"));
        scene.write(&format!("course/{folder}/small/more.{end}"), &text);
    }
    scene.change("course/lessons/small/more.toml", "forbid", "# forbid");
    for held in [
        "[[test]]\nname = \"gives_the_answer\"",
        "[[test]]\nname = \"secret\"",
        "[[mistake]]\nfile = \"one_too_few.rs\"",
        "[[mistake]]\nfile = \"not_a_number.rs\"",
    ] {
        let text = scene.read("course/lessons/small/more.toml");
        let begin = text.find(held).unwrap();
        let end = text[begin + 2..]
            .find("\n[[")
            .map_or(text.len(), |at| begin + 2 + at + 1);
        scene.write(
            "course/lessons/small/more.toml",
            &format!("{}{}", &text[..begin], &text[end..]),
        );
    }
    std::fs::remove_file(scene.path("course/lessons/small/which.toml")).unwrap();
    scene.change("course/exercises/small/answer.rs", "    0", "    1");
    scene.change(
        "course/exercises/small/order.rs",
        "fn main",
        "// new\nfn main",
    );
    let said = scene.cellmate(&with(&["update"]));
    for line in [
        "A small course: 1.0.0 → 1.1.0\n",
        "  new: more\n",
        "  updated: answer (you had not changed them)\n",
        "  kept: order (changed by you; `cellmate reset order` replaces it with the new starter and keeps a copy)\n",
        "  removed: which (cellmate keeps your files and your progress)\n",
        "`cellmate update --undo` undoes this.\n",
    ] {
        assert!(said.contains(line), "{line}{said}");
    }
    assert_eq!(scene.read("desk/exercises/small/order.rs"), mine);
    let new = scene.read("course/exercises/small/answer.rs");
    assert_eq!(scene.read("desk/exercises/small/answer.rs"), new);
    let list = scene.cellmate(&with(&["list"]));
    assert!(
        list.contains("more") && list.contains("No longer in the course"),
        "{list}"
    );
    let said = scene.ends(&with(&["check", "which"]), 2);
    assert!(
        said.contains(
            "the lesson `which` is no longer in this course\nhelp: cellmate keeps your progress"
        ),
        "{said}"
    );
    let again = scene.cellmate(&with(&["update"]));
    assert!(
        again.contains("your desk is up to date") && !again.contains("--undo"),
        "{again}"
    );

    // An update that changes nothing does not affect what can be undone.
    let undone = scene.cellmate(&with(&["update", "--undo"]));
    assert!(
        undone.contains("cellmate undid the last update: 1.1.0 → 1.0.0"),
        "{undone}"
    );
    assert_eq!(scene.read("desk/exercises/small/answer.rs"), old);
    assert_eq!(scene.read("desk/exercises/small/order.rs"), mine);
    assert!(!scene.path("desk/exercises/small/more.rs").exists());
    let undone = scene.ends(&with(&["update", "--undo"]), 2);
    assert!(undone.contains("there is no update to undo"), "{undone}");
}

#[test]
fn another_course_is_refused() {
    let scene = Scene::new();
    scene.cellmate(&["init", "desk", "--course", "course"]);
    scene.change("course/lessons/course.toml", "little", "other");
    let said = scene.ends(&with(&["update"]), 2);
    assert!(
        said.contains("this desk is for the course `little`, not for `other`"),
        "{said}"
    );
    scene.cellmate(&["init", "own"]);
    let said = scene.ends(&["--desk", "own", "update", "--course", "course"], 2);
    assert!(
        said.contains("this desk is for the course `interior-mutability`"),
        "{said}"
    );
    let said = scene.cellmate(&["--desk", "own", "update"]);
    assert!(said.contains("your desk is up to date"), "{said}");
}

#[test]
fn newer_starters_of_a_live_course_are_pointed_out() {
    let scene = Scene::new();
    scene.cellmate(&["init", "desk"]);
    let live = ["--desk", "desk", "--course", "course"];
    scene.cellmate(&[&live[..], &["list"]].concat());
    scene.change("course/exercises/small/answer.rs", "    0", "    1");
    let said = scene.cellmate(&[&live[..], &["list"]].concat());
    assert!(said.contains("The course has newer starters for 1 exercise that you have not changed: answer. `cellmate update` installs them."), "{said}");
}

#[test]
fn a_desk_without_a_copy_follows_the_course_that_it_uses() {
    let folder = tempfile::tempdir().unwrap();
    let version = |number: usize, starter: &str| {
        let parts = [Part::new("one", starter), Part::new("two", starter)];
        Course::of_tree(&tree(number, &parts)).unwrap()
    };
    let old = version(1, "// old\n");
    let (desk, _) = Desk::create(folder.path(), &old).unwrap();
    edit(&desk, &old, "two", "// mine\n");
    let new = version(2, "// new\n");
    // A newer version of cellmate opens the desk: nothing is updated unasked.
    assert_eq!(desk.update(&new).unwrap().outdated, ["one"]);
    assert_eq!(text(&desk, &new, "one"), "// old\n");
    let change = desk.change_course(&new, None).unwrap();
    assert_eq!(
        (change.updated, change.kept),
        (vec!["one".to_owned()], vec!["two".to_owned()])
    );
    assert_eq!(text(&desk, &new, "one"), "// new\n");
    assert_eq!(text(&desk, &new, "two"), "// mine\n");
    assert!(undo(&desk));
    assert_eq!(text(&desk, &new, "one"), "// old\n");
    // After the undo, it still counts as untouched, even if an editor changes its line ends.
    edit(&desk, &new, "one", "// old\r\n");
    assert_eq!(desk.change_course(&new, None).unwrap().updated, ["one"]);
    // A reset file is updated as well.
    desk.reset(new.lesson("two").unwrap()).unwrap();
    let newest = version(3, "// newest\n");
    assert_eq!(
        desk.change_course(&newest, None).unwrap().updated,
        ["one", "two"]
    );
}

#[test]
fn an_update_of_only_the_texts_can_be_undone_too() {
    let scene = Scene::new();
    scene.cellmate(&["init", "desk", "--course", "course"]);
    scene.change(
        "course/lessons/small/answer.toml",
        "title = \"",
        "title = \"So: ",
    );
    let said = scene.cellmate(&with(&["update"]));
    assert!(
        said.contains("A small course 1.0.0: no starter changed\n"),
        "{said}"
    );
    assert!(
        said.contains("`cellmate update --undo` undoes this.\n"),
        "{said}"
    );
    let undone = scene.cellmate(&with(&["update", "--undo"]));
    assert!(
        undone.contains("cellmate undid the last update"),
        "{undone}"
    );
    let undone = scene.ends(&with(&["update", "--undo"]), 2);
    assert!(undone.contains("there is no update to undo"), "{undone}");
}

#[test]
fn a_desk_without_a_copy_follows_a_new_id() {
    let folder = tempfile::tempdir().unwrap();
    let mut part = Part::new("one", "// one\n");
    let old = Course::of_tree(&tree(1, &[part.clone()])).unwrap();
    let (desk, _) = Desk::create(folder.path(), &old).unwrap();
    edit(&desk, &old, "one", "// mine\n");
    pass(&desk, "one", 7);
    desk.write_state("drafts/one.rs", "draft").unwrap();
    part.ids.push("other".to_owned());
    let new = Course::of_tree(&tree(2, &[part])).unwrap();
    let update = desk.update(&new).unwrap();
    assert!(
        update.added.is_empty() && update.outdated.is_empty(),
        "{update:?}"
    );
    assert_eq!(text(&desk, &new, "other"), "// mine\n");
    assert_eq!(passed(&desk, "other"), Some(7));
    assert_eq!(desk.state_names("drafts"), ["other"]);
}

#[test]
fn progress_of_an_update_that_was_undone_follows_a_new_id() {
    let folder = tempfile::tempdir().unwrap();
    let one = Part::new("one", "// one\n");
    let mut late = Part::new("late", "// late\n");
    bring_to(folder.path(), 0, std::slice::from_ref(&one));
    let (desk, _) = bring_to(folder.path(), 1, &[one.clone(), late.clone()]);
    pass(&desk, "late", 7);
    assert!(undo(&desk));
    late.ids.push("later".to_owned());
    let (_, change) = bring_to(folder.path(), 2, &[one, late]);
    assert_eq!(change.renamed, [("late".to_owned(), "later".to_owned())]);
    assert_eq!(passed(&desk, "later"), Some(7));
}

#[test]
fn a_lesson_that_cannot_be_read_stops_no_other() {
    let scene = Scene::new();
    scene.cellmate(&["init", "desk"]);
    scene.change("course/lessons/small/order.toml", "title =", "tilte =");
    let live = |arguments: &[&'static str]| -> Vec<&'static str> {
        [&["--desk", "desk", "--course", "course"], arguments].concat()
    };
    let said = scene.cellmate(&live(&["list"]));
    for part in [
        "0 of 3 done",
        "note: cellmate leaves out the lessons that it cannot read: the course has 1 problem\n",
        "  lessons/small/order.toml:1:1: unknown field `tilte`",
        "help: `cellmate verify` shows all of them, and what to do\n",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    scene.cellmate(&live(&["show", "answer"]));
    let said = scene.ends(&live(&["show", "order"]), 2);
    assert!(said.contains("error: cannot read the lesson `order` because of problems in its files\n\nlessons/small/order.toml:1:1"), "{said}");
    scene.change("course/lessons/course.toml", "format = 1", "format = 1 1");
    let said = scene.ends(&live(&["list"]), 2);
    assert!(
        said.contains("error: cannot use this course\n\nlessons/course.toml"),
        "{said}"
    );
}

#[test]
fn the_editor_of_a_desk_is_not_run_before_the_user_agrees() {
    let scene = Scene::new();
    scene.cellmate(&["init", "desk"]);
    let settings = "editor = \"sh -c 'touch stolen' \\u001b[2J\"\n";
    scene.write("desk/.cellmate/settings.toml", settings);
    let said = scene.cellmate(&with(&["--plain"]));
    assert!(
        said.contains("which cellmate runs only after you agree to it on a terminal"),
        "{said}"
    );
    assert!(!said.contains('\u{1b}'), "{said:?}");
}

/// Makes a desk with version 1 of a course, and updates it to version 2.
fn updated_desk(folder: &Path) -> Desk {
    bring_to(folder, 1, &[Part::new("a", "one\n")]);
    bring_to(folder, 2, &[Part::new("a", "two\n")]).0
}

#[test]
fn a_broken_record_of_an_update_is_set_aside_and_reported_once() {
    let folder = tempfile::tempdir().unwrap();
    let desk = updated_desk(folder.path());
    let complete = || desk.complete_change().map_err(|error| error.to_string());
    let undo = || {
        let undone = desk.undo_change(|_| None).map(|change| change.is_some());
        undone.map_err(|error| error.to_string())
    };
    fs::write(desk.state("update.json"), "{").unwrap();
    let said = complete().unwrap_err();
    assert!(said.contains("update.broken-1.json"), "{said}");
    let kept = fs::read_to_string(desk.state("update.broken-1.json"));
    assert_eq!(kept.unwrap(), "{");
    assert_eq!(complete(), Ok(()));

    fs::write(desk.state("last-update.json"), "{").unwrap();
    let said = undo().unwrap_err();
    assert!(said.contains("update.broken-2.json"), "{said}");
    assert_eq!(undo(), Ok(false));
}

/// The memory of a process is a file, and reading it from its beginning fails.
#[test]
#[cfg(target_os = "linux")]
fn a_record_of_an_update_that_cannot_be_read_stays_for_later() {
    let folder = tempfile::tempdir().unwrap();
    let desk = updated_desk(folder.path());
    let record = desk.state("update.json");
    std::os::unix::fs::symlink("/proc/self/mem", &record).unwrap();
    let said = desk.complete_change().unwrap_err().to_string();
    assert!(
        said.contains("cannot read") && said.contains("update.json"),
        "{said}"
    );
    assert!(fs::symlink_metadata(record).is_ok());
}
