//! Checks a course against its own claims: reads it, runs every program in it, and collects the findings.

use super::claims;
use super::findings::{VerifyEvent, VerifyReport};
use super::inspect::{inspect_course, is_requested};
use super::programs::{self, LessonProgram};
use super::rustfmt;
use crate::course::{Course, Lesson, Tree};
use crate::grader::{Attempt, Error, GradedAttempt, Grader, GradingBackend as _};
use crate::process::Cancel;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// How many programs are graded in one batch, unless one lesson has more: all their binaries are on the disk at the same time.
const MAX_PROGRAMS_PER_BATCH: usize = 48;

/// Verifies the lessons with the ids `only`, or all if that is empty. The report has everything that is wrong.
///
/// # Errors
/// If it was cancelled, or on a machine error.
pub fn verify(
    grader: &Grader,
    tree: &Tree,
    only: &[String],
    cancel: &Cancel,
    observe: &(dyn Fn(VerifyEvent<'_>) + Sync),
) -> Result<VerifyReport, Error> {
    let started = Instant::now();
    let (mut report, course) = inspect_course(tree, only);
    if let Some(course) = &course {
        let lessons: Vec<&Lesson> = course
            .lessons
            .iter()
            .filter(|lesson| is_requested(&lesson.id, only))
            .collect();
        check_format(grader, &lessons, &mut report);
        let batches = Batches {
            grader,
            course,
            cancel,
            observe,
            done: AtomicUsize::new(0),
        };
        batches.run(&lessons, &mut report)?;
    }
    // Lessons that could not be read have nothing to run; they come last.
    for lesson in report
        .lessons
        .iter()
        .filter(|lesson| lesson.title.is_none())
    {
        observe(VerifyEvent::LessonFinished(lesson));
    }
    report.took = started.elapsed();
    Ok(report)
}

fn check_format(grader: &Grader, lessons: &[&Lesson], report: &mut VerifyReport) {
    let name = format!("rustfmt{}", std::env::consts::EXE_SUFFIX);
    let rustfmt = grader.toolchain().rustc.with_file_name(name);
    match rustfmt::unformatted(&rustfmt, lessons) {
        Ok(found) => found
            .into_iter()
            .for_each(|(lesson, finding)| report.add(Some(&lesson), finding)),
        Err(note) => report.notes.push(note),
    }
}

/// Grades the programs of all lessons, in batches of whole lessons.
struct Batches<'a> {
    grader: &'a Grader,
    course: &'a Course,
    cancel: &'a Cancel,
    observe: &'a (dyn Fn(VerifyEvent<'_>) + Sync),
    done: AtomicUsize,
}

impl Batches<'_> {
    fn run(&self, lessons: &[&Lesson], report: &mut VerifyReport) -> Result<(), Error> {
        let all: Vec<Vec<LessonProgram<'_>>> = lessons
            .iter()
            .map(|lesson| programs::programs_of(lesson))
            .collect();
        let programs = all.iter().map(Vec::len).sum();
        (self.observe)(VerifyEvent::Started {
            lessons: report.lessons.len(),
            programs,
        });
        let mut rest = &all[..];
        let mut first = 0;
        while !rest.is_empty() {
            if self.cancel.is_cancelled() {
                return Err(Error::Cancelled);
            }
            let (batch, later) = rest.split_at(batch_len(rest));
            let graded = self.grade(batch)?;
            let mut graded = graded.iter();
            for (lesson, programs) in lessons[first..].iter().zip(batch) {
                let graded: Vec<_> = programs.iter().zip(graded.by_ref()).collect();
                self.conclude(lesson, &graded, report);
            }
            first += batch.len();
            rest = later;
        }
        Ok(())
    }

    fn grade(&self, batch: &[Vec<LessonProgram<'_>>]) -> Result<Vec<GradedAttempt>, Error> {
        let attempts: Vec<Attempt<'_>> =
            batch.iter().flatten().map(LessonProgram::attempt).collect();
        let count = |_| {
            let programs = self.done.fetch_add(1, Ordering::Relaxed) + 1;
            (self.observe)(VerifyEvent::ProgramGraded { programs });
        };
        self.grader
            .grade_all(self.course, &attempts, self.cancel, &count)
    }

    fn conclude(
        &self,
        lesson: &Lesson,
        graded: &[(&LessonProgram<'_>, &GradedAttempt)],
        report: &mut VerifyReport,
    ) {
        let claims = graded
            .iter()
            .flat_map(|(program, graded)| claims::findings(program, graded));
        let silent = claims::never_shown(self.course, lesson, graded);
        let found = report
            .lessons
            .iter_mut()
            .find(|report| report.id == lesson.id);
        let own = found.expect("there is a report for every lesson that was read");
        own.findings.extend(claims.chain(silent));
        own.programs = graded.len();
        own.sort();
        (self.observe)(VerifyEvent::LessonFinished(own));
    }
}

/// Returns how many lessons fit into one batch: at least one.
fn batch_len(lessons: &[Vec<LessonProgram<'_>>]) -> usize {
    let mut programs = 0;
    let fits = lessons.iter().take_while(|lesson| {
        programs += lesson.len();
        programs <= MAX_PROGRAMS_PER_BATCH
    });
    fits.count().max(1)
}
