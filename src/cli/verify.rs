//! `cellmate verify`, for instructors: checks every lesson against its own claims.

use super::error::Error;
use super::out::Output;
use super::progress::ProgressLine;
use super::writer::{self, OutputStyle};
use super::{Exit, Options, driver};
use crate::author::{self, LessonReport, VerifyEvent, VerifyOptions, VerifyReport};
use crate::cache::CacheFolder;
use crate::course::{self, Problem, Tree};
use crate::report::{self, Block, Tone};
use crate::rows::Role;
use serde_json::{Value, json};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Check a course against its own claims: run every starter, solution, mistake and prediction
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example: cellmate verify . --lesson rate_limiter

Without COURSE, cellmate verifies the course in or above this folder, or else its own.
A lesson without a change keeps its verdict and is not run again, unless chance or an unexpected time-out decided it.
Exit codes: 0 if no problems were found, 1 if some were, 2 on an error.")]
pub(super) struct Args {
    /// The folder of the course: the one with lessons/course.toml in it
    course: Option<PathBuf>,
    /// Verify only this lesson; can be repeated
    #[arg(long, value_name = "ID")]
    lesson: Vec<String>,
    /// Forget the verdicts of earlier calls and run every lesson
    #[arg(long)]
    fresh: bool,
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    let tree = tree(args.course.as_deref().or(options.course()?))?;
    let (grader, cancel) = driver::interruptible_grader()?;
    let printer = ProgressPrinter {
        counter: ProgressLine::new(out),
        total: AtomicUsize::new(0),
        style: out.style,
        json: out.is_json(),
        written: Mutex::new((out, Ok(()))),
    };
    let kept = CacheFolder::of_user().and_then(|cache| cache.subfolder("verdicts"));
    let verify = VerifyOptions {
        only: &args.lesson,
        kept: kept.as_ref(),
        fresh: args.fresh,
    };
    let report = author::verify(&grader, &tree, verify, &cancel, &|event| {
        printer.observe(&event);
    })?;
    let (out, written) = printer
        .written
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    written?;
    drop(printer.counter);
    let nothing = report.lessons.is_empty() && report.findings().next().is_none();
    if nothing && !args.lesson.is_empty() {
        let what = format!("no lesson `{}` in this course", args.lesson.join("`, `"));
        return Err(Error::refused(what, "`cellmate list` shows all lessons").into());
    }
    if out.is_json() {
        out.json(&as_json(&report))?;
    } else {
        sum_up(&report, out)?;
    }
    Ok(match report.findings().next() {
        None => Exit::Passed,
        Some(_) => Exit::NotPassed,
    })
}

/// Returns the requested course, or the one around the current folder, or the one in the binary.
fn tree(asked: Option<&Path>) -> anyhow::Result<Tree> {
    if let Some(folder) = asked {
        if !course::is_course(folder) {
            let folder = folder.display();
            let what = format!("{folder} is not a course, because it has no lessons/course.toml");
            return Err(Error::refused(what, "name the folder that contains `lessons`").into());
        }
        return Ok(Tree::folder(folder));
    }
    let here = std::env::current_dir()?;
    let above = here.ancestors().find(|folder| course::is_course(folder));
    Ok(above.map_or_else(Tree::embedded, Tree::folder))
}

/// Prints a line for each finished lesson, and a counter. Events come from several threads.
struct ProgressPrinter<'a> {
    counter: ProgressLine,
    /// How many programs there are to grade.
    total: AtomicUsize,
    style: OutputStyle,
    json: bool,
    written: Mutex<(&'a mut Output, io::Result<()>)>,
}

impl ProgressPrinter<'_> {
    fn observe(&self, event: &VerifyEvent<'_>) {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            VerifyEvent::Started {
                lessons,
                unchanged,
                programs,
            } => {
                let lessons = report::verified_lessons(*lessons, *unchanged);
                self.total.store(*programs, Ordering::Relaxed);
                let programs = crate::text::plural(*programs, "program");
                self.counter
                    .begin(&format!("{lessons}, {programs}: compiling"));
            }
            VerifyEvent::ProgramGraded { programs } => {
                self.counter
                    .step(*programs, self.total.load(Ordering::Relaxed));
            }
            VerifyEvent::LessonFinished(lesson) if !self.json => {
                self.counter.clear();
                if written.1.is_ok() {
                    written.1 = written.0.say(&line(lesson, self.style));
                }
            }
            VerifyEvent::LessonFinished(_) => {}
        }
    }
}

fn line(lesson: &LessonReport, style: OutputStyle) -> String {
    let name = format!("{}/{}", lesson.chapter, lesson.id);
    let found = report::lesson_findings(lesson.programs, lesson.unchanged, &lesson.findings);
    let (role, sign) = if lesson.findings.is_empty() {
        (Role::Good, "✓")
    } else {
        (Role::Bad, "✗")
    };
    let mut text = format!("{} {name:<32} {}\n", style.paint(role, sign), found.status);
    let findings = writer::text(style, &report::findings(&lesson.findings));
    if !findings.is_empty() {
        text += &format!("\n{findings}\n");
    }
    text
}

fn sum_up(report: &VerifyReport, out: &mut Output) -> io::Result<()> {
    let mut blocks = report::findings(&report.course);
    let notes = report.notes.iter();
    blocks.extend(notes.map(|note| Block::Note(Tone::Neutral, format!("note: {note}"))));
    let millis = u64::try_from(report.took.as_millis()).unwrap_or(u64::MAX);
    let lessons = report::verified_lessons(report.lessons.len(), report.unchanged());
    let findings = report.findings().count();
    blocks.push(report::verification(
        &lessons,
        report.programs(),
        findings,
        millis,
    ));
    out.gap()?;
    out.say(&writer::text(out.style, &blocks))
}

fn as_json(report: &VerifyReport) -> Value {
    let finding = |finding: &Problem| {
        json!({
            "file": finding.file, "line": finding.line, "column": finding.column,
            "message": finding.message, "remedy": finding.remedy,
        })
    };
    let findings = |all: &[Problem]| all.iter().map(finding).collect::<Vec<_>>();
    let lessons: Vec<Value> = report
        .lessons
        .iter()
        .map(|lesson| {
            json!({
                "id": lesson.id, "chapter": lesson.chapter, "title": lesson.title,
                "programs": lesson.programs, "unchanged": lesson.unchanged, "findings": findings(&lesson.findings),
            })
        })
        .collect();
    json!({
        "passed": report.findings().next().is_none(),
        "lessons": lessons,
        "course": findings(&report.course),
        "notes": report.notes,
        "millis": u64::try_from(report.took.as_millis()).unwrap_or(u64::MAX),
    })
}
