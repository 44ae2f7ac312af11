//! Hidden tests for `while_let_holds_on`. They use what the text fixes: `new`, `add` and `run`.
use super::Jobs;
use std::cell::{Cell, RefCell};

/// What is done, in order, when each job adds what `follows` says.
fn done(jobs: &Jobs, follows: &[(&str, &str)]) -> Vec<String> {
    let done = RefCell::new(Vec::new());
    jobs.run(|jobs, job| {
        done.borrow_mut().push(job.to_owned());
        for (first, then) in follows {
            if *first == job {
                jobs.add(then);
            }
        }
    });
    done.into_inner()
}

#[test]
fn oldest_first() {
    let jobs = Jobs::new();
    ["wash", "dry", "iron"].map(|job| jobs.add(job));
    assert_eq!(
        done(&jobs, &[]),
        ["wash", "dry", "iron"],
        "the jobs done after `wash`, `dry` and `iron` were added"
    );
}

#[test]
fn each_job_once() {
    let jobs = Jobs::new();
    ["wash", "dry"].map(|job| jobs.add(job));
    done(&jobs, &[]);
    jobs.add("iron");
    assert_eq!(
        done(&jobs, &[]),
        ["iron"],
        "the jobs done by a second `run`, after one more job was added"
    );
}

#[test]
fn jobs_of_jobs() {
    let jobs = Jobs::new();
    jobs.add("a");
    let follows = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "f")];
    assert_eq!(
        done(&jobs, &follows),
        ["a", "b", "c", "d", "e", "f"],
        "the jobs done if each job from `a` to `e` adds the next"
    );
}

#[test]
fn added_jobs_come_last() {
    let jobs = Jobs::new();
    ["a", "x"].map(|job| jobs.add(job));
    let follows = [("a", "b"), ("a", "y"), ("b", "c")];
    assert_eq!(
        done(&jobs, &follows),
        ["a", "x", "b", "y", "c"],
        "the jobs done if `a` adds `b` and `y`, and `b` adds `c`"
    );
}

#[test]
fn nothing_to_do() {
    let jobs = done(&Jobs::new(), &[]);
    assert!(jobs.is_empty(), "`run` on an empty list did {jobs:?}");
}

#[test]
fn empty_name() {
    let jobs = Jobs::new();
    ["a", "", "b"].map(|job| jobs.add(job));
    assert_eq!(
        done(&jobs, &[]),
        ["a", "", "b"],
        "the jobs done after `a`, a job with an empty name, and `b` were added"
    );
}

#[test]
fn two_lists() {
    let (left, right) = (Jobs::new(), Jobs::new());
    left.add("l");
    right.add("r");
    left.run(|_, _| right.add("from left"));
    assert_eq!(
        done(&right, &[]),
        ["r", "from left"],
        "the jobs of the second list, after a job of the first added one"
    );
}

#[test]
fn run_in_a_job() {
    let jobs = Jobs::new();
    ["a", "b"].map(|job| jobs.add(job));
    let done = RefCell::new(Vec::new());
    let nested = Cell::new(false);
    jobs.run(|jobs, job| {
        done.borrow_mut().push(job.to_owned());
        if job == "a" && !nested.replace(true) {
            jobs.run(|_, job| done.borrow_mut().push(job.to_owned()));
        }
    });
    assert_eq!(
        done.into_inner(),
        ["a", "b"],
        "the jobs done after `a` and `b` were added, if `a` calls `run`"
    );
}

#[test]
fn run_in_a_job_in_order() {
    let jobs = Jobs::new();
    ["a", "b"].map(|job| jobs.add(job));
    let done = RefCell::new(Vec::new());
    let nested = Cell::new(false);
    jobs.run(|jobs, job| {
        done.borrow_mut().push(job.to_owned());
        if job == "a" && !nested.replace(true) {
            jobs.add("c");
            jobs.run(|_, job| done.borrow_mut().push(job.to_owned()));
        }
    });
    assert_eq!(
        done.into_inner(),
        ["a", "b", "c"],
        "the jobs done if `a` adds `c` and calls `run` while `b` waits"
    );
}
