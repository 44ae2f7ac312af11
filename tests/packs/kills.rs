//! `update` and `update --undo` are killed at any moment: the next command completes them, and nothing is lost.

use crate::model::{Part, bring_to, course_of, edit, pass, passed, text, tree, undo};
use crate::scene::Scene;
use cellmate::desk::Desk;
use cellmate::pack;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, thread};

/// In the child, the desk that it works on.
const CHILD: &str = "CELLMATE_TEST_CHILD";

const NAME: &str = "kills::an_update_is_complete_after_a_kill_at_any_moment";

const KILLS: u64 = 200;

/// The interval at which the test checks whether the program is about to write: much shorter than a write.
const LOOK_INTERVAL: Duration = Duration::from_micros(100);

fn version(number: usize) -> Vec<Part> {
    let lesson = |at: usize| {
        let mut part = Part::new(
            &format!("l{at}"),
            &format!("// starter {at} of version {number}\n"),
        );
        if number == 2 && at == 1 {
            part.ids.push("renamed".to_owned());
        }
        part
    };
    // One is removed, and one is added.
    (0..12)
        .filter(|at| *at != 12 - number)
        .map(lesson)
        .collect()
}

/// Makes a desk with version 1, where two lessons are changed and passed.
fn desk_with_work(folder: &Path) -> Desk {
    let (desk, _) = bring_to(folder, 1, &version(1));
    let course = course_of(&desk);
    edit(&desk, &course, "l3", "mine\n");
    edit(&desk, &course, "l1", "renamed and mine\n");
    pass(&desk, "l1", 11);
    pass(&desk, "l3", 33);
    desk
}

/// Completes the change that has begun, and checks that the desk has one of the two versions, with all the learner's
/// work. Returns the number of the version.
fn check(desk: &Desk, kill: u64) -> usize {
    desk.complete_change().unwrap();
    let course = course_of(desk);
    let number = if course.version == "1.2.0" { 2 } else { 1 };
    let renamed = if number == 2 { "renamed" } else { "l1" };
    let mine = |id: &str| text(desk, &course, id);
    assert_eq!(mine(renamed), "renamed and mine\n", "kill {kill}");
    assert_eq!(mine("l3"), "mine\n", "kill {kill}");
    assert_eq!(passed(desk, renamed), Some(11), "kill {kill}");
    assert_eq!(passed(desk, "l3"), Some(33), "kill {kill}");
    for lesson in &course.lessons {
        let id = &lesson.id;
        if id != renamed && id != "l3" {
            let starter = lesson.files.starter.as_deref().unwrap();
            assert_eq!(mine(id), starter, "kill {kill}: {id}");
        }
    }
    assert_eq!(desk.course_record("model").unwrap().version, course.version);
    let after = desk.update(&course).unwrap();
    assert!(
        after.added.is_empty() && after.outdated.is_empty(),
        "kill {kill}: {after:?}"
    );
    number
}

/// Returns what a killed process has left.
fn left_behind(desk: &Desk) -> &'static str {
    match std::fs::read_to_string(desk.state("update.json")) {
        Ok(journal) if journal.contains("\"undoes\":true") => "in taking it back",
        Ok(_) => "in an update",
        Err(_) => "between two",
    }
}

#[test]
fn an_update_is_complete_after_a_kill_at_any_moment() {
    if let Some(folder) = env::var_os(CHILD).map(PathBuf::from) {
        loop {
            bring_to(&folder, 2, &version(2));
            println!("updated");
            assert!(undo(&Desk::open(&folder).unwrap()));
            println!("undone");
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let desk = desk_with_work(folder.path());
    let random = RandomState::new();
    let mut found: BTreeMap<&str, u32> = BTreeMap::new();
    for kill in 0..KILLS {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", NAME, "--nocapture"])
            .env(CHILD, folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // Half of the kills hit an update, and half of them hit its end.
        let before = if kill % 2 == 0 { "updated" } else { "undone" };
        let said = lines.any(|line| line.unwrap().ends_with(before));
        assert!(said, "kill {kill}");
        thread::sleep(Duration::from_micros(random.hash_one(kill) % 30_000));
        child.kill().unwrap();
        child.wait().unwrap();
        *found.entry(left_behind(&desk)).or_default() += 1;
        check(&desk, kill);
    }
    println!("{KILLS} kills: {found:?}");
    assert!(found.len() == 3, "{found:?}");
}

#[test]
fn the_whole_program_can_be_killed_at_any_moment() {
    let scene = Scene::empty();
    let desk = desk_with_work(&scene.path("desk"));
    let bytes = pack::write(&tree(2, &version(2))).unwrap();
    std::fs::write(scene.path("2.tar.gz"), bytes).unwrap();
    let update = || scene.command(&["--desk", "desk", "update", "--course", "2.tar.gz"]);
    // How long it takes if nothing kills it.
    let start = Instant::now();
    assert!(update().output().unwrap().status.success());
    let usual = u64::try_from(start.elapsed().as_micros()).unwrap();
    let random = RandomState::new();
    let mut now = check(&desk, 0);
    let (mut found, mut versions): (BTreeMap<&str, u32>, BTreeMap<usize, u32>) = Default::default();
    for kill in 0..KILLS {
        let mut command = match now {
            1 => update(),
            _ => scene.command(&["--desk", "desk", "update", "--undo"]),
        };
        let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = quiet.spawn().unwrap();
        if kill % 2 == 0 {
            thread::sleep(Duration::from_micros(random.hash_one(kill) % usual));
        } else {
            // Files are written only in a few moments.
            while !desk.state("update.json").exists() && child.try_wait().unwrap().is_none() {
                thread::sleep(LOOK_INTERVAL);
            }
            thread::sleep(Duration::from_micros(random.hash_one(kill) % 4_000));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        *found.entry(left_behind(&desk)).or_default() += 1;
        now = check(&desk, kill);
        *versions.entry(now).or_default() += 1;
    }
    println!("{KILLS} kills: {found:?}, versions {versions:?}");
    assert!(
        found.len() == 3 && versions.len() == 2,
        "{found:?}, {versions:?}"
    );
    let list = scene.cellmate(&["--desk", "desk", "list"]);
    assert!(list.contains("2 of 11 done"), "{list}");
}
