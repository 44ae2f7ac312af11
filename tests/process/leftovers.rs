//! When a run is over, no process that its program started is left. Every scene checks that; these make it hard.

use crate::scene::{Scene, includes, printed, until};
use cellmate::process::Termination;
use std::process::Command;
use std::time::Duration;

#[test]
fn a_child_that_keeps_the_pipes_does_not_keep_the_run_alive() {
    let ended = Scene::shell("sleep 600 & echo started").run();
    assert_eq!(ended.termination, Termination::Exited(0));
    assert_eq!(printed(&ended), "started\n");
    assert!(ended.wall < Duration::from_secs(30));
}

#[test]
fn a_child_without_pipes_is_killed_too() {
    let ended = Scene::shell("sleep 600 </dev/null >/dev/null 2>&1 & exit 4").run();
    assert_eq!(ended.termination, Termination::Exited(4));
}

#[test]
fn a_child_with_a_session_of_its_own_is_found() {
    let scene = Scene::shell("setsid sleep 600 </dev/null >/dev/null 2>&1 & echo $!");
    assert_eq!(scene.run().termination, Termination::Exited(0));
}

#[test]
fn a_child_with_a_group_of_its_own_is_found() {
    let ended = Scene::program("starts-a-group-of-its-own").run();
    assert_eq!(ended.termination, Termination::Exited(0));
    assert!(printed(&ended).trim().parse::<u32>().is_ok());
}

#[test]
fn a_chain_of_children_that_leaves_the_session_twice_is_found() {
    let scene = Scene::shell("setsid sh -c 'setsid sh -c \"sleep 600; sleep 600\" & sleep 600' &");
    assert_eq!(scene.run().termination, Termination::Exited(0));
}

#[test]
fn a_child_that_closed_the_lifeline_is_found_by_its_other_pipes() {
    let folder = tempfile::tempdir().expect("a folder");
    let line = "setsid bash -c 'exec 100>&-; echo free; : >there; sleep 600' &
        until [ -e there ]; do sleep 0.01; done";
    let mut scene = Scene::of("/bin/bash", &["-c", line]);
    scene.job.dir = folder.path().to_owned();
    let ended = scene.run();
    assert_eq!(ended.termination, Termination::Exited(0));
    assert_eq!(printed(&ended), "free\n");
}

#[test]
fn a_timeout_ends_all_child_processes() {
    let scene = Scene::shell("setsid sleep 600 & sleep 600 & wait")
        .limited(|limits| limits.wall = Duration::from_millis(500));
    assert!(matches!(
        scene.run().termination,
        Termination::TimedOut { .. }
    ));
}

#[test]
fn many_runs_at_once_do_not_end_each_other() {
    std::thread::scope(|scope| {
        for number in 0..6 {
            scope.spawn(move || {
                for round in 0..15 {
                    let line = format!("setsid sleep 600 & sleep 0.05; echo {number} {round}");
                    let ended = Scene::shell(&line).run();
                    assert_eq!(ended.termination, Termination::Exited(0));
                    assert_eq!(printed(&ended), format!("{number} {round}\n"));
                }
            });
        }
    });
}

/// Plays two parts: the test, and, started by itself, an instance of cellmate that gets killed.
#[test]
fn when_cellmate_is_killed_its_program_dies_too() {
    const PART: &str = "CELLMATE_TEST_PART";
    let mark = std::env::var(PART).unwrap_or_else(|_| format!("killed-{}", std::process::id()));
    let scene = Scene::of("/bin/sleep", &["600"]).marked(&mark);
    if std::env::var_os(PART).is_some() {
        scene.run();
        return;
    }
    let mut cellmate = Command::new(std::env::current_exe().expect("this test"))
        .args([
            "--exact",
            "leftovers::when_cellmate_is_killed_its_program_dies_too",
        ])
        .env(PART, &mark)
        .spawn()
        .expect("this test again");
    scene.wait_until(|living| includes(living, "/bin/sleep 600"));
    cellmate.kill().expect("it runs");
    cellmate.wait().expect("it was killed");
    scene.wait_until(<[String]>::is_empty);
}

#[test]
fn no_zombies_are_left() {
    let scene = Scene::shell("exit 0");
    for _ in 0..5 {
        scene.run();
    }
    let children = format!("/proc/self/task/{}/children", std::process::id());
    let zombies = || {
        let all = std::fs::read_to_string(&children).unwrap_or_default();
        let is_zombie = |pid: &&str| {
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            stat.contains(") Z ")
        };
        all.split_whitespace().filter(is_zombie).count()
    };
    until(|| zombies() == 0, "zombies to be gone");
}
