//! The findings of `verify`, and the events that it reports while it runs.

use crate::course::{Lesson, Problem};
use std::time::Duration;

/// Progress of `verify`.
#[derive(Debug)]
pub enum VerifyEvent<'a> {
    /// The files have been read; the `programs` without a kept result come next. The `unchanged` lessons have no such
    /// program.
    Started {
        lessons: usize,
        unchanged: usize,
        programs: usize,
    },
    /// Another program has been graded. `programs` is how many have been graded so far.
    ProgramGraded { programs: usize },
    /// A lesson is finished, in the order of the report.
    LessonFinished(&'a LessonReport),
}

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

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonReport {
    pub id: String,
    pub chapter: String,
    /// `None` if the lesson could not be read.
    pub title: Option<String>,
    pub programs: usize,
    /// How many of its programs have results from an earlier `verify`.
    pub kept: usize,
    pub findings: Vec<Problem>,
}

impl VerifyReport {
    /// Returns all findings: those of the course, then lesson by lesson.
    pub fn findings(&self) -> impl Iterator<Item = &Problem> {
        let of_lessons = self.lessons.iter().flat_map(|lesson| &lesson.findings);
        self.course.iter().chain(of_lessons)
    }

    #[must_use]
    pub fn programs(&self) -> usize {
        self.lessons.iter().map(|lesson| lesson.programs).sum()
    }

    /// Counts the lessons that needed no run of a program.
    #[must_use]
    pub fn unchanged(&self) -> usize {
        let lessons = self.lessons.iter();
        lessons.filter(|lesson| lesson.is_unchanged()).count()
    }

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
            kept: 0,
            findings: Vec::new(),
        }
    }

    /// Whether it has programs, and all of them have results from an earlier `verify`.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.kept > 0 && self.kept == self.programs
    }

    /// Adds the findings about the programs. `kept` programs were graded by an earlier `verify`.
    pub(super) fn conclude(&mut self, programs: usize, kept: usize, findings: Vec<Problem>) {
        self.programs = programs;
        self.kept = kept;
        // What a program does explains other findings about the same line.
        let is_shown = |own: &Problem| {
            let mut shown = findings.iter();
            own.line > 0 && shown.any(|other| other.file == own.file && other.line == own.line)
        };
        self.findings.retain(|own| !is_shown(own));
        self.findings.extend(findings);
        self.sort();
    }

    /// Sorts the findings by file and line: first the solution, from which others may follow, then the TOML file of the
    /// lesson.
    pub(super) fn sort(&mut self) {
        let solution = format!("solutions/{}/{}.rs", self.chapter, self.id);
        let own = format!("lessons/{}/{}.toml", self.chapter, self.id);
        self.findings.sort_by(|one, other| {
            let key = |finding: &Problem| {
                (
                    finding.file != solution,
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
