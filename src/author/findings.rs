//! The findings of `verify`, and the events that it reports while it runs.

use crate::course::{Lesson, Problem};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Progress of `verify`.
#[derive(Debug)]
pub enum VerifyEvent<'a> {
    /// The files have been read; the programs come next. `unchanged` lessons keep their verdicts, so only the
    /// `programs` of the others are graded.
    Started {
        lessons: usize,
        unchanged: usize,
        programs: usize,
    },
    /// Another program has been graded, which makes this many so far.
    ProgramGraded { programs: usize },
    /// A lesson is finished. Those that are unchanged come first, then the others, both in the order of the report.
    LessonFinished(&'a LessonReport),
}

/// All findings of `verify`.
#[derive(Clone, Debug, Default)]
pub struct VerifyReport {
    /// The requested lessons in the order of the course, then those that could not be read.
    pub lessons: Vec<LessonReport>,
    /// Findings that belong to no lesson.
    pub course: Vec<Problem>,
    /// Why checks were left out on this machine. These are not findings.
    pub notes: Vec<String>,
    pub took: Duration,
}

/// What the programs of a lesson showed when they ran, and rustfmt about their files.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LessonVerdict {
    pub(super) programs: usize,
    pub(super) findings: Vec<Problem>,
}

/// The findings about one lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonReport {
    pub id: String,
    pub chapter: String,
    /// `None` if the lesson could not be read.
    pub title: Option<String>,
    pub programs: usize,
    /// Whether all verdicts about its programs are of an earlier `verify`.
    pub unchanged: bool,
    pub findings: Vec<Problem>,
}

impl VerifyReport {
    /// Returns all findings: those of the course, then lesson by lesson.
    pub fn findings(&self) -> impl Iterator<Item = &Problem> {
        let of_lessons = self.lessons.iter().flat_map(|lesson| &lesson.findings);
        self.course.iter().chain(of_lessons)
    }

    /// Counts the programs that were graded.
    #[must_use]
    pub fn programs(&self) -> usize {
        self.lessons.iter().map(|lesson| lesson.programs).sum()
    }

    /// Counts the lessons that kept the verdicts of an earlier `verify`.
    #[must_use]
    pub fn unchanged(&self) -> usize {
        self.lessons
            .iter()
            .filter(|lesson| lesson.unchanged)
            .count()
    }

    /// Returns the report on a lesson that was read.
    pub(super) fn lesson(&mut self, id: &str) -> &mut LessonReport {
        let found = self.lessons.iter_mut().find(|report| report.id == id);
        found.expect("there is a report for every lesson that was read")
    }

    /// Adds a finding to its lesson, or else to the course.
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
    pub(super) fn new(lesson: &Lesson) -> Self {
        Self {
            id: lesson.id.clone(),
            chapter: lesson.chapter.clone(),
            title: Some(lesson.head.title.clone()),
            programs: 0,
            unchanged: false,
            findings: Vec::new(),
        }
    }

    /// Adds what the programs showed.
    pub(super) fn conclude(&mut self, verdict: LessonVerdict) {
        self.programs = verdict.programs;
        self.findings.extend(verdict.findings);
        self.sort();
    }

    /// Sorts the findings by file and line, the TOML file of the lesson first.
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
