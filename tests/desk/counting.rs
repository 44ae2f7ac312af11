//! The simplest progress there is: a number that goes up, one record at a time.

use cellmate::desk::Desk;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::Child;

/// Counts one further in the progress, and gives the number that is on the disk now.
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

/// Tells the parent, past the capturing of tests and on a line of its own.
pub(crate) fn tell(number: u32) {
    let told = write!(io::stdout(), "\n{number}\n").and_then(|()| io::stdout().flush());
    told.expect("the parent listens");
}

/// The numbers that a child tells, as they come.
pub(crate) fn told_by(child: &mut Child) -> impl Iterator<Item = u32> + use<> {
    let stdout = child.stdout.take().expect("its output is a pipe");
    let lines = BufReader::new(stdout).lines();
    lines
        .map_while(Result::ok)
        .filter_map(|line| line.parse().ok())
}
