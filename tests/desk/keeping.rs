//! Progress survives kills, two commands at once, and broken files.

use crate::again;
use crate::counting::{count, counted, open, report, reported_by};
use crate::sample::{Sample, tree};
use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::path::Path;
use std::time::{Duration, Instant};

#[test]
fn a_kill_at_any_moment_loses_nothing() {
    if let Some(folder) = again::as_child() {
        loop {
            report(count(&open(&folder)));
        }
    }
    let sample = Sample::new();
    let random = RandomState::new();
    let mut highest = 0;
    for kill in 0..200_u64 {
        let moment = Duration::from_micros(random.hash_one(kill) % 6_000);
        let reported = count_until_killed(sample.folder.path(), moment, highest);
        highest = counted(&sample.desk);
        let right = reported..=reported + 1;
        assert!(
            right.contains(&highest),
            "kill {kill}: {reported} was recorded, {highest} is there"
        );
    }
    count(&sample.desk);
    sample.desk.update(&sample.course).unwrap();
    let state = tree(&sample.state(""));
    assert_eq!(
        state,
        ["course.json", "lock", "progress.json", "progress.json.bak"]
    );
}

/// Lets a child continue to count from `highest`, and kills it. Returns the last number that it reported as recorded.
fn count_until_killed(folder: &Path, moment: Duration, highest: u32) -> u32 {
    let test = "keeping::a_kill_at_any_moment_loses_nothing";
    let child = again::child(&[], test, folder).spawn();
    let mut child = child.expect("the test can be run again");
    let mut numbers = reported_by(&mut child);
    // The child is writing. Kill it at a random point of the next writes.
    let first = numbers.next().expect("the child counts");
    assert!(first > highest, "{first} after {highest} was recorded");
    let start = Instant::now();
    while start.elapsed() < moment {
        std::hint::spin_loop();
    }
    child.kill().expect("it can be killed");
    child.wait().expect("it has ended");
    numbers.last().unwrap_or(first)
}

#[test]
fn two_commands_at_once_lose_nothing() {
    const EACH: u32 = 100;
    if let Some(folder) = again::as_child() {
        for _ in 0..EACH {
            count(&open(&folder));
        }
        return;
    }
    let sample = Sample::new();
    let test = "keeping::two_commands_at_once_lose_nothing";
    let children: Vec<_> = (0..2)
        .map(|_| {
            again::child(&[], test, sample.folder.path())
                .spawn()
                .unwrap()
        })
        .collect();
    for _ in 0..EACH {
        // Meanwhile, a reader always sees a complete state.
        counted(&sample.desk);
        count(&sample.desk);
    }
    for child in children {
        assert!(child.wait_with_output().unwrap().status.success());
    }
    assert_eq!(counted(&sample.desk), 3 * EACH);
}

/// A name, what `progress.json` holds, what its copy holds.
type Breakage = (&'static str, Option<&'static str>, Option<&'static str>);

/// The state of a desk that something broke, and how many files are set aside then.
const BREAKAGES: &[(Breakage, usize)] = &[
    (("an empty file", Some(""), Some(COPY)), 1),
    (("half a file", Some("{\"format\":1,\"cour"), Some(COPY)), 1),
    (("zeros", Some("\0\0\0\0"), Some(COPY)), 1),
    (("other JSON", Some("[]"), Some(COPY)), 1),
    (
        (
            "a wrong type",
            Some("{\"format\":1,\"courses\":3}"),
            Some(COPY),
        ),
        1,
    ),
    (("no file", None, Some(COPY)), 0),
    (("half a file, no copy", Some("{"), None), 1),
    (("two halves", Some("{"), Some("{")), 2),
];

const COPY: &str = r#"{"format":1,"courses":{"sample":{"lessons":{"counter":{"attempts":7}}}}}"#;

#[test]
fn a_broken_file_is_moved_away_once_and_the_earlier_copy_is_used() {
    for (number, ((name, file, copy), aside)) in BREAKAGES.iter().enumerate() {
        let sample = Sample::new();
        for (path, text) in [("progress.json", file), ("progress.json.bak", copy)] {
            if let Some(text) = text {
                fs::write(sample.state(path), text).unwrap();
            }
        }
        // Whatever opens the desk first repairs it, a reader or a writer.
        let kept = if number % 2 == 0 {
            sample.desk.progress().unwrap()
        } else {
            sample.desk.record(|_| ()).unwrap()
        };
        let notice = kept
            .notice
            .unwrap_or_else(|| panic!("{name}: nothing was said"));
        let attempts = kept.progress.course("sample").lesson("counter").attempts;
        let expected = if *copy == Some(COPY) { 7 } else { 0 };
        assert_eq!(
            (attempts, notice.from_copy),
            (expected, expected > 0),
            "{name}"
        );
        let state = tree(&sample.state(""));
        let broken = state.iter().filter(|f| f.starts_with("progress.broken-"));
        assert_eq!(broken.count(), *aside, "{name}: {state:?}");
        if let (Some(file), Some(path)) = (file, &notice.set_aside) {
            assert_eq!(fs::read_to_string(path).unwrap(), *file, "{name}");
            assert!(
                notice.to_string().contains(&*path.to_string_lossy()),
                "{name}: {notice}"
            );
        }
        assert_eq!(count(&sample.desk), attempts + 1, "{name}: said only once");
    }
}

#[test]
fn progress_of_a_newer_format_is_not_touched() {
    let sample = Sample::new();
    let newer = r#"{"format":2,"courses":"otherwise"}"#;
    fs::write(sample.state("progress.json"), newer).unwrap();
    for said in [
        sample.desk.progress().unwrap_err().to_string(),
        sample.desk.record(|_| ()).unwrap_err().to_string(),
    ] {
        assert!(
            said.contains("was written by a newer version of cellmate (format 2"),
            "{said}"
        );
    }
    assert_eq!(
        fs::read_to_string(sample.state("progress.json")).unwrap(),
        newer
    );
}
