//! Checks a course against its own claims: reads it, runs every program in it, and collects the findings.

use super::claims;
use super::code_blocks;
use super::findings::{LessonVerdict, VerifyEvent, VerifyReport};
use super::inspect::{inspect_course, is_requested};
use super::kept::KeptVerdicts;
use super::programs::{self, LessonProgram};
use super::rustfmt;
use crate::cache::CacheFolder;
use crate::course::{Course, LeftOut, Lesson, Problem, Tree};
use crate::grader::{BatchAttempt, Error, GradedAttempt, Grader};
use crate::process::Cancel;
use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

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
        let left_out = LeftOut::read(tree);
        let kept = options
            .kept
            .and_then(|folder| KeptVerdicts::open(folder, grader, &rustfmt, course, left_out));
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
        let unformatted = if course.style.rustfmt {
            rustfmt::unformatted(&rustfmt, &changed)
        } else {
            Ok(BTreeMap::new())
        };
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
        let attempts: Vec<BatchAttempt<'_>> = programs
            .iter()
            .flatten()
            .map(LessonProgram::attempt)
            .collect();
        let lessons = Mutex::new(LessonQueue {
            course,
            left_out,
            kept: keeps,
            written,
            observe,
            report: &mut report,
            rest: changed.iter().copied().zip(&programs).collect(),
            graded: vec![None; attempts.len()].into(),
            first: 0,
            count: 0,
        });
        let lessons = || lessons.lock().unwrap_or_else(PoisonError::into_inner);
        lessons().conclude();
        let conclude = |at, graded: &GradedAttempt| lessons().add(at, graded);
        grader.grade_repeatedly(course, &attempts, cancel, &conclude)?;
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

/// The lessons whose programs are being graded. They are concluded in the order of the course.
struct LessonQueue<'a> {
    course: &'a Course,
    left_out: LeftOut,
    kept: Option<&'a KeptVerdicts>,
    /// The findings of rustfmt and of rustc about the texts, by lesson.
    written: BTreeMap<String, Vec<Problem>>,
    observe: &'a (dyn Fn(VerifyEvent<'_>) + Sync),
    report: &'a mut VerifyReport,
    /// The lessons that are not concluded.
    rest: VecDeque<(&'a Lesson, &'a LessonPrograms<'a>)>,
    /// The results for their programs.
    graded: VecDeque<Option<GradedAttempt>>,
    /// The place of the first of these programs among all.
    first: usize,
    /// How many programs have been graded.
    count: usize,
}

impl LessonQueue<'_> {
    /// Adds the result for a program, and concludes the lessons that waited for it.
    fn add(&mut self, at: usize, graded: &GradedAttempt) {
        self.count += 1;
        let programs = self.count;
        (self.observe)(VerifyEvent::ProgramGraded { programs });
        self.graded[at - self.first] = Some(graded.clone());
        self.conclude();
    }

    /// Concludes the first lessons, as far as their programs have been graded.
    fn conclude(&mut self) {
        while let Some(&(lesson, programs)) = self.rest.front()
            && self.graded.range(..programs.len()).all(Option::is_some)
        {
            self.rest.pop_front();
            self.first += programs.len();
            let graded: Vec<GradedAttempt> =
                self.graded.drain(..programs.len()).flatten().collect();
            self.conclude_lesson(lesson, &programs.iter().zip(&graded).collect::<Vec<_>>());
        }
    }

    fn conclude_lesson(
        &mut self,
        lesson: &Lesson,
        graded: &[(&LessonProgram<'_>, &GradedAttempt)],
    ) {
        let mut findings = self.written.remove(&lesson.id).unwrap_or_default();
        let checked = claims::of_lesson(self.course, lesson, graded, self.left_out);
        findings.extend(checked.findings);
        let verdict = LessonVerdict {
            programs: graded.len(),
            findings,
        };
        if let Some(kept) = self.kept.filter(|_| checked.is_lasting) {
            kept.keep(lesson, &verdict);
        }
        let own = self.report.lesson(&lesson.id);
        own.conclude(verdict);
        (self.observe)(VerifyEvent::LessonFinished(own));
    }
}
