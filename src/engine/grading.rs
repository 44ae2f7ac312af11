//! The one path from a file to a verdict: read, grade, check that the file is still the same, record.

use super::core::{Core, JobHandle, Unfinished, lesson_of, prediction_of, unfinished};
use super::{Command, Error, Event, GradingBackend, GradingStep, JobId, Notice};
use crate::course::{Course, Lesson};
use crate::desk::{CourseProgress, Desk, LastVerdict, RecordedPrediction};
use crate::grader::{self, Attempt};
use crate::verdict::{Commitment, Outcome, Verdict};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How many times a file is graded again because it was saved meanwhile.
const MAX_RETRIES: u32 = 20;

/// The least time between two reports of how many schedules were tried: there may be thousands in a second.
const SCHEDULES_INTERVAL: Duration = Duration::from_millis(100);

/// Grades what was saved, unless that text has its verdict or is being graded.
pub(super) fn grade_saved(core: &Arc<Core>, path: &Path) {
    let (Ok(course), Ok(desk)) = (core.course(), core.desk()) else {
        return;
    };
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    let saved = stem
        .and_then(|id| course.lesson(id))
        .filter(|lesson| lesson.has_file() && desk.exercise(lesson) == path);
    let Some(lesson) = saved else { return };
    core.emit(Event::FileSaved {
        lesson: lesson.id.clone(),
    });
    if !core.setup.automatic {
        return;
    }
    if let Ok(text) = grader::read(path)
        && let Ok(grader) = core.grader()
        && !core
            .jobs
            .needs_grading(&lesson.id, &grader.hash(lesson, &text))
    {
        core.emit(Event::FileRead {
            lesson: lesson.id.clone(),
            text: Ok(text),
        });
        return;
    }
    core.start(Command::Grade {
        lesson: lesson.id.clone(),
        debounce: false,
    });
}

/// Grades the learner's file of a lesson.
pub(super) fn grade(
    core: &Arc<Core>,
    job: &JobHandle,
    id: &str,
    debounce: bool,
) -> Result<(), Unfinished> {
    if debounce {
        core.jobs.wait(core.setup.linger, &job.cancel);
    }
    let course = core.course()?;
    let desk = core.desk()?;
    let lesson = lesson_of(&course, id)?;
    let verdict_on_disk = VerdictOnDisk {
        core,
        course: &course,
        desk: &desk,
        lesson,
    };
    for _ in 0..MAX_RETRIES {
        job.check()?;
        let text = verdict_on_disk.read()?;
        let grader = core.grader()?;
        if !core.jobs.note_text(job.id, &grader.hash(lesson, &text)) {
            return Err(Unfinished::Cancelled);
        }
        let active = core.jobs.begin_grading();
        let steps = Steps::new(core, job.id, id);
        let verdict = grader
            .grade(&course, lesson, &text, &job.cancel, &|step| {
                steps.report(step);
            })
            .map_err(unfinished)?;
        drop(active);
        let Some(recorded) = verdict_on_disk.record(grader, &verdict) else {
            continue;
        };
        return report(core, job, lesson, text, verdict, recorded);
    }
    let path = desk.exercise(lesson);
    Err(Error::KeepsChanging { path }.into())
}

/// Reports how far one grading has come.
struct Steps<'a> {
    core: &'a Core,
    job: JobId,
    lesson: &'a str,
    /// When a number of schedules was reported last.
    schedules: Mutex<Option<Instant>>,
}

impl<'a> Steps<'a> {
    fn new(core: &'a Core, job: JobId, lesson: &'a str) -> Self {
        Self {
            core,
            job,
            lesson,
            schedules: Mutex::default(),
        }
    }

    fn report(&self, step: GradingStep) {
        match step {
            GradingStep::Compiling | GradingStep::Running | GradingStep::Testing { .. } => {}
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
        self.core.emit(Event::GradingAdvanced {
            job: self.job,
            lesson: self.lesson.to_owned(),
            step,
        });
    }
}

/// Reports a verdict, and starts what follows it: the trace that it calls for.
fn report(
    core: &Arc<Core>,
    job: &JobHandle,
    lesson: &Lesson,
    text: String,
    verdict: Verdict,
    recorded: Recorded,
) -> Result<(), Unfinished> {
    if !core.jobs.note_verdict(job.id, &lesson.id, &verdict.hash) {
        return Err(Unfinished::Cancelled);
    }
    let traced = core.setup.automatic && grader::calls_for_a_trace(&verdict, &text);
    let follow_up = traced.then(|| {
        let command = Command::Trace {
            lesson: lesson.id.clone(),
            text: text.clone(),
            verdict: Box::new(verdict.clone()),
        };
        (core.admit(&command), command)
    });
    emit_verdict(core, job, lesson, text, verdict, recorded);
    match follow_up {
        Some((trace, command)) => core.launch(trace, command),
        None if core.setup.automatic => {
            core.start(Command::PrepareTrace {
                lesson: lesson.id.clone(),
            });
        }
        None => {}
    }
    Ok(())
}

fn emit_verdict(
    core: &Core,
    job: &JobHandle,
    lesson: &Lesson,
    text: String,
    verdict: Verdict,
    recorded: Recorded,
) {
    let unrecorded = match recorded {
        Recorded::Progress(progress) => {
            core.emit(Event::ProgressRecorded { progress });
            None
        }
        Recorded::ReadOnly => None,
        Recorded::Failed(error) => Some(error),
    };
    core.emit(Event::Graded {
        job: job.id,
        lesson: lesson.id.clone(),
        text,
        verdict: Box::new(verdict),
        unrecorded,
    });
}

/// Grades the learner's files of many lessons.
pub(super) fn grade_all(
    core: &Arc<Core>,
    job: &JobHandle,
    ids: &[String],
) -> Result<(), Unfinished> {
    let course = core.course()?;
    let desk = core.desk()?;
    let mut texts = Vec::new();
    for id in ids {
        let lesson = lesson_of(&course, id)?;
        let on_disk = VerdictOnDisk {
            core,
            course: &course,
            desk: &desk,
            lesson,
        };
        match on_disk.read() {
            Ok(text) => texts.push((on_disk, text)),
            Err(error) => core.emit(Event::NotGraded {
                job: job.id,
                lesson: id.clone(),
                error,
            }),
        }
    }
    let attempts: Vec<Attempt<'_>> = texts
        .iter()
        .map(|(on_disk, text)| Attempt::new(on_disk.lesson, text))
        .collect();
    let total = attempts.len();
    if total == 0 {
        return Ok(());
    }
    let grader = core.grader()?;
    let report = |graded| {
        core.emit(Event::GradedSoFar {
            job: job.id,
            graded,
            total,
        });
    };
    report(0);
    let count = Mutex::new(0);
    let active = core.jobs.begin_grading();
    let verdicts = grader.grade_all(&course, &attempts, &job.cancel, &|_| {
        // Counted and reported under one lock, because several are graded at a time.
        let mut count = count.lock().unwrap_or_else(PoisonError::into_inner);
        *count += 1;
        report(*count);
    });
    drop(active);
    for ((on_disk, text), graded) in texts.iter().zip(verdicts.map_err(unfinished)?) {
        let (lesson, verdict) = (on_disk.lesson, graded.verdict);
        match on_disk.record(grader, &verdict) {
            Some(recorded) => emit_verdict(core, job, lesson, text.clone(), verdict, recorded),
            None => core.emit(Event::NotGraded {
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

/// Runs the program of a prediction, records the commitment, and reports how they compare.
pub(super) fn predict(
    core: &Arc<Core>,
    job: &JobHandle,
    id: &str,
    prediction: &str,
    commitment: Commitment,
) -> Result<(), Unfinished> {
    let course = core.course()?;
    // A commitment that cannot be recorded must not reveal anything.
    let desk = core.writable_desk()?;
    let lesson = lesson_of(&course, id)?;
    let prediction = prediction_of(lesson, prediction)?;
    let active = core.jobs.begin_grading();
    let result = core
        .grader()?
        .predict(&course, lesson, prediction, commitment, &job.cancel)
        .map_err(unfinished)?;
    drop(active);
    let kept = desk.record(|progress| {
        let progress = progress.course_mut(&course.id).lesson_mut(id);
        let (said, right) = (result.predicted.clone(), result.right);
        progress.record_prediction(
            &prediction.id,
            RecordedPrediction {
                commitment: said,
                right,
            },
        );
    })?;
    let progress = kept.progress.course(&course.id).clone();
    let revealed = match desk.reveal_after_predictions(lesson, prediction, progress.lesson(id)) {
        Ok(revealed) => revealed,
        Err(error) => {
            core.notice(Notice::Failed(error.into()));
            None
        }
    };
    core.emit(Event::ProgressRecorded { progress });
    let runs = result.observed.outcome != Outcome::CompileError;
    let follow_up = (core.setup.automatic && runs).then(|| {
        let command = Command::TracePrediction {
            lesson: id.to_owned(),
            prediction: prediction.id.clone(),
        };
        (core.admit(&command), command)
    });
    core.emit(Event::PredictionJudged {
        job: job.id,
        lesson: id.to_owned(),
        result: Box::new(result),
        revealed,
    });
    if let Some((trace, command)) = follow_up {
        core.launch(trace, command);
    }
    Ok(())
}

/// What became of a verdict's recording.
enum Recorded {
    Progress(CourseProgress),
    /// Another instance has the desk.
    ReadOnly,
    Failed(Error),
}

/// One lesson's file, and the verdicts on it.
struct VerdictOnDisk<'a> {
    core: &'a Core,
    course: &'a Course,
    desk: &'a Desk,
    lesson: &'a Lesson,
}

impl VerdictOnDisk<'_> {
    fn read(&self) -> Result<String, Error> {
        let text = grader::read(&self.desk.exercise(self.lesson)).map_err(Arc::new);
        self.core.emit(Event::FileRead {
            lesson: self.lesson.id.clone(),
            text: text.clone(),
        });
        text.map_err(Error::Source)
    }

    /// Records a verdict if it is about what is on the disk before and after. None if it is not.
    fn record(&self, grader: &dyn GradingBackend, verdict: &Verdict) -> Option<Recorded> {
        let recorded = match self.core.writable_desk() {
            Ok(desk) => match self.write(&desk, grader, verdict) {
                Ok(progress) => Recorded::Progress(progress?),
                Err(error) => Recorded::Failed(error),
            },
            Err(_) => Recorded::ReadOnly,
        };
        // Recording syncs to the disk, which takes a while: the file may have been saved meanwhile.
        self.is_current(grader, verdict).then_some(recorded)
    }

    fn write(
        &self,
        desk: &Desk,
        grader: &dyn GradingBackend,
        verdict: &Verdict,
    ) -> Result<Option<CourseProgress>, Error> {
        let mut current = false;
        let kept = desk.record(|progress| {
            // As late as possible: under the desk's lock.
            let text = self.current_text(grader, verdict);
            current = text.is_some();
            if let Some(text) = text {
                let last = LastVerdict {
                    hash: verdict.hash.clone(),
                    text_hash: Some(grader::text_hash(&text)),
                    passed: verdict.passed(),
                };
                let course = progress.course_mut(&self.course.id);
                course
                    .lesson_mut(&self.lesson.id)
                    .record_verdict(last, now());
            }
        })?;
        Ok(current.then(|| kept.progress.course(&self.course.id).clone()))
    }

    /// Whether the file is what the verdict is about.
    fn is_current(&self, grader: &dyn GradingBackend, verdict: &Verdict) -> bool {
        self.current_text(grader, verdict).is_some()
    }

    /// Returns the text on the disk if the verdict is about it.
    fn current_text(&self, grader: &dyn GradingBackend, verdict: &Verdict) -> Option<String> {
        grader::read(&self.desk.exercise(self.lesson))
            .ok()
            .filter(|text| grader.hash(self.lesson, text) == verdict.hash)
    }
}

/// Seconds since 1970; 0 if the clock is set to an earlier time.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}
