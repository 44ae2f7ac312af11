//! Hidden tests for `condvar_queue`. They use what the text fixes: `new`, `put`, `take`, and the field `filled`.
use super::Jobs;
use std::thread;
use std::time::Duration;

/// Small on purpose: `[schedules]` runs this test in many schedules of its three threads.
#[test]
fn two_put_two_take() {
    let jobs = Jobs::new();
    let mut taken = thread::scope(|scope| {
        let takers = [(); 2].map(|()| scope.spawn(|| jobs.take()));
        jobs.put(7);
        jobs.put(8);
        takers.map(|taker| taker.join().unwrap())
    });
    taken.sort_unstable();
    assert_eq!(
        taken,
        [7, 8],
        "the jobs that two waiting threads take after `put(7)` and `put(8)`"
    );
}

#[test]
fn oldest_first() {
    let jobs = Jobs::new();
    for job in [7, 8, 9] {
        jobs.put(job);
    }
    assert_eq!(
        (jobs.take(), jobs.take()),
        (7, 8),
        "the first two jobs of 7, 8 and 9"
    );
    jobs.put(10);
    assert_eq!(
        (jobs.take(), jobs.take()),
        (9, 10),
        "the next two jobs, after 10 was added"
    );
}

#[test]
fn two_queues() {
    let (ours, theirs) = (Jobs::new(), Jobs::new());
    ours.put(1);
    theirs.put(2);
    assert_eq!(
        (theirs.take(), ours.take()),
        (2, 1),
        "jobs of two queues, one with 2 and one with 1"
    );
}

#[test]
fn woken_for_nothing() {
    let jobs = Jobs::new();
    let taken = thread::scope(|scope| {
        let helper = scope.spawn(|| jobs.take());
        // Bells for nothing, until the helper has surely been asleep for one of them.
        for _ in 0..20 {
            jobs.filled.notify_all();
            thread::sleep(Duration::from_millis(1));
        }
        for job in [5, 6] {
            jobs.put(job);
            // A bell for those who came too late for theirs: this test is about waking up.
            thread::sleep(Duration::from_millis(1));
            jobs.filled.notify_all();
        }
        helper.join()
    });
    assert!(matches!(taken, Ok(5 | 6)));
}
