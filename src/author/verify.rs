//! Holds a course to its own claims: reads it, runs every program in it, and puts the findings together.

use super::claims;
use super::feedback;
use super::findings::{Event, Report};
use super::inspect::{inspected, wanted};
use super::programs::{self, Program};
use super::rustfmt;
use crate::course::{Course, Lesson, Tree};
use crate::grader::{Attempt, Error, Graded, Grader};
use crate::process::Cancel;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// How many programs are graded in one go, unless one lesson alone has more: their binaries lie on the disk together.
const TOGETHER: usize = 48;

/// Verifies the lessons with the ids `only`, or all where there are none.
///
/// # Errors
/// When it was cancelled, or the machine is in the way. Whatever is wrong with the course stands in the report.
pub fn verify(
    grader: &Grader,
    tree: &Tree,
    only: &[String],
    cancel: &Cancel,
    heard: &(dyn Fn(Event<'_>) + Sync),
) -> Result<Report, Error> {
    let started = Instant::now();
    let (mut report, course) = inspected(tree, only);
    if let Some(course) = &course {
        let lessons: Vec<&Lesson> = course
            .lessons
            .iter()
            .filter(|lesson| wanted(&lesson.id, only))
            .collect();
        format(grader, &lessons, &mut report);
        let round = Round {
            grader,
            course,
            cancel,
            heard,
            done: AtomicUsize::new(0),
        };
        round.run(&lessons, &mut report)?;
    }
    // Those that could not be read have nothing to run, and stand at the end.
    for lesson in report
        .lessons
        .iter()
        .filter(|lesson| lesson.title.is_none())
    {
        heard(Event::Finished(lesson));
    }
    report.took = started.elapsed();
    Ok(report)
}

fn format(grader: &Grader, lessons: &[&Lesson], report: &mut Report) {
    let name = format!("rustfmt{}", std::env::consts::EXE_SUFFIX);
    let rustfmt = grader.toolchain().rustc.with_file_name(name);
    match rustfmt::unformatted(&rustfmt, lessons) {
        Ok(found) => found
            .into_iter()
            .for_each(|(lesson, finding)| report.add(Some(&lesson), finding)),
        Err(note) => report.notes.push(note),
    }
}

/// The programs of all lessons, run in portions of whole lessons.
struct Round<'a> {
    grader: &'a Grader,
    course: &'a Course,
    cancel: &'a Cancel,
    heard: &'a (dyn Fn(Event<'_>) + Sync),
    done: AtomicUsize,
}

impl Round<'_> {
    fn run(&self, lessons: &[&Lesson], report: &mut Report) -> Result<(), Error> {
        let all: Vec<Vec<Program<'_>>> =
            lessons.iter().map(|lesson| programs::of(lesson)).collect();
        let programs = all.iter().map(Vec::len).sum();
        (self.heard)(Event::Begun {
            lessons: report.lessons.len(),
            programs,
        });
        let mut rest = &all[..];
        let mut first = 0;
        while !rest.is_empty() {
            if self.cancel.is_cancelled() {
                return Err(Error::Cancelled);
            }
            let (portion, later) = rest.split_at(portion(rest));
            let graded = self.grade(portion)?;
            let mut graded = graded.iter();
            for (lesson, programs) in lessons[first..].iter().zip(portion) {
                let graded: Vec<_> = programs.iter().zip(graded.by_ref()).collect();
                self.conclude(lesson, &graded, report);
            }
            first += portion.len();
            rest = later;
        }
        Ok(())
    }

    fn grade(&self, portion: &[Vec<Program<'_>>]) -> Result<Vec<Graded>, Error> {
        let attempts: Vec<Attempt<'_>> = portion.iter().flatten().map(Program::attempt).collect();
        let heard = |_| {
            let programs = self.done.fetch_add(1, Ordering::Relaxed) + 1;
            (self.heard)(Event::Graded { programs });
        };
        self.grader
            .grade_all(self.course, &attempts, self.cancel, &heard)
    }

    fn conclude(&self, lesson: &Lesson, graded: &[(&Program<'_>, &Graded)], report: &mut Report) {
        let claims = graded
            .iter()
            .flat_map(|(program, graded)| claims::findings(program, graded));
        let silent = feedback::unreached(self.course, lesson, graded);
        let found = report
            .lessons
            .iter_mut()
            .find(|report| report.id == lesson.id);
        let own = found.expect("there is a report for every lesson that was read");
        own.findings.extend(claims.chain(silent));
        own.programs = graded.len();
        own.sort();
        (self.heard)(Event::Finished(own));
    }
}

/// How many lessons go together: as many as fit, and at least one.
fn portion(lessons: &[Vec<Program<'_>>]) -> usize {
    let mut programs = 0;
    let fits = lessons.iter().take_while(|lesson| {
        programs += lesson.len();
        programs <= TOGETHER
    });
    fits.count().max(1)
}
