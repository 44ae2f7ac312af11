//! `cellmate check`: grades files, and says what to do next.

mod many;

use super::driver::Driver;
use super::out::{self, Output};
use super::writer::OutputStyle;
use super::{Exit, Options, next, writer};
use crate::course::{self, Lesson};
use crate::desk::Desk;
use crate::engine::{Command, Event, FileUse, Graded, Model, Refusal, TraceState};
use crate::grader;
use crate::report::{self, JsonVerdict};
use crate::rows::Role;
use crate::verdict::Trace;

/// Grade your file: compile it, run it and its tests, and compare the output
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples: cellmate check               the lesson that you are working on
          cellmate check rate_limiter
          cellmate check --all

Exit codes: 0 if all passed, 1 if something failed, 2 on an error.")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(super) struct Args {
    /// The lessons (default: the one that you used last, or the next unfinished one with a file)
    ids: Vec<String>,
    /// Grade all lessons
    #[arg(long, conflicts_with = "ids")]
    all: bool,
    /// Confine builds and programs: no network, and no access to your other files or to other programs (Linux only)
    #[arg(long)]
    confined: bool,
    /// Don't show clippy's advice
    #[arg(long)]
    no_advice: bool,
    /// Don't trace the run of a file that fails
    #[arg(long)]
    no_trace: bool,
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    let mut driver = if args.confined {
        Driver::open_confined(options, out)?
    } else {
        Driver::open_to_run(options, out)?
    };
    note_if_in_course(driver.desk()?, options);
    if args.all || args.ids.len() > 1 {
        let ids: Vec<String> = if args.all {
            let lessons = &driver.course().lessons;
            lessons.iter().map(|lesson| lesson.id.clone()).collect()
        } else {
            let ids = args.ids.iter();
            ids.map(|id| Ok(driver.lesson(id, "check")?.id))
                .collect::<anyhow::Result<_>>()?
        };
        return many::run(&mut driver, &ids, out);
    }
    let Some(lesson) = driver.lesson_to_check(args.ids.first())? else {
        out.say(&next::in_one_line(out.style, &driver.model))?;
        return Ok(Exit::Passed);
    };
    if !lesson.has_file() {
        return print_without_file(&driver, &lesson, out);
    }
    if !out.is_json() {
        let file = out::path(&driver.desk()?.exercise(&lesson));
        out.say(&format!(
            "{} · {file}",
            out.style.paint(Role::Accent, &lesson.id)
        ))?;
        out.gap()?;
        out.finish()?;
    }
    let follow_up = FollowUp {
        trace: !args.no_trace,
        advice: !args.no_advice,
    };
    grade(&mut driver, &lesson, follow_up, out)
}

/// Prints where the desk is if the current folder is in a course, because the course has exercises of its own.
fn note_if_in_course(desk: &Desk, options: &Options) {
    if options.desk.is_some() {
        return;
    }
    let Ok(here) = std::env::current_dir() else {
        return;
    };
    let course = here
        .ancestors()
        .find(|folder| course::is_course(folder) && folder.join("exercises").is_dir());
    if let Some(course) = course.filter(|_| !here.starts_with(desk.dir())) {
        out::note(&format!(
            "the exercises in {} belong to the course. cellmate grades your own files, in {}",
            out::path(course),
            out::path(&desk.exercises())
        ));
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct FollowUp {
    /// A trace, if the verdict calls for one.
    pub(super) trace: bool,
    /// Clippy's advice.
    pub(super) advice: bool,
}

/// Grades the learner's file of a lesson, and prints the verdict in full and what to do next.
pub(super) fn grade(
    driver: &mut Driver,
    lesson: &Lesson,
    follow_up: FollowUp,
    out: &mut Output,
) -> anyhow::Result<Exit> {
    driver.run(Command::Grade {
        lesson: lesson.id.clone(),
        debounce: false,
    })?;
    let graded = driver.model.graded(&lesson.id).cloned();
    let graded = graded.expect("a grading that finishes has a verdict");
    let exit = Exit::from_passed(graded.verdict.passed());
    if out.is_json() {
        let trace = trace(driver, lesson, &graded, follow_up)?;
        let verdict = JsonVerdict::new(&graded.verdict).with_trace(trace.as_ref());
        out.json(&many::JsonReport::new(exit, vec![verdict], Vec::new()))?;
    } else {
        let traced = trace(driver, lesson, &graded, follow_up);
        let found = traced.as_ref().ok().and_then(Option::as_ref);
        out.say(&writer::graded(out.style, lesson, &graded, found))?;
        traced?;
        if follow_up.advice && graded.verdict.observed.run.is_some() {
            print_advice(driver, lesson, graded.text, out)?;
        }
        out.say(&after_verdict(out.style, &driver.model, lesson, false))?;
    }
    driver.note_unrecorded();
    Ok(exit)
}

/// Traces borrows and locks if the verdict calls for it. The verdict does not depend on it, so errors are only noted.
fn trace(
    driver: &mut Driver,
    lesson: &Lesson,
    graded: &Graded,
    follow_up: FollowUp,
) -> anyhow::Result<Option<Trace>> {
    let traces = follow_up.trace && driver.course().features.borrows;
    if !traces || !grader::calls_for_a_trace(&graded.verdict, &graded.text) {
        return Ok(None);
    }
    let command = Command::Trace {
        lesson: lesson.id.clone(),
        text: graded.text.clone(),
        verdict: Box::new(graded.verdict.clone()),
    };
    driver.run_extra(command)?;
    if let Some(TraceState::Failed(error)) = driver.model.trace_state() {
        out::note(&report::trace::failed(error));
    }
    Ok(driver.model.trace().cloned())
}

/// Prints clippy's advice on a file that compiles. Advice is never a reason to fail, so errors are ignored.
fn print_advice(
    driver: &mut Driver,
    lesson: &Lesson,
    text: String,
    out: &mut Output,
) -> anyhow::Result<()> {
    out.finish()?;
    let lesson = lesson.id.clone();
    for event in driver.run_extra(Command::Advise { lesson, text })? {
        if let Event::Advised { advice, .. } = event
            && !advice.is_empty()
        {
            out.gap()?;
            out.report(&report::advice(&advice))?;
        }
    }
    Ok(())
}

/// Returns what follows the verdict on the open lesson: where to find help, or else what comes next.
pub(super) fn after_verdict(
    style: OutputStyle,
    model: &Model,
    lesson: &Lesson,
    is_watched: bool,
) -> String {
    let graded = model.graded(&lesson.id);
    if graded.is_some_and(|graded| graded.verdict.passed()) {
        return format!("\n{}", next::steps(style, model, lesson));
    }
    let progress = model.progress().lesson(&lesson.id);
    let blocks = report::after_failure(lesson, progress, is_watched);
    format!("\n{}", writer::with_commands(style, &blocks, &lesson.id))
}

fn print_without_file(driver: &Driver, lesson: &Lesson, out: &mut Output) -> anyhow::Result<Exit> {
    let done = driver.model.is_done();
    let exit = Exit::from_passed(done);
    if out.is_json() {
        let state = many::JsonWithoutFile::new(&lesson.id, done);
        out.json(&many::JsonReport::new(exit, Vec::new(), vec![state]))?;
    } else if done {
        out.say(&format!(
            "{} {}",
            out.style.paint(Role::Good, "✓ done"),
            lesson.id
        ))?;
        out.gap()?;
        out.say(&next::in_one_line(out.style, &driver.model))?;
    } else {
        let mark = out.style.paint(Role::Accent, "? to answer");
        out.say(&format!(
            "{mark} {}: {}.",
            lesson.id,
            Refusal::NoFile(FileUse::Grade).about("this lesson")
        ))?;
        out.gap()?;
        out.say(&next::command(
            out.style,
            &format!("show {}", lesson.id),
            "shows its questions, and how to answer them",
        ))?;
    }
    Ok(exit)
}
