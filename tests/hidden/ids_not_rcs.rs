//! Hidden tests for `ids_not_rcs`. They use what the text fixes: `new`, `uses`, `touch` and `stale`.
use super::Project;

fn project(uses: &[(&str, &str)]) -> Project {
    let mut project = Project::new();
    for (user, used) in uses {
        project.uses(user, used);
    }
    project
}

#[test]
fn follows_every_user() {
    let uses = [
        ("b", "a"),
        ("c", "b"),
        ("d", "c"),
        ("e", "a"),
        ("a", "base"),
    ];
    let mut changed_late = project(&uses);
    assert!(
        changed_late.stale().is_empty(),
        "a module is stale although none has changed"
    );
    changed_late.touch("c");
    assert_eq!(
        changed_late.stale(),
        ["c", "d"],
        "the stale modules after `c`, which `d` uses, has changed"
    );
    let mut changed_early = project(&uses);
    changed_early.touch("a");
    assert_eq!(
        changed_early.stale(),
        ["b", "a", "c", "d", "e"],
        "the stale modules after `a` has changed"
    );
}

#[test]
fn users_before_used() {
    let mut project = project(&[("a", "b"), ("b", "c"), ("c", "d")]);
    project.touch("d");
    assert_eq!(
        project.stale(),
        ["a", "b", "c", "d"],
        "the stale modules after `d` has changed, if `a` uses `b`, `b` uses `c`, and `c` uses `d`"
    );
}

#[test]
fn round_in_a_ring() {
    let mut ring = project(&[
        ("one", "two"),
        ("two", "three"),
        ("three", "one"),
        ("x", "one"),
    ]);
    ring.touch("two");
    assert_eq!(
        ring.stale(),
        ["one", "two", "three", "x"],
        "the stale modules of a cycle of three, which `x` uses"
    );
}

#[test]
fn ring_behind_the_change() {
    let mut ring = project(&[("one", "two"), ("two", "one"), ("one", "base")]);
    ring.touch("base");
    assert_eq!(
        ring.stale(),
        ["one", "two", "base"],
        "the stale modules after `base` has changed, which a cycle of two uses"
    );
}

#[test]
fn uses_itself() {
    let mut alone = project(&[("macros", "macros"), ("app", "macros")]);
    alone.touch("macros");
    alone.touch("macros");
    assert_eq!(
        alone.stale(),
        ["macros", "app"],
        "the stale modules after a module that uses itself has changed"
    );
}

#[test]
fn two_ways_to_the_same() {
    let mut diamond = project(&[
        ("left", "base"),
        ("right", "base"),
        ("top", "left"),
        ("top", "right"),
    ]);
    diamond.touch("base");
    assert_eq!(
        diamond.stale(),
        ["left", "base", "right", "top"],
        "the stale modules if two paths lead from `base` to `top`"
    );
}

#[test]
fn new_names() {
    let mut project = Project::new();
    project.touch("lonely");
    assert_eq!(
        project.stale(),
        ["lonely"],
        "the stale modules after a module without users has changed"
    );
}
