//! `update` and `update --undo` are killed at any moment: the next command completes them, and nothing is lost.

use crate::model::{Part, bring_to, course_of, edit, pass, passed, text, undo};
use cellmate::desk::Desk;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, thread};

/// In the child, the desk that it works on.
const CHILD: &str = "CELLMATE_TEST_CHILD";

const NAME: &str = "kills::an_update_is_complete_after_a_kill_at_any_moment";

const KILLS: u64 = 200;

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
    let (desk, _) = bring_to(folder.path(), 1, &version(1));
    let course = course_of(&desk);
    edit(&desk, &course, "l3", "mine\n");
    edit(&desk, &course, "l1", "renamed and mine\n");
    pass(&desk, "l1", 11);
    pass(&desk, "l3", 33);
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
        let moment = Duration::from_micros(random.hash_one(kill) % 30_000);
        let start = Instant::now();
        while start.elapsed() < moment {
            thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let begun = std::fs::read_to_string(desk.state("update.json"));
        let hit = match begun {
            Ok(journal) if journal.contains("\"undoes\":true") => "in taking it back",
            Ok(_) => "in an update",
            Err(_) => "between two",
        };
        *found.entry(hit).or_default() += 1;

        desk.complete_change().unwrap();
        let course = course_of(&desk);
        let number = if course.version == "1.2.0" { 2 } else { 1 };
        let renamed = if number == 2 { "renamed" } else { "l1" };
        assert_eq!(
            text(&desk, &course, renamed),
            "renamed and mine\n",
            "kill {kill}"
        );
        assert_eq!(text(&desk, &course, "l3"), "mine\n", "kill {kill}");
        assert_eq!(passed(&desk, renamed), Some(11), "kill {kill}");
        assert_eq!(passed(&desk, "l3"), Some(33), "kill {kill}");
        for lesson in &course.lessons {
            if lesson.id != renamed && lesson.id != "l3" {
                let starter = lesson.files.starter.as_deref().unwrap();
                assert_eq!(
                    text(&desk, &course, &lesson.id),
                    starter,
                    "kill {kill}: {}",
                    lesson.id
                );
            }
        }
        assert_eq!(desk.course_record("model").unwrap().version, course.version);
        let after = desk.update(&course).unwrap();
        assert!(
            after.added.is_empty() && after.outdated.is_empty(),
            "kill {kill}: {after:?}"
        );
    }
    println!("{KILLS} kills: {found:?}");
    assert!(found.len() == 3, "{found:?}");
}
