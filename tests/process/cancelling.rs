//! Ending a run from outside, at any moment.

use crate::scene::{Scene, includes};
use cellmate::process::Termination;
use cellmate::signals;
use std::process::Command;
use std::thread;

/// Cancels as soon as the run's processes meet a condition.
fn cancel_when(scene: &Scene, ready: impl Fn(&[String]) -> bool + Send) {
    let ended = thread::scope(|scope| {
        let running = scope.spawn(|| scene.run());
        scene.wait_until(ready);
        scene.cancel.cancel();
        running.join().expect("no panic")
    });
    assert_eq!(ended.termination, Termination::Cancelled);
}

#[test]
fn a_sleeping_program_is_cancelled_with_its_children() {
    cancel_when(&Scene::shell("setsid sleep 600 & sleep 600"), |living| {
        living.len() >= 3
    });
}

#[test]
fn a_flooding_program_is_cancelled() {
    let scene = Scene::shell("exec yes").limited(|limits| limits.output = usize::MAX);
    cancel_when(&scene, |living| includes(living, "yes"));
}

#[test]
fn a_busy_program_is_cancelled() {
    cancel_when(&Scene::program("busy"), |living| !living.is_empty());
}

#[test]
fn a_run_that_is_cancelled_before_it_starts_does_not_start() {
    let file = tempfile::tempdir().expect("a folder");
    let trace = file.path().join("started");
    let mut scene = Scene::shell("touch \"$TRACE\"");
    scene.job.env.push(("TRACE".into(), trace.clone().into()));
    scene.cancel.clone().cancel();
    assert_eq!(scene.run().termination, Termination::Cancelled);
    assert!(!trace.exists());
}

#[test]
fn cancelling_at_any_moment_of_a_short_run_leaves_nothing() {
    for round in 0..40_u32 {
        let scene = Scene::shell("setsid sleep 600 & echo done");
        let ended = thread::scope(|scope| {
            let running = scope.spawn(|| scene.run());
            // This is not a synchronization: each round cancels a little later in the run.
            for _ in 0..round * 100 {
                thread::yield_now();
            }
            scene.cancel.cancel();
            running.join().expect("no panic")
        });
        assert!(
            matches!(
                ended.termination,
                Termination::Cancelled | Termination::Exited(0)
            ),
            "{ended:?}"
        );
    }
}

/// Plays two parts: the test, and, started by itself, an instance of cellmate that gets Ctrl-C.
#[test]
fn the_first_ctrl_c_ends_the_run_and_the_second_ends_cellmate() {
    const PART: &str = "CELLMATE_TEST_PART";
    let mark = std::env::var(PART).unwrap_or_else(|_| format!("ctrl-c-{}", std::process::id()));
    let first = Scene::of("/bin/sleep", &["600"]).marked(&mark);
    let second = Scene::of("/bin/sleep", &["601"]).marked(&mark);
    if std::env::var_os(PART).is_some() {
        let cancel = first.cancel.clone();
        signals::on_stop(move || cancel.cancel()).expect("handlers");
        assert_eq!(first.run().termination, Termination::Cancelled);
        second.run();
        return;
    }
    let mut cellmate = Command::new(std::env::current_exe().expect("this test"))
        .args([
            "--exact",
            "cancelling::the_first_ctrl_c_ends_the_run_and_the_second_ends_cellmate",
        ])
        .env(PART, &mark)
        .spawn()
        .expect("this test again");
    for sleeper in ["/bin/sleep 600", "/bin/sleep 601"] {
        first.wait_until(|living| includes(living, sleeper));
        let pid = cellmate.id().to_string();
        let kill = Command::new("kill").args(["-INT", &pid]).status();
        assert!(kill.expect("kill").success());
    }
    assert_eq!(cellmate.wait().expect("it ends").code(), Some(130));
    first.wait_until(<[String]>::is_empty);
}
