//! The course, the desk if there is one, and the learner's progress, as the options select them.

use super::Options;
use super::error::Error;
use crate::course::{Course, Lesson};
use crate::desk::{self, CourseProgress, CourseSource, Desk, DeskError, LessonProgress, Progress};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The course, desk and progress that a command works with.
pub(super) struct CommandContext {
    pub(super) course: Arc<Course>,
    desk: Option<Desk>,
    progress: Progress,
    core_only: bool,
}

impl CommandContext {
    /// Finds the desk, its course and the progress, and adds new lessons of the course to the desk.
    pub(super) fn open(options: &Options) -> anyhow::Result<Self> {
        let desk = find_desk(options)?;
        let source = match &desk {
            Some(desk) if options.course.is_none() => desk.settings()?.course,
            _ => CourseSource::Embedded,
        };
        let course = load(options.course.as_deref(), &source)?;
        let mut progress = Progress::default();
        if let Some(desk) = &desk {
            // A desk that cannot be written can still be read. Recording reports the error.
            if let Ok(update) = desk.update(&course)
                && !update.added.is_empty()
            {
                note(&format!("new on your desk: {}", update.added.join(", ")));
            }
            let kept = desk.progress()?;
            if let Some(notice) = kept.notice {
                note(&notice.to_string());
            }
            progress = kept.progress;
        }
        Ok(Self {
            core_only: desk.as_ref().is_some_and(|desk| desk.view().core_only),
            course: Arc::new(course),
            desk,
            progress,
        })
    }

    /// Returns the desk, or an error if there is none.
    pub(super) fn desk(&self) -> Result<&Desk, Error> {
        self.desk.as_ref().ok_or(Error::NoDesk)
    }

    /// Whether there is a desk.
    pub(super) fn has_desk(&self) -> bool {
        self.desk.is_some()
    }

    /// Returns the progress in this course.
    pub(super) fn progress(&self) -> &CourseProgress {
        self.progress.course(&self.course.id)
    }

    /// Returns the progress in one lesson.
    pub(super) fn lesson_progress(&self, lesson: &Lesson) -> &LessonProgress {
        self.progress().lesson(&lesson.id)
    }

    /// Returns the lesson with this id.
    pub(super) fn lesson(&self, given: &str, command: &'static str) -> Result<&Lesson, Error> {
        if let Some(lesson) = self.course.lesson(given) {
            return Ok(lesson);
        }
        let stem = Path::new(given).file_stem().and_then(|stem| stem.to_str());
        let named = stem.and_then(|stem| self.course.lesson(stem));
        if let (Some(lesson), Some(desk)) = (named, &self.desk) {
            return Err(Error::FileForLesson {
                command,
                id: lesson.id.clone(),
                file: desk.exercise(lesson),
            });
        }
        let near = named.or_else(|| self.course.nearest(given));
        Err(Error::UnknownLesson {
            given: given.to_owned(),
            near: near.map(|lesson| lesson.id.clone()),
        })
    }

    /// Returns the lesson with this id, or else the next unfinished one, if any.
    pub(super) fn lesson_or_next(
        &self,
        given: Option<&String>,
        command: &'static str,
    ) -> Result<Option<&Lesson>, Error> {
        match given {
            Some(id) => self.lesson(id, command).map(Some),
            None => Ok(self.next_lesson(None)),
        }
    }

    /// Whether the learner has restricted the course to the core lessons, in the full screen or in plain mode.
    pub(super) fn core_only(&self) -> bool {
        self.core_only
    }

    /// Returns the next unfinished lesson after the lesson with the id `after`, or the first one of the course.
    pub(super) fn next_lesson(&self, after: Option<&str>) -> Option<&Lesson> {
        desk::next_lesson(&self.course, self.progress(), after, self.core_only)
    }

    /// Returns the path of the learner's file, if the lesson has one to edit.
    pub(super) fn file(&self, lesson: &Lesson) -> Option<PathBuf> {
        let edited = lesson.has_file();
        let desk = self.desk.as_ref().filter(|_| edited)?;
        Some(desk.exercise(lesson))
    }

    /// Replaces the progress in this course by what is now on the disk.
    pub(super) fn update(&mut self, progress: CourseProgress) {
        *self.progress.course_mut(&self.course.id) = progress;
    }

    /// Records a change of a lesson's progress, and continues with what is then on the disk.
    pub(super) fn record(
        &mut self,
        lesson: &str,
        change: impl FnOnce(&mut LessonProgress),
    ) -> anyhow::Result<()> {
        let id = self.course.id.clone();
        let kept = self
            .desk()?
            .record(|progress| change(progress.course_mut(&id).lesson_mut(lesson)))?;
        self.progress = kept.progress;
        Ok(())
    }
}

/// Loads the requested course, or else the course of the desk.
pub(super) fn load(asked: Option<&Path>, of_desk: &CourseSource) -> Result<Course, Error> {
    Ok(match (asked, of_desk) {
        (Some(folder), _) => Course::folder(folder)?,
        (None, CourseSource::Path(folder)) => Course::folder(folder)?,
        (None, CourseSource::Embedded) => Course::embedded()?,
    })
}

/// Returns the default place for a desk, `~/cellmate`.
pub(super) fn default_desk() -> Result<PathBuf, Error> {
    let home = etcetera::home_dir().map_err(|_| Error::NoHome)?;
    Ok(home.join("cellmate"))
}

/// Finds the requested desk, or else the nearest one in or above the current folder, or else `~/cellmate`.
pub(super) fn find_desk(options: &Options) -> Result<Option<Desk>, DeskError> {
    if let Some(dir) = &options.desk {
        return Desk::open(dir).map(Some);
    }
    let above = std::env::current_dir()
        .ok()
        .and_then(|dir| Desk::find(&dir));
    let default = || Desk::open(&default_desk().ok()?).ok();
    Ok(above.or_else(default))
}

/// Prints a note on standard error.
pub(super) fn note(text: &str) {
    // If standard error is closed, there is nowhere to report that.
    writeln!(io::stderr(), "note: {text}").ok();
}
