//! What `verify` tells: while it goes, and at its end.

use crate::course::{Lesson, Problem};
use std::time::Duration;

/// What is going on, for a progress bar and a line per lesson.
#[derive(Debug)]
pub enum Event<'a> {
    /// The files have been looked at. This is what will be run.
    Begun {
        /// How many lessons there are.
        lessons: usize,
        /// How many programs they have.
        programs: usize,
    },
    /// Another program has been graded, as often as it has to be.
    Graded {
        /// How many there are so far.
        programs: usize,
    },
    /// Nothing more is to be done about this lesson. Lessons come in the order of the report.
    Finished(&'a LessonReport),
}

/// All that was found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The lessons that were asked for, in the course's order; after them those that could not be read.
    pub lessons: Vec<LessonReport>,
    /// What belongs to no lesson.
    pub course: Vec<Problem>,
    /// What could not be looked at on this machine, in sentences: nothing is wrong with the course because of it.
    pub notes: Vec<String>,
    /// How long it took.
    pub took: Duration,
}

/// What was found about one lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonReport {
    /// Its id.
    pub id: String,
    /// Its chapter's id.
    pub chapter: String,
    /// Its title; none where it could not be read.
    pub title: Option<String>,
    /// How many programs were graded.
    pub programs: usize,
    /// What is wrong with it.
    pub findings: Vec<Problem>,
}

impl Report {
    /// Everything that is wrong: of the course first, then lesson by lesson.
    pub fn findings(&self) -> impl Iterator<Item = &Problem> {
        let of_lessons = self.lessons.iter().flat_map(|lesson| &lesson.findings);
        self.course.iter().chain(of_lessons)
    }

    /// How many programs were graded.
    #[must_use]
    pub fn programs(&self) -> usize {
        self.lessons.iter().map(|lesson| lesson.programs).sum()
    }

    /// Puts a finding to the lesson that it belongs to, or else to the course.
    pub(super) fn add(&mut self, lesson: Option<&str>, finding: Problem) {
        let known = self
            .lessons
            .iter_mut()
            .find(|known| lesson == Some(&known.id));
        known
            .map_or(&mut self.course, |known| &mut known.findings)
            .push(finding);
    }
}

impl LessonReport {
    pub(super) fn of(lesson: &Lesson) -> Self {
        Self {
            id: lesson.id.clone(),
            chapter: lesson.chapter.clone(),
            title: Some(lesson.head.title.clone()),
            programs: 0,
            findings: Vec::new(),
        }
    }

    /// From the top of each file to its end, the lesson's own file first.
    pub(super) fn sort(&mut self) {
        let own = format!("lessons/{}/{}.toml", self.chapter, self.id);
        self.findings.sort_by(|one, other| {
            let key = |finding: &Problem| {
                (
                    finding.file != own,
                    finding.file.clone(),
                    finding.line,
                    finding.column,
                )
            };
            key(one).cmp(&key(other))
        });
    }
}
