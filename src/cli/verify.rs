//! `cellmate verify`, for instructors: checks every lesson against its own claims.

use super::error::Error;
use super::out::Output;
use super::progress::ProgressLine;
use super::writer::{self, OutputStyle};
use super::{Exit, Options, consent, driver, out};
use crate::author::{self, LessonReport, VerifyEvent, VerifyOptions, VerifyReport};
use crate::cache::CacheFolder;
use crate::course::{self, COURSE_FOLDERS, Problem, Tree};
use crate::desk::{CourseSource, Desk};
use crate::grader::{self, Grader};
use crate::pack;
use crate::process::Cancel;
use crate::report::{self, Block, Tone};
use crate::rows::Role;
use crate::watch::FolderPoll;
use serde_json::{Value, json};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::Duration;

/// How often a watching command checks for Ctrl-C.
const INTERRUPT_POLL_INTERVAL: Duration = Duration::from_millis(100);

/// Check a course against its own claims: run every starter, solution, mistake and prediction
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example: cellmate verify . --lesson rate_limiter

Without COURSE, cellmate verifies the course in or above this folder, or that of the desk here, or else its own.
cellmate runs a program again only if something that decides its verdict has changed, or if chance or an unexpected timeout decided the verdict.
Exit codes: 0 if no problems were found, 1 if some were, 2 on an error.")]
pub(super) struct Args {
    /// The folder of the course: the one with lessons/course.toml in it; or a file from `cellmate course pack`
    course: Option<PathBuf>,
    /// Verify only this lesson; can be repeated
    #[arg(long, value_name = "ID")]
    lesson: Vec<String>,
    /// Ignore earlier verdicts, and run every program
    #[arg(long)]
    fresh: bool,
    /// Verify again after every change, until Ctrl-C
    #[arg(long)]
    watch: bool,
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    let named = args.course.as_deref().or(options.course()?);
    let (root, desk) = match named {
        Some(folder) => (Some(named_course(folder)?), None),
        None => course_here()?,
    };
    let cancel = driver::cancel_on_stop()?;
    let launcher = match &root {
        // A pack comes from someone else.
        Some(pack) if desk.is_none() && pack.is_file() => consent::confined_or_agreed(pack)?,
        _ => consent::launcher_for(options, desk.as_ref())?,
    };
    let verification = Verification {
        grader: Grader::new(launcher)?,
        cancel,
        kept: CacheFolder::of_user().and_then(|cache| cache.subfolder("verdicts")),
        only: &args.lesson,
    };
    if !args.watch {
        let tree = match &root {
            // A desk has its course as a pack.
            Some(path) => pack::open(path).map_err(|error| {
                let what = format!("cannot use {}: {error}", path.display());
                Error::refused(what, "name the folder of a course")
            })?,
            None => Tree::embedded(),
        };
        let report = verification.verify(&tree, args.fresh, None, out)?;
        return Ok(match report.findings().next() {
            None => Exit::Passed,
            Some(_) => Exit::NotPassed,
        });
    }
    let Some(root) = root.filter(|root| root.is_dir()) else {
        let help = "run this in the folder of a course, or name it: `cellmate verify --watch DIR`";
        return Err(Error::refused("there is no course to watch here", help).into());
    };
    verification.watch(&root, args.fresh, out)
}

/// What all verifications of one command have in common.
struct Verification<'a> {
    grader: Grader,
    cancel: Cancel,
    kept: Option<CacheFolder>,
    /// The ids of the lessons; empty means all.
    only: &'a [String],
}

impl Verification<'_> {
    /// Verifies a course, and prints the result. After another verification, only lessons with news get a line.
    fn verify(
        &self,
        tree: &Tree,
        fresh: bool,
        before: Option<&Verified>,
        out: &mut Output,
    ) -> anyhow::Result<VerifyReport> {
        let printer = ProgressPrinter {
            counter: ProgressLine::new(out),
            total: AtomicUsize::new(0),
            style: out.style,
            json: out.is_json(),
            tree,
            before,
            written: Mutex::new((out, Ok(()))),
        };
        let options = VerifyOptions {
            only: self.only,
            kept: self.kept.as_ref(),
            fresh,
        };
        let report = author::verify(&self.grader, tree, options, &self.cancel, &|event| {
            printer.observe(&event);
        })?;
        let (out, written) = printer
            .written
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        written?;
        drop(printer.counter);
        let nothing = report.lessons.is_empty() && report.findings().next().is_none();
        if nothing && !self.only.is_empty() {
            let what = format!("no lesson `{}` in this course", self.only.join("`, `"));
            return Err(Error::refused(what, "`cellmate list` shows all lessons").into());
        }
        if out.is_json() {
            out.json(&as_json(&report))?;
        } else {
            sum_up(&report, out)?;
        }
        Ok(report)
    }

    /// Verifies a course now, and after every change, until Ctrl-C.
    fn watch(&self, root: &Path, fresh: bool, out: &mut Output) -> anyhow::Result<Exit> {
        let (sender, changes) = mpsc::channel();
        let _poll = FolderPoll::start(root, &COURSE_FOLDERS, move || {
            // The receiver is dropped when the command ends.
            let _ = sender.send(());
        })?;
        let tree = Tree::folder(root);
        let report = self.verify(&tree, fresh, None, out)?;
        let mut before = Verified { tree, report };
        if !out.is_json() {
            out.say(&format!(
                "\nWatching {}. cellmate verifies what you save. Press Ctrl-C to stop.",
                out::path(root)
            ))?;
        }
        loop {
            out.finish()?;
            while changes.recv_timeout(INTERRUPT_POLL_INTERVAL).is_err() {
                if self.cancel.is_cancelled() {
                    return Err(grader::Error::Cancelled.into());
                }
            }
            // One save may be noticed as several changes.
            while changes.try_recv().is_ok() {}
            if !out.is_json() {
                out.gap()?;
            }
            let tree = Tree::folder(root);
            let report = self.verify(&tree, false, Some(&before), out)?;
            before = Verified { tree, report };
        }
    }
}

struct Verified {
    tree: Tree,
    report: VerifyReport,
}

impl Verified {
    /// Whether a lesson has a saved file, a program that ran, or findings that differ from those before.
    fn is_changed(&self, lesson: &LessonReport, tree: &Tree) -> bool {
        let mut before = self.report.lessons.iter();
        let before = before.find(|before| before.id == lesson.id);
        let mut paths = self.tree.paths().chain(tree.paths());
        lesson.kept < lesson.programs
            || before.is_none_or(|before| before.findings != lesson.findings)
            || paths.any(|path| {
                author::owning_lesson(path) == Some(&lesson.id)
                    && self.tree.file(path) != tree.file(path)
            })
    }
}

fn named_course(folder: &Path) -> Result<PathBuf, Error> {
    if course::is_course(folder) || folder.is_file() {
        return Ok(folder.to_owned());
    }
    Err(not_a_course(folder))
}

fn not_a_course(folder: &Path) -> Error {
    let help = if let Some(name) = course::misspelled_lessons(folder) {
        format!("rename the folder `{name}` to `lessons`")
    } else if folder.join("lessons").is_dir() {
        "write it as `cellmate help format` says, or name another folder".to_owned()
    } else {
        "name the folder that contains `lessons`, or create a course with `cellmate course new DIR`"
            .to_owned()
    };
    let folder = folder.display();
    let what = format!("{folder} is not a course, because it has no lessons/course.toml");
    Error::refused(what, help)
}

/// Returns the folder of the course around the current folder; else that of the desk's course, with the desk; `None`
/// for the course in the binary.
fn course_here() -> anyhow::Result<(Option<PathBuf>, Option<Desk>)> {
    let here = std::env::current_dir()?;
    if let Some(above) = here.ancestors().find(|folder| course::is_course(folder)) {
        return Ok((Some(above.to_owned()), None));
    }
    if let Some(lost) = here
        .ancestors()
        .find(|folder| is_lost_course(folder, &here))
    {
        return Err(not_a_course(lost).into());
    }
    let Some(desk) = Desk::find(&here) else {
        return Ok((None, None));
    };
    Ok(match desk.course_source()? {
        CourseSource::Path(folder) => (Some(folder), Some(desk)),
        CourseSource::Embedded => (None, None),
    })
}

/// Whether `folder` has the folders of a course but no list of its lessons. If it is above `here`, then `here` must be
/// in one of those folders.
fn is_lost_course(folder: &Path, here: &Path) -> bool {
    let inside = here.strip_prefix(folder).ok();
    let first = inside.and_then(|inside| inside.iter().next());
    let is_near = first.is_none_or(|first| COURSE_FOLDERS.iter().any(|known| first == *known));
    let has = |name: &str| folder.join(name).is_dir();
    let is_like_course = has("lessons") || (has("exercises") && has("solutions"));
    is_near && (is_like_course || course::misspelled_lessons(folder).is_some())
}

/// Prints a line for each finished lesson, and a counter. Events come from several threads.
struct ProgressPrinter<'a> {
    counter: ProgressLine,
    /// How many programs there are to grade.
    total: AtomicUsize,
    style: OutputStyle,
    json: bool,
    tree: &'a Tree,
    before: Option<&'a Verified>,
    written: Mutex<(&'a mut Output, io::Result<()>)>,
}

impl ProgressPrinter<'_> {
    /// Whether a lesson gets a line.
    fn is_news(&self, lesson: &LessonReport) -> bool {
        self.before
            .is_none_or(|before| before.is_changed(lesson, self.tree))
    }

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
            VerifyEvent::LessonFinished(lesson) if !self.json && self.is_news(lesson) => {
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
    let found = report::lesson_findings(lesson.programs, lesson.kept, &lesson.findings);
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
            "message": finding.message, "remedy": finding.remedy, "details": finding.details,
        })
    };
    let findings = |all: &[Problem]| all.iter().map(finding).collect::<Vec<_>>();
    let lessons: Vec<Value> = report
        .lessons
        .iter()
        .map(|lesson| {
            json!({
                "id": lesson.id, "chapter": lesson.chapter, "title": lesson.title,
                "programs": lesson.programs, "unchanged": lesson.is_unchanged(), "findings": findings(&lesson.findings),
            })
        })
        .collect();
    json!({
        "passed": report.findings().next().is_none(),
        "lessons": lessons,
        "course_findings": findings(&report.course),
        "notes": report.notes,
        "millis": u64::try_from(report.took.as_millis()).unwrap_or(u64::MAX),
    })
}
