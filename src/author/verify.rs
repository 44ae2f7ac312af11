//! Checks a course against its own claims: reads it, runs every program in it, and collects the findings.

use super::claims;
use super::code_blocks;
use super::findings::{LessonVerdict, VerifyEvent, VerifyReport};
use super::inspect::{inspect_course, is_requested};
use super::kept::KeptVerdicts;
use super::programs::{self, LessonProgram};
use super::rustfmt;
use crate::cache::CacheFolder;
use crate::course::{Course, Lesson, Problem, Tree};
use crate::grader::{Attempt, Error, GradedAttempt, Grader, GradingBackend as _};
use crate::process::Cancel;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// How many programs are graded at a time, unless one lesson has more. The grader builds some of them while the ones before
/// run; lessons are finished, and their verdicts kept, when all of these have been graded.
const MAX_PROGRAMS_PER_BATCH: usize = 192;

/// What to verify, and with what help.
#[derive(Clone, Copy, Debug, Default)]
pub struct VerifyOptions<'a> {
    /// The ids of the lessons; empty means all.
    pub only: &'a [String],
    /// The folder with the verdicts of earlier calls. Without one, everything is graded.
    pub kept: Option<&'a CacheFolder>,
    /// Whether to forget those verdicts.
    pub fresh: bool,
}

/// Verifies lessons. The report has everything that is wrong.
///
/// # Errors
/// If it was cancelled, or on a machine error.
pub fn verify(
    grader: &Grader,
    tree: &Tree,
    options: VerifyOptions<'_>,
    cancel: &Cancel,
    observe: &(dyn Fn(VerifyEvent<'_>) + Sync),
) -> Result<VerifyReport, Error> {
    let started = Instant::now();
    let (mut report, course) = inspect_course(tree, options.only);
    if let Some(course) = &course {
        let rustfmt = rustfmt_path(grader);
        let kept = options
            .kept
            .and_then(|folder| KeptVerdicts::open(folder, grader, &rustfmt, course));
        let (changed, unchanged) = divide(course, options, kept.as_ref());
        let programs: Vec<LessonPrograms<'_>> = changed
            .iter()
            .map(|lesson| programs::programs_of(lesson))
            .collect();
        observe(VerifyEvent::Started {
            lessons: report.lessons.len(),
            unchanged: unchanged.len(),
            programs: programs.iter().map(Vec::len).sum(),
        });
        for (lesson, verdict) in unchanged {
            let own = report.lesson(&lesson.id);
            own.unchanged = true;
            own.conclude(verdict);
            observe(VerifyEvent::LessonFinished(own));
        }
        let unformatted = rustfmt::unformatted(&rustfmt, &changed);
        let rejected = code_blocks::rejected(&grader.toolchain().rustc, &changed);
        // A verdict is kept only if nothing was left out.
        let keeps = kept
            .as_ref()
            .filter(|_| unformatted.is_ok() && rejected.is_ok());
        let mut written: BTreeMap<String, Vec<Problem>> = BTreeMap::new();
        for found in [unformatted, rejected] {
            match found {
                Ok(found) => found
                    .into_iter()
                    .for_each(|(id, more)| written.entry(id).or_default().extend(more)),
                Err(note) => report.notes.push(note),
            }
        }
        let batches = Batches {
            grader,
            course,
            kept: keeps,
            written,
            cancel,
            observe,
            done: AtomicUsize::new(0),
        };
        batches.run(&changed, &programs, &mut report)?;
        kept.iter().for_each(KeptVerdicts::prune);
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

/// Divides the requested lessons into those to grade, and those that keep their verdicts.
fn divide<'a>(
    course: &'a Course,
    options: VerifyOptions<'_>,
    kept: Option<&KeptVerdicts>,
) -> (Vec<&'a Lesson>, Vec<(&'a Lesson, LessonVerdict)>) {
    let (mut changed, mut unchanged) = (Vec::new(), Vec::new());
    let requested = course.lessons.iter();
    for lesson in requested.filter(|lesson| is_requested(&lesson.id, options.only)) {
        if let (Some(kept), true) = (kept, options.fresh) {
            kept.forget(lesson);
        }
        match kept.and_then(|kept| kept.load(lesson)) {
            Some(verdict) => unchanged.push((lesson, verdict)),
            None => changed.push(lesson),
        }
    }
    (changed, unchanged)
}

fn rustfmt_path(grader: &Grader) -> PathBuf {
    let name = format!("rustfmt{}", std::env::consts::EXE_SUFFIX);
    grader.toolchain().rustc.with_file_name(name)
}

type LessonPrograms<'a> = Vec<LessonProgram<'a>>;

/// Grades the programs of all lessons, in batches of whole lessons.
struct Batches<'a> {
    grader: &'a Grader,
    course: &'a Course,
    kept: Option<&'a KeptVerdicts>,
    /// The findings of rustfmt and of rustc about the texts, by lesson.
    written: BTreeMap<String, Vec<Problem>>,
    cancel: &'a Cancel,
    observe: &'a (dyn Fn(VerifyEvent<'_>) + Sync),
    done: AtomicUsize,
}

impl Batches<'_> {
    fn run(
        &self,
        lessons: &[&Lesson],
        programs: &[LessonPrograms<'_>],
        report: &mut VerifyReport,
    ) -> Result<(), Error> {
        let mut rest = programs;
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
        let count = |_, _: &GradedAttempt| {
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
        let written = self.written.get(&lesson.id).into_iter().flatten();
        let mut findings: Vec<Problem> = written.cloned().collect();
        let checked = claims::of_lesson(self.course, lesson, graded);
        findings.extend(checked.findings);
        let verdict = LessonVerdict {
            programs: graded.len(),
            findings,
        };
        if let Some(kept) = self.kept.filter(|_| checked.is_lasting) {
            kept.keep(lesson, &verdict);
        }
        let own = report.lesson(&lesson.id);
        own.conclude(verdict);
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
