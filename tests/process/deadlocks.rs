//! Waiting for each other is distinguished from waiting for something else.

use crate::scene::{Scene, printed};
use cellmate::process::{Limits, ProcessOutput, Termination};
use std::time::Duration;

fn run(name: &str) -> ProcessOutput {
    Scene::program(name).run()
}

#[test]
fn threads_that_wait_for_each_other_forever_are_deadlocked() {
    for (name, threads) in [
        ("locks-itself", 1),
        ("rwlock-upgrade", 1),
        ("two-locks", 2),
        ("condvar-without-notification", 1),
        ("recv-from-a-living-sender", 1),
        ("parks", 1),
        ("joins-a-deadlocked-thread", 2),
    ] {
        assert_eq!(
            run(name).termination,
            Termination::Deadlocked { threads },
            "{name}"
        );
    }
}

#[test]
fn output_from_before_a_deadlock_is_kept() {
    let ended = run("deadlocks-later");
    assert_eq!(ended.termination, Termination::Deadlocked { threads: 1 });
    assert_eq!(printed(&ended), "now\n");
}

#[test]
fn a_thread_that_waits_for_a_running_one_is_not_deadlocked() {
    for name in [
        "joins-a-sleeping-thread",
        "lock-held-by-a-sleeper",
        "waits-with-time-outs",
        "ping-pong",
        "waits-for-a-child",
    ] {
        assert_eq!(run(name).termination, Termination::Exited(0), "{name}");
    }
}

#[test]
fn a_deadlock_that_is_not_looked_for_ends_at_the_time_limit() {
    let ended = Scene::program("locks-itself")
        .limited(|limits: &mut Limits| {
            limits.find_deadlocks = false;
            limits.wall = Duration::from_secs(2);
        })
        .run();
    let how = Termination::TimedOut {
        busy: Some(false),
        waits_visible: false,
    };
    assert_eq!(ended.termination, how);
}
