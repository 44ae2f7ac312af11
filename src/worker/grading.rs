//! Grades what is on the disk, takes the verdict down, and looks at its borrows where that explains something.

use super::Grading;
use super::bench::Bench;
use super::recording::{is_current, record};
use crate::app::Message;
use crate::course::Course;
use crate::desk::{CourseProgress, Desk, DeskError};
use crate::grader::{self, Error};
use crate::process::Cancel;
use crate::verdict::{Trace, Verdict};
use std::sync::Arc;
use std::time::Duration;

/// How often a file may be saved while it is graded until we ask for quiet.
const PATIENCE: u32 = 20;

/// How long a lesson usually stays in view before its file is graded unasked: who only passes by needs no verdict.
pub const LINGER: Duration = Duration::from_millis(144);

/// How often it is looked whether it is still in view.
const MOMENTS: u32 = 12;

/// A verdict, and what it is about.
struct Done {
    text: String,
    verdict: Verdict,
    recorded: Result<Option<CourseProgress>, DeskError>,
}

/// Grades a lesson's file.
pub(super) fn grade(bench: &Bench, run: u64, lesson: &str, lazy: bool, cancel: &Cancel) {
    for _ in 0..MOMENTS {
        if lazy && !cancel.is_cancelled() {
            std::thread::sleep(bench.setup.linger / MOMENTS);
        }
    }
    if cancel.is_cancelled() {
        return;
    }
    let failed = |why: String| {
        bench.tell(Message::NotGraded {
            run,
            lesson: lesson.to_owned(),
            why,
        });
    };
    let (Some(course), Some(desk)) = (bench.course(), bench.desk()) else {
        return;
    };
    match tried(bench, (&course, &desk), lesson, cancel) {
        Err(why) => failed(why),
        Ok(None) => {}
        Ok(Some(done)) => tell(bench, run, &course, lesson, done, cancel),
    }
}

/// Grades until the verdict is about what is on the disk; none where it was given up.
fn tried(
    bench: &Bench,
    (course, desk): (&Arc<Course>, &Desk),
    id: &str,
    cancel: &Cancel,
) -> Result<Option<Done>, String> {
    let lesson = course.lesson(id).ok_or("this lesson is gone")?;
    let path = desk.exercise(lesson);
    for _ in 0..PATIENCE {
        let text = grader::read(&path).map_err(|problem| problem.to_string());
        bench.tell(Message::FileRead {
            lesson: id.to_owned(),
            text: text.clone(),
        });
        let text = text?;
        let grader = bench.grader()?;
        let verdict = match grader.grade(course, lesson, &text, cancel, &|_| ()) {
            Ok(verdict) => verdict,
            Err(Error::Cancelled) => return Ok(None),
            Err(trouble) => return Err(trouble.to_string()),
        };
        if cancel.is_cancelled() {
            return Ok(None);
        }
        if !is_current(grader, lesson, &path, &verdict) {
            continue;
        }
        let recorded = if bench.is_read_only() {
            Ok(None)
        } else {
            record(grader, course, desk, lesson, &verdict)
        };
        // Recording syncs to the disk, which takes a while: look again.
        if is_current(grader, lesson, &path, &verdict) {
            return Ok(Some(Done {
                text,
                verdict,
                recorded,
            }));
        }
    }
    let path = bench.shown(&path);
    Err(format!(
        "{path} is written again and again while it is graded; let it rest and save once more"
    ))
}

fn tell(bench: &Bench, run: u64, course: &Course, id: &str, done: Done, cancel: &Cancel) {
    let (Some(lesson), Ok(grader)) = (course.lesson(id), bench.grader()) else {
        return;
    };
    let Done {
        text,
        verdict,
        recorded,
    } = done;
    let looking = grader::calls_for_a_trace(&verdict, &text);
    if let Err(error) = &recorded {
        bench.notice(&format!("this is not recorded: {error}"));
    }
    bench.tell(Message::Graded {
        run,
        lesson: id.to_owned(),
        text: text.clone(),
        verdict: Box::new(verdict.clone()),
        looking,
        progress: recorded.ok().flatten(),
    });
    if looking {
        look(bench, run, id, text, &verdict, cancel);
    } else {
        // So that the first look need not wait for it.
        grader.warm(lesson, cancel);
    }
}

/// Looks at the borrows and locks of a graded text.
pub(super) fn look(
    bench: &Bench,
    run: u64,
    id: &str,
    text: String,
    verdict: &Verdict,
    cancel: &Cancel,
) {
    let traced = |grader: &dyn Grading, course: &Course| {
        grader.trace(course.lesson(id)?, &text, verdict, cancel)
    };
    let trace = with_course(bench, traced);
    seen(bench, run, id, text, trace, cancel);
}

/// Runs a text again under one schedule.
pub(super) fn replay(
    bench: &Bench,
    run: u64,
    id: &str,
    text: String,
    choices: &[u32],
    cancel: &Cancel,
) {
    let traced = |grader: &dyn Grading, course: &Course| {
        grader.replay(course.lesson(id)?, &text, choices, cancel)
    };
    let trace = with_course(bench, traced);
    seen(bench, run, id, text, trace, cancel);
}

fn with_course<T>(
    bench: &Bench,
    work: impl FnOnce(&dyn Grading, &Course) -> Option<T>,
) -> Option<T> {
    let course = bench.course()?;
    work(bench.grader().ok()?, &course)
}

/// Tells what was seen, also when that is nothing: somebody waits for it.
pub(super) fn seen(
    bench: &Bench,
    run: u64,
    lesson: &str,
    text: String,
    trace: Option<Trace>,
    cancel: &Cancel,
) {
    if cancel.is_cancelled() {
        return;
    }
    bench.tell(Message::Seen {
        run,
        lesson: lesson.to_owned(),
        text,
        trace: trace.map(Box::new),
    });
}
