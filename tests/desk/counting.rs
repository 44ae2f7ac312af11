//! The simplest progress there is: a number that goes up, one record at a time.

use cellmate::desk::Desk;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::Child;

/// Increments the number in the progress, and returns the number that is on the disk now.
pub(crate) fn count(desk: &Desk) -> u32 {
    let kept = desk.record(|progress| {
        let lesson = progress.course_mut("sample").lesson_mut("counter");
        lesson.attempts += 1;
    });
    let kept = kept.expect("the progress can be written");
    assert_eq!(kept.notice, None, "nothing was broken");
    kept.progress.course("sample").lesson("counter").attempts
}

pub(crate) fn counted(desk: &Desk) -> u32 {
    let kept = desk.progress().expect("the progress can be read");
    assert_eq!(kept.notice, None, "nothing was broken");
    kept.progress.course("sample").lesson("counter").attempts
}

pub(crate) fn open(folder: &Path) -> Desk {
    Desk::open(folder).expect("the parent made the desk")
}

/// Reports a number to the parent on a line of its own. The test harness does not capture it.
pub(crate) fn report(number: u32) {
    let written = write!(io::stdout(), "\n{number}\n").and_then(|()| io::stdout().flush());
    written.expect("the parent listens");
}

/// Returns the numbers that a child reports, as they arrive.
pub(crate) fn reported_by(child: &mut Child) -> impl Iterator<Item = u32> + use<> {
    let stdout = child.stdout.take().expect("its output is a pipe");
    let lines = BufReader::new(stdout).lines();
    lines
        .map_while(Result::ok)
        .filter_map(|line| line.parse().ok())
}
