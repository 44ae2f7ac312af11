//! Hidden tests for `while_let_holds_on`. They use what the text fixes: `new`, `add` and `run`.
use super::Jobs;
use std::cell::RefCell;

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
        "the jobs done by the first `run`"
    );
    let again = done(&jobs, &[]);
    assert!(again.is_empty(), "a second `run` did {again:?}");
}

#[test]
fn jobs_of_jobs() {
    let jobs = Jobs::new();
    ["a", "x"].map(|job| jobs.add(job));
    let follows = [("a", "b"), ("b", "c"), ("c", "d"), ("a", "y")];
    assert_eq!(
        done(&jobs, &follows),
        ["a", "x", "b", "y", "c", "d"],
        "the jobs done, where `a` adds `b` and `y`, `b` adds `c`, and `c` adds `d`"
    );
}

#[test]
fn nothing_to_do() {
    assert!(
        done(&Jobs::new(), &[]).is_empty(),
        "`run` did a job of an empty list"
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
