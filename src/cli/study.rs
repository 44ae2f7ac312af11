//! What a command works with: the course, the desk where there is one, and how far the learner has come.

use super::Options;
use super::complaint::Complaint;
use crate::course::{Course, Lesson};
use crate::desk::{self, CourseProgress, CourseSource, Desk, DeskError, LessonProgress, Progress};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Course, desk and progress.
pub(super) struct Study {
    pub(super) course: Arc<Course>,
    desk: Option<Desk>,
    progress: Progress,
    core_only: bool,
}

impl Study {
    /// Finds the desk, its course and the progress; brings lessons that are new in the course to the desk.
    pub(super) fn open(options: &Options) -> anyhow::Result<Self> {
        let desk = find_desk(options)?;
        let source = match &desk {
            Some(desk) if options.course.is_none() => desk.settings()?.course,
            _ => CourseSource::Embedded,
        };
        let course = load(options.course.as_deref(), &source)?;
        let mut progress = Progress::default();
        if let Some(desk) = &desk {
            // A desk that cannot be written can still be read; whoever wants to record hears of it then.
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

    /// The desk, which has to be there.
    pub(super) fn desk(&self) -> Result<&Desk, Complaint> {
        self.desk.as_ref().ok_or(Complaint::NoDesk)
    }

    /// Whether there is a desk.
    pub(super) fn has_desk(&self) -> bool {
        self.desk.is_some()
    }

    /// Progress in this course.
    pub(super) fn so_far(&self) -> &CourseProgress {
        self.progress.course(&self.course.id)
    }

    /// Progress in one lesson.
    pub(super) fn of(&self, lesson: &Lesson) -> &LessonProgress {
        self.so_far().lesson(&lesson.id)
    }

    /// The lesson with this id.
    pub(super) fn lesson(&self, given: &str, command: &'static str) -> Result<&Lesson, Complaint> {
        if let Some(lesson) = self.course.lesson(given) {
            return Ok(lesson);
        }
        let stem = Path::new(given).file_stem().and_then(|stem| stem.to_str());
        let named = stem.and_then(|stem| self.course.lesson(stem));
        if let (Some(lesson), Some(desk)) = (named, &self.desk) {
            return Err(Complaint::FileForLesson {
                command,
                id: lesson.id.clone(),
                file: desk.exercise(lesson),
            });
        }
        let near = named.or_else(|| self.course.nearest(given));
        Err(Complaint::UnknownLesson {
            given: given.to_owned(),
            near: near.map(|lesson| lesson.id.clone()),
        })
    }

    /// The lesson that was named, or else the next one to do; none where all is done.
    pub(super) fn lesson_or_next(
        &self,
        given: Option<&String>,
        command: &'static str,
    ) -> Result<Option<&Lesson>, Complaint> {
        match given {
            Some(id) => self.lesson(id, command).map(Some),
            None => Ok(self.next_lesson(None)),
        }
    }

    /// Whether the learner chose, in the full screen or in plain mode, to go through the core lessons only.
    pub(super) fn core_only(&self) -> bool {
        self.core_only
    }

    /// Returns the next unfinished lesson after the lesson with the id `after`, or the first one of the course.
    pub(super) fn next_lesson(&self, after: Option<&str>) -> Option<&Lesson> {
        desk::next_lesson(&self.course, self.so_far(), after, self.core_only)
    }

    /// The learner's file of a lesson, as a path to show: only where there is one to edit.
    pub(super) fn file(&self, lesson: &Lesson) -> Option<PathBuf> {
        let edited = lesson.has_file();
        let desk = self.desk.as_ref().filter(|_| edited)?;
        Some(desk.exercise(lesson))
    }

    /// Goes on with what the disk has by now.
    pub(super) fn update(&mut self, progress: CourseProgress) {
        *self.progress.course_mut(&self.course.id) = progress;
    }

    /// Records something about a lesson, and goes on with what the disk has then.
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

/// The course that is asked for, or else the one of the desk.
pub(super) fn load(asked: Option<&Path>, of_desk: &CourseSource) -> Result<Course, Complaint> {
    Ok(match (asked, of_desk) {
        (Some(folder), _) => Course::folder(folder)?,
        (None, CourseSource::Path(folder)) => Course::folder(folder)?,
        (None, CourseSource::Embedded) => Course::embedded()?,
    })
}

/// `~/cellmate`.
pub(super) fn usual_desk() -> Result<PathBuf, Complaint> {
    let home = etcetera::home_dir().map_err(|_| Complaint::NoHome)?;
    Ok(home.join("cellmate"))
}

pub(super) fn find_desk(options: &Options) -> Result<Option<Desk>, DeskError> {
    if let Some(dir) = &options.desk {
        return Desk::open(dir).map(Some);
    }
    let above = std::env::current_dir()
        .ok()
        .and_then(|dir| Desk::find(&dir));
    let usual = || Desk::open(&usual_desk().ok()?).ok();
    Ok(above.or_else(usual))
}

/// Tells something beside the output proper.
pub(super) fn note(text: &str) {
    // Where standard error is closed, nobody wants to hear it.
    writeln!(io::stderr(), "note: {text}").ok();
}
