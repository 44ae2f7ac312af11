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
use crate::build;
use crate::cache::CacheFolder;
use crate::course::{Course, LeftOut, Lesson, Problem, Tree};
use crate::grader::{BatchAttempt, Error, GradedAttempt, Grader, GradingBackend as _};
use crate::parallel;
use crate::process::Cancel;
use crate::verdict::Verdict;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// What to verify, and which earlier results to use.
#[derive(Clone, Copy, Debug, Default)]
pub struct VerifyOptions<'a> {
    /// The ids of the lessons; empty means all.
    pub only: &'a [String],
    /// The folder with the results of earlier runs. Without one, everything is graded.
    pub kept: Option<&'a CacheFolder>,
    /// Whether to ignore those results.
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
        let known = lessons.iter().zip(&programs).zip(known);
        let begun: Vec<LessonResults<'_>> = known
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
        let verifier = LessonVerifier {
            grader,
            cancel,
            left_out: LeftOut::read(tree),
            kept,
            observe,
            queue: Mutex::new(LessonQueue {
                lessons: begun,
                concluded: 0,
                graded: 0,
            }),
            conclusions: Mutex::new(Conclusions {
                written,
                report: &mut report,
                unproven: Vec::new(),
                failed: None,
            }),
        };
        verifier.conclude();
        let add = |at: usize, graded: &GradedAttempt| verifier.add(missing[at], graded);
        grader.grade_repeatedly(course, &attempts, cancel, &add)?;
        let conclusions = verifier.conclusions.into_inner();
        let conclusions = conclusions.unwrap_or_else(PoisonError::into_inner);
        if let Some(error) = conclusions.failed {
            return Err(error);
        }
        let notes = notes::summaries(
            &conclusions.unproven,
            "lessons have tests that no starter or mistake fails",
        );
        report.notes.extend(notes);
        results.prune();
    }
    // Lessons that could not be read have nothing to run; they come last. The reason may be a finding of the course.
    let unread = report.lessons.iter();
    let unread = unread.filter(|lesson| lesson.title.is_none() && !lesson.findings.is_empty());
    unread.for_each(|lesson| observe(VerifyEvent::LessonFinished(lesson)));
    report.took = started.elapsed();
    Ok(report)
}

/// Checks how the Rust files are formatted, and compiles the code blocks in the lessons. Returns the findings by
/// lesson; the report gets a note if either of them is not possible.
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

    fn missing(&self) -> impl Iterator<Item = usize> {
        let graded = self.graded.iter().enumerate();
        graded.filter_map(|(at, graded)| graded.is_none().then_some(at))
    }

    fn is_unchanged(&self) -> bool {
        self.kept > 0 && self.kept == self.programs.len()
    }
}

/// Verifies lessons while their programs are graded on several threads.
struct LessonVerifier<'a> {
    grader: &'a Grader,
    cancel: &'a Cancel,
    left_out: LeftOut,
    kept: KeptPrograms<'a>,
    observe: &'a (dyn Fn(VerifyEvent<'_>) + Sync),
    queue: Mutex<LessonQueue<'a>>,
    /// Locked by the thread that concludes lessons.
    conclusions: Mutex<Conclusions<'a>>,
}

struct LessonQueue<'a> {
    lessons: Vec<LessonResults<'a>>,
    /// How many of the lessons are concluded, or are being concluded.
    concluded: usize,
    graded: usize,
}

impl<'a> LessonQueue<'a> {
    /// Takes the next lesson if all its programs have been graded.
    fn next_ready(&mut self) -> Option<LessonResults<'a>> {
        let next = self.lessons.get_mut(self.concluded)?;
        if next.missing().next().is_some() {
            return None;
        }
        self.concluded += 1;
        Some(LessonResults {
            graded: std::mem::take(&mut next.graded),
            ..*next
        })
    }
}

struct Conclusions<'a> {
    /// The findings of rustfmt and of rustc about the texts, by lesson.
    written: BTreeMap<String, Vec<Problem>>,
    report: &'a mut VerifyReport,
    /// Notes about tests that no wrong program fails.
    unproven: Vec<Problem>,
    /// Why a lesson could not be concluded.
    failed: Option<Error>,
}

impl<'a> LessonVerifier<'a> {
    /// Adds the result of a program of a lesson, and concludes the lessons that waited for it.
    fn add(&self, (lesson, at): (usize, usize), graded: &GradedAttempt) {
        let mut queue = self.queue();
        queue.graded += 1;
        // Under the lock, so that the numbers are observed in order.
        (self.observe)(VerifyEvent::ProgramGraded {
            programs: queue.graded,
        });
        let lesson = &mut queue.lessons[lesson];
        lesson.graded[at] = Some(graded.clone());
        let program = &lesson.programs[at];
        drop(queue);
        self.kept.keep(program, graded);
        self.conclude();
    }

    /// Concludes the first lessons whose programs have all been graded. That may take a while, so other threads
    /// don't wait for it: the one that concludes continues with what is ready by then.
    fn conclude(&self) {
        loop {
            let mut queue = self.queue();
            let Ok(mut conclusions) = self.conclusions.try_lock() else {
                return;
            };
            let Some(ready) = queue.next_ready().filter(|_| conclusions.failed.is_none()) else {
                return;
            };
            drop(queue);
            conclusions.failed = self.conclude_lesson(&ready, &mut conclusions).err();
        }
    }

    fn conclude_lesson(
        &self,
        ready: &LessonResults<'_>,
        conclusions: &mut Conclusions<'_>,
    ) -> Result<(), Error> {
        let (lesson, graded) = (ready.lesson, ready.graded.iter().flatten());
        let graded: Vec<_> = ready.programs.iter().zip(graded).collect();
        let trace = |program: &LessonProgram<'_>, verdict: &Verdict| {
            let text = program.text();
            match self.grader.trace(lesson, text, verdict, self.cancel) {
                // rustc may fail on a program only under glass. Then its finding has no explanation.
                Err(Error::Build(build::Error::CargoFailed(_))) => Ok(None),
                traced => traced,
            }
        };
        let course = self.kept.course;
        let found = claims::findings_of_lesson(course, lesson, &graded, self.left_out, &trace)?;
        // Formatting does not matter until a program is right.
        let is_wrong = |file: &str| {
            file.strip_suffix(".rs").is_some() && found.iter().any(|other| other.file == file)
        };
        let written = conclusions.written.remove(&lesson.id).unwrap_or_default();
        let written = written
            .into_iter()
            .filter(|finding| !is_wrong(&finding.file));
        let mut findings: Vec<Problem> = written.collect();
        findings.extend(found);
        if !self.left_out.for_instructors && findings.is_empty() {
            let unproven = claims::unproven_tests(lesson, &graded);
            conclusions.unproven.extend(unproven);
        }
        let own = conclusions.report.lesson(&lesson.id);
        own.conclude(graded.len(), ready.kept, findings);
        (self.observe)(VerifyEvent::LessonFinished(own));
        Ok(())
    }

    fn queue(&self) -> MutexGuard<'_, LessonQueue<'a>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
