//! Ending a run from outside, at any moment.

use crate::scene::Scene;
use cellmate::process::How;
use std::thread;

/// Cancels as soon as the run's processes are as wanted.
fn cancel_when(scene: &Scene, ready: impl Fn(&[String]) -> bool + Send) {
    let ended = thread::scope(|scope| {
        let running = scope.spawn(|| scene.run());
        scene.wait_until(ready);
        scene.cancel.cancel();
        running.join().expect("no panic")
    });
    assert_eq!(ended.how, How::Cancelled);
}

#[test]
fn a_sleeping_program_is_cancelled_with_its_children() {
    cancel_when(&Scene::shell("setsid sleep 600 & sleep 600"), |living| {
        living.len() >= 3
    });
}

#[test]
fn a_flooding_program_is_cancelled() {
    let scene = Scene::shell("exec yes").limited(|limits| limits.read = usize::MAX);
    cancel_when(&scene, |living| {
        living.iter().any(|line| line.contains("yes"))
    });
}

#[test]
fn a_busy_program_is_cancelled() {
    cancel_when(&Scene::program("busy"), |living| !living.is_empty());
}

#[test]
fn what_is_cancelled_before_it_starts_does_not_start() {
    let file = tempfile::tempdir().expect("a folder");
    let trace = file.path().join("started");
    let mut scene = Scene::shell("touch \"$TRACE\"");
    scene.job.env.push(("TRACE".into(), trace.clone().into()));
    scene.cancel.clone().cancel();
    assert_eq!(scene.run().how, How::Cancelled);
    assert!(!trace.exists());
}

#[test]
fn cancelling_at_any_moment_of_a_short_run_leaves_nothing() {
    for round in 0..100_u32 {
        let scene = Scene::shell("setsid sleep 600 & echo done");
        let ended = thread::scope(|scope| {
            let running = scope.spawn(|| scene.run());
            // Not a synchronisation: each round cancels a little later into the run.
            for _ in 0..round * 40 {
                thread::yield_now();
            }
            scene.cancel.cancel();
            running.join().expect("no panic")
        });
        assert!(
            matches!(ended.how, How::Cancelled | How::Exited(0)),
            "{ended:?}"
        );
    }
}
