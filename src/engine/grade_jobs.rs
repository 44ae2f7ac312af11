//! The jobs that grade the learner's files: read, grade, check that the file is still the same, record and report.

use super::recording::{ExerciseFile, Outdated};
use super::shared::{JobHandle, Shared, Unfinished};
use super::{Command, Error, Event, GradingStep, JobId};
use crate::course::Lesson;
use crate::grader::{self, Attempt};
use crate::verdict::Verdict;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How many times a job grades a file before it gives up, if the file or its lesson changes during each grading.
const MAX_GRADINGS: u32 = 20;

/// The minimum time between two reports of how many schedules were tried: there may be thousands in a second.
const SCHEDULES_INTERVAL: Duration = Duration::from_millis(100);

/// Grades a saved text, unless the last verdict is about it or it is being graded.
pub(super) fn grade_saved(shared: &Arc<Shared>, path: &Path) {
    let (Ok(course), Ok(desk)) = (shared.course(), shared.desk()) else {
        return;
    };
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    let saved = stem
        .and_then(|id| course.lesson(id))
        .filter(|lesson| lesson.has_file() && desk.exercise(lesson) == path);
    let Some(lesson) = saved else { return };
    shared.emit(Event::FileSaved {
        lesson: lesson.id.clone(),
    });
    if !shared.setup.automatic {
        return;
    }
    if let Ok(text) = grader::read(path)
        && let Ok(grader) = shared.grader()
        && !shared
            .jobs
            .needs_grading(&lesson.id, &grader.hash(&course, lesson, &text))
    {
        shared.emit(Event::FileRead {
            lesson: lesson.id.clone(),
            text: Ok(text),
        });
        return;
    }
    shared.start(Command::Grade {
        lesson: lesson.id.clone(),
        debounce: false,
    });
}

pub(super) fn grade(
    shared: &Arc<Shared>,
    job: &JobHandle,
    id: &str,
    debounce: bool,
) -> Result<(), Unfinished> {
    if debounce {
        shared.jobs.wait(shared.setup.debounce, &job.cancel);
    }
    for _ in 0..MAX_GRADINGS {
        job.check()?;
        let course = shared.course()?;
        let file = ExerciseFile::new(shared, &course, id)?;
        let lesson = file.lesson;
        let text = file.read()?;
        let grader = shared.grader()?;
        if !shared
            .jobs
            .note_text(job.id, &grader.hash(&course, lesson, &text))
        {
            return Err(Unfinished::Cancelled);
        }
        let active = shared.jobs.begin_grading();
        let steps = Steps::new(shared, job.id, id);
        let verdict = grader.grade(&course, lesson, &text, &job.cancel, &|step| {
            steps.report(step);
        })?;
        drop(active);
        let Ok(unrecorded) = file.record(grader, job.id, &verdict) else {
            continue;
        };
        return report(shared, job, lesson, text, verdict, unrecorded);
    }
    let course = shared.course()?;
    let path = ExerciseFile::new(shared, &course, id)?.path;
    Err(Error::KeepsChanging { path }.into())
}

struct Steps<'a> {
    shared: &'a Shared,
    job: JobId,
    lesson: &'a str,
    /// When a number of schedules was reported last.
    schedules: Mutex<Option<Instant>>,
}

impl<'a> Steps<'a> {
    fn new(shared: &'a Shared, job: JobId, lesson: &'a str) -> Self {
        Self {
            shared,
            job,
            lesson,
            schedules: Mutex::default(),
        }
    }

    fn report(&self, step: GradingStep) {
        match step {
            GradingStep::Compiling
            | GradingStep::Running
            | GradingStep::Testing { .. }
            | GradingStep::PreparingStd => {}
            GradingStep::TryingSchedules { .. } => {
                let mut last = self
                    .schedules
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                if last.is_some_and(|last| last.elapsed() < SCHEDULES_INTERVAL) {
                    return;
                }
                *last = Some(Instant::now());
            }
        }
        self.shared.emit(Event::GradingAdvanced {
            job: self.job,
            lesson: self.lesson.to_owned(),
            step,
        });
    }
}

/// Reports a verdict, and starts the trace that it calls for.
fn report(
    shared: &Arc<Shared>,
    job: &JobHandle,
    lesson: &Lesson,
    text: String,
    verdict: Verdict,
    unrecorded: Option<Error>,
) -> Result<(), Unfinished> {
    if !shared.jobs.note_verdict(job.id, &lesson.id, &verdict.hash) {
        return Err(Unfinished::Cancelled);
    }
    let may_trace = shared.setup.automatic && shared.course()?.features.borrows;
    let traced = may_trace && grader::calls_for_a_trace(&verdict, &text);
    let follow_up = traced.then(|| {
        let command = Command::Trace {
            lesson: lesson.id.clone(),
            text: text.clone(),
            verdict: Box::new(verdict.clone()),
        };
        shared.register(command.into())
    });
    emit_verdict(shared, job, lesson, text, verdict, unrecorded);
    match follow_up {
        Some(trace) => shared.dispatch(trace),
        None if may_trace => {
            shared.start(Command::PrepareTrace {
                lesson: lesson.id.clone(),
            });
        }
        None => {}
    }
    Ok(())
}

fn emit_verdict(
    shared: &Shared,
    job: &JobHandle,
    lesson: &Lesson,
    text: String,
    verdict: Verdict,
    unrecorded: Option<Error>,
) {
    shared.emit(Event::Graded {
        job: job.id,
        lesson: lesson.id.clone(),
        text,
        verdict: Box::new(verdict),
        unrecorded,
    });
}

pub(super) fn grade_all(
    shared: &Arc<Shared>,
    job: &JobHandle,
    ids: &[String],
) -> Result<(), Unfinished> {
    let course = shared.course()?;
    let mut texts = Vec::new();
    for id in ids {
        let file = ExerciseFile::new(shared, &course, id)?;
        match file.read() {
            Ok(text) => texts.push((file, text)),
            Err(error) => shared.emit(Event::NotGraded {
                job: job.id,
                lesson: id.clone(),
                error,
            }),
        }
    }
    let attempts: Vec<Attempt<'_>> = texts
        .iter()
        .map(|(file, text)| Attempt::new(file.lesson, text))
        .collect();
    let total = attempts.len();
    if total == 0 {
        return Ok(());
    }
    let grader = shared.grader()?;
    let report = |graded| {
        shared.emit(Event::GradedSoFar {
            job: job.id,
            graded,
            total,
        });
    };
    report(0);
    let count = Mutex::new(0);
    let active = shared.jobs.begin_grading();
    let verdicts = grader.grade_all(&course, &attempts, &job.cancel, &|_, _| {
        // Counted and reported under one lock, because several files are graded at a time.
        let mut count = count.lock().unwrap_or_else(PoisonError::into_inner);
        *count += 1;
        report(*count);
    });
    drop(active);
    for ((file, text), graded) in texts.iter().zip(verdicts?) {
        let (lesson, verdict) = (file.lesson, graded.verdict);
        match file.record(grader, job.id, &verdict) {
            Ok(unrecorded) => {
                emit_verdict(shared, job, lesson, text.clone(), verdict, unrecorded);
            }
            Err(Outdated) => shared.emit(Event::NotGraded {
                job: job.id,
                lesson: lesson.id.clone(),
                error: Error::SavedMeanwhile {
                    lesson: lesson.id.clone(),
                },
            }),
        }
    }
    Ok(())
}
