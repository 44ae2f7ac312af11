//! Checks a course against its own claims: reads it, runs every program in it, and collects the findings.

use super::claims;
use super::code_blocks;
use super::findings::{VerifyEvent, VerifyReport};
use super::inspect::{inspect_course, is_requested};
use super::kept::KeptResults;
use super::kept_programs::KeptPrograms;
use super::notes;
use super::programs::{self, LessonProgram};
use super::rustfmt;
use crate::cache::CacheFolder;
use crate::course::{Course, LeftOut, Lesson, Problem, Tree};
use crate::grader::{BatchAttempt, Error, GradedAttempt, Grader, GradingBackend as _};
use crate::parallel;
use crate::process::Cancel;
use crate::verdict::Verdict;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// What to verify, and with what help.
#[derive(Clone, Copy, Debug, Default)]
pub struct VerifyOptions<'a> {
    /// The ids of the lessons; empty means all.
    pub only: &'a [String],
    /// The folder with the results of earlier runs. Without one, everything is graded.
    pub kept: Option<&'a CacheFolder>,
    /// Whether to forget those results.
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
        let results = KeptResults::open(options.kept, grader, options.fresh);
        let kept = KeptPrograms {
            results: &results,
            course,
        };
        let requested = course.lessons.iter();
        let lessons: Vec<&Lesson> = requested
            .filter(|lesson| is_requested(&lesson.id, options.only))
            .collect();
        let programs: Vec<Vec<LessonProgram<'_>>> = lessons
            .iter()
            .map(|lesson| programs::programs_of(lesson))
            .collect();
        let known = parallel::map(&programs, |programs| kept.load(programs));
        let begun = lessons.iter().zip(&programs).zip(known);
        let begun: Vec<LessonResults<'_>> = begun
            .map(|((lesson, programs), graded)| LessonResults::new(lesson, programs, graded))
            .collect();
        let missing: Vec<(usize, usize)> = begun
            .iter()
            .enumerate()
            .flat_map(|(lesson, results)| results.missing().map(move |at| (lesson, at)))
            .collect();
        observe(VerifyEvent::Started {
            lessons: report.lessons.len(),
            unchanged: begun.iter().filter(|lesson| lesson.is_unchanged()).count(),
            programs: missing.len(),
        });
        let written = check_texts(grader, course, &lessons, &results, &mut report);
        let attempts: Vec<BatchAttempt<'_>> = missing
            .iter()
            .map(|&(lesson, at)| programs[lesson][at].attempt())
            .collect();
        let queue = Mutex::new(LessonQueue {
            grader,
            cancel,
            left_out: LeftOut::read(tree),
            kept,
            written,
            observe,
            report: &mut report,
            lessons: begun,
            unproven: Vec::new(),
            concluded: 0,
            count: 0,
        });
        let queue = || queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue().conclude();
        let add = |at: usize, graded: &GradedAttempt| queue().add(missing[at], graded);
        grader.grade_repeatedly(course, &attempts, cancel, &add)?;
        let unproven = std::mem::take(&mut queue().unproven);
        report.notes.extend(notes::on_tests(&unproven));
        results.prune();
    }
    // Lessons that could not be read have nothing to run; they come last. What keeps one from being read may be a finding of
    // the course.
    let unread = report.lessons.iter();
    let unread = unread.filter(|lesson| lesson.title.is_none() && !lesson.findings.is_empty());
    unread.for_each(|lesson| observe(VerifyEvent::LessonFinished(lesson)));
    report.took = started.elapsed();
    Ok(report)
}

/// Checks how the Rust files are formatted, and compiles the code in the texts. Returns the findings by lesson; the report
/// gets a note if one of both is not possible.
fn check_texts(
    grader: &Grader,
    course: &Course,
    lessons: &[&Lesson],
    kept: &KeptResults,
    report: &mut VerifyReport,
) -> BTreeMap<String, Vec<Problem>> {
    let unformatted = if course.style.rustfmt {
        rustfmt::unformatted(&rustfmt_path(grader), lessons, kept)
    } else {
        Ok(BTreeMap::new())
    };
    let rejected = code_blocks::rejected(&grader.toolchain().rustc, lessons, kept);
    let mut written: BTreeMap<String, Vec<Problem>> = BTreeMap::new();
    for found in [unformatted, rejected] {
        match found {
            Ok(found) => found
                .into_iter()
                .for_each(|(id, more)| written.entry(id).or_default().extend(more)),
            Err(note) => report.notes.push(note),
        }
    }
    written
}

fn rustfmt_path(grader: &Grader) -> PathBuf {
    let name = format!("rustfmt{}", std::env::consts::EXE_SUFFIX);
    grader.toolchain().rustc.with_file_name(name)
}

/// A lesson and what its programs did, as far as that is known.
struct LessonResults<'a> {
    lesson: &'a Lesson,
    programs: &'a [LessonProgram<'a>],
    /// In the order of the programs.
    graded: Vec<Option<GradedAttempt>>,
    /// How many of them were kept.
    kept: usize,
}

impl<'a> LessonResults<'a> {
    fn new(
        lesson: &'a Lesson,
        programs: &'a [LessonProgram<'a>],
        graded: Vec<Option<GradedAttempt>>,
    ) -> Self {
        Self {
            lesson,
            programs,
            kept: graded.iter().flatten().count(),
            graded,
        }
    }

    /// Returns the places of the programs that are not graded.
    fn missing(&self) -> impl Iterator<Item = usize> {
        let graded = self.graded.iter().enumerate();
        graded.filter_map(|(at, graded)| graded.is_none().then_some(at))
    }

    fn is_unchanged(&self) -> bool {
        self.kept > 0 && self.kept == self.programs.len()
    }
}

/// The lessons that are verified. They are concluded in the order of the course.
struct LessonQueue<'a> {
    grader: &'a Grader,
    cancel: &'a Cancel,
    left_out: LeftOut,
    kept: KeptPrograms<'a>,
    /// The findings of rustfmt and of rustc about the texts, by lesson.
    written: BTreeMap<String, Vec<Problem>>,
    observe: &'a (dyn Fn(VerifyEvent<'_>) + Sync),
    report: &'a mut VerifyReport,
    lessons: Vec<LessonResults<'a>>,
    /// What is to note about tests that no wrong program shows to be needed.
    unproven: Vec<Problem>,
    /// How many of the lessons are concluded.
    concluded: usize,
    /// How many programs have been graded.
    count: usize,
}

impl LessonQueue<'_> {
    /// Adds the result of a program of a lesson, and concludes the lessons that waited for it.
    fn add(&mut self, (lesson, at): (usize, usize), graded: &GradedAttempt) {
        self.count += 1;
        let programs = self.count;
        (self.observe)(VerifyEvent::ProgramGraded { programs });
        let lesson = &mut self.lessons[lesson];
        self.kept.keep(&lesson.programs[at], graded);
        lesson.graded[at] = Some(graded.clone());
        self.conclude();
    }

    /// Concludes the first lessons, as far as their programs have been graded.
    fn conclude(&mut self) {
        while let Some(next) = self.lessons.get_mut(self.concluded)
            && next.missing().next().is_none()
        {
            self.concluded += 1;
            let (lesson, programs, kept) = (next.lesson, next.programs, next.kept);
            let graded: Vec<GradedAttempt> = next.graded.drain(..).flatten().collect();
            let graded: Vec<_> = programs.iter().zip(&graded).collect();
            let course = self.kept.course;
            let mut findings = self.written.remove(&lesson.id).unwrap_or_default();
            let trace = |program: &LessonProgram<'_>, verdict: &Verdict| {
                let traced = self
                    .grader
                    .trace(lesson, program.text(), verdict, self.cancel);
                traced.ok().flatten()
            };
            findings.extend(claims::of_lesson(
                course,
                lesson,
                &graded,
                self.left_out,
                &trace,
            ));
            if !self.left_out.for_instructors {
                self.unproven
                    .extend(claims::unproven_tests(lesson, &graded));
            }
            let own = self.report.lesson(&lesson.id);
            own.conclude(graded.len(), kept, findings);
            (self.observe)(VerifyEvent::LessonFinished(own));
        }
    }
}
