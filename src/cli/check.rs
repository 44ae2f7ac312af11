//! `cellmate check`: grades files, and says what to do next.

mod many;

use super::context::{self, CommandContext};
use super::driver::{Driver, Graded};
use super::out::Output;
use super::style::{self, Paint};
use super::{Exit, Options, next, writer};
use crate::course::Lesson;
use crate::desk::Desk;
use crate::grader;
use crate::report;
use crate::verdict::{Trace, Verdict};
use serde::Serialize;

/// Grade your file: compile it, run it and its tests, and compare the output
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples: cellmate check               the next unfinished lesson
          cellmate check rate_limiter
          cellmate check --all

Exit codes: 0 if all passed, 1 if something failed, 2 on an error.")]
pub(super) struct Args {
    /// The lessons (default: the next unfinished one)
    ids: Vec<String>,
    /// Grade all lessons
    #[arg(long, conflicts_with = "ids")]
    all: bool,
    /// Don't show clippy's advice
    #[arg(long)]
    no_advice: bool,
}

/// A verdict in JSON.
#[derive(Serialize)]
pub(super) struct JsonVerdict<'a> {
    passed: bool,
    #[serde(flatten)]
    verdict: &'a Verdict,
}

impl<'a> JsonVerdict<'a> {
    pub(super) fn new(verdict: &'a Verdict) -> Self {
        let passed = verdict.passed();
        Self { passed, verdict }
    }
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    let context = CommandContext::open(options)?;
    let desk = context.desk()?;
    note_if_in_course(desk, options);
    if args.all || args.ids.len() > 1 {
        let lessons: Vec<&Lesson> = if args.all {
            context.course.lessons.iter().collect()
        } else {
            let ids = args.ids.iter();
            ids.map(|id| context.lesson(id, "check"))
                .collect::<Result<_, _>>()?
        };
        return many::run(&context, &lessons, out);
    }
    let Some(lesson) = context.lesson_or_next(args.ids.first(), "check")? else {
        out.say(&next::in_one_line(out.style, &context))?;
        return Ok(Exit::Passed);
    };
    if !lesson.has_file() {
        return print_without_file(&context, lesson, out);
    }
    let driver = Driver::start(&context)?;
    if !out.is_json() {
        let file = style::path(&desk.exercise(lesson));
        out.say(&format!(
            "{} · {file}",
            out.style.paint(Paint::Accent, &lesson.id)
        ))?;
        out.gap()?;
        out.finish()?;
    }
    let result = driver.grade(lesson)?;
    let follow_up = FollowUp {
        advice: !args.no_advice,
        driver: &driver,
    };
    print_verdict(options, lesson, &result, out, &follow_up)
}

/// Notes where the desk is if the current folder is in a course, which has exercises of its own.
fn note_if_in_course(desk: &Desk, options: &Options) {
    if options.desk.is_some() {
        return;
    }
    let Ok(here) = std::env::current_dir() else {
        return;
    };
    let course = here.ancestors().find(|folder| {
        folder.join("lessons").join("course.toml").is_file() && folder.join("exercises").is_dir()
    });
    if let Some(course) = course.filter(|_| !here.starts_with(desk.dir())) {
        context::note(&format!(
            "the exercises in {} belong to the course. cellmate grades your own files, in {}",
            style::path(course),
            style::path(&desk.exercises())
        ));
    }
}

/// Runs the trace and clippy after a verdict.
pub(super) struct FollowUp<'a> {
    /// Whether to show clippy's advice.
    pub(super) advice: bool,
    pub(super) driver: &'a Driver,
}

impl FollowUp<'_> {
    /// Traces borrows and locks if the verdict calls for it. The verdict does not depend on it, so errors are ignored.
    fn trace(
        &self,
        lesson: &Lesson,
        graded: &Graded,
        out: &mut Output,
    ) -> anyhow::Result<Option<Trace>> {
        if !grader::calls_for_a_trace(&graded.verdict, &graded.text) {
            return Ok(None);
        }
        // Shows the verdict before the trace is ready.
        out.finish()?;
        Ok(self.driver.trace(lesson, graded))
    }

    /// Prints clippy's advice on a file that compiles. Advice is never a reason to fail, so errors are ignored.
    fn print_advice(
        &self,
        lesson: &Lesson,
        graded: &Graded,
        out: &mut Output,
    ) -> anyhow::Result<()> {
        if !self.advice || graded.verdict.observed.run.is_none() || out.is_json() {
            return Ok(());
        }
        out.finish()?;
        let found = self.driver.advice(lesson, graded);
        let advice = report::advice(&found);
        if !advice.is_empty() {
            out.gap()?;
            out.say(&writer::text(out.style, &advice))?;
        }
        Ok(())
    }
}

/// Prints one verdict in full, and what to do next.
pub(super) fn print_verdict(
    options: &Options,
    lesson: &Lesson,
    graded: &Graded,
    out: &mut Output,
    follow_up: &FollowUp<'_>,
) -> anyhow::Result<Exit> {
    let verdict = &graded.verdict;
    let exit = if verdict.passed() {
        Exit::Passed
    } else {
        Exit::NotPassed
    };
    if out.is_json() {
        let mut verdict = verdict.clone();
        verdict.trace = follow_up.trace(lesson, graded, out)?;
        let verdicts = vec![JsonVerdict::new(&verdict)];
        out.json(&many::JsonReport::new(exit, verdicts, Vec::new()))?;
    } else {
        let blocks = report::verdict(verdict, &graded.text);
        out.say(&writer::text(out.style, &blocks))?;
        if let Some(trace) = follow_up.trace(lesson, graded, out)? {
            let file = lesson.exercise_path();
            out.say(&writer::below_a_verdict(
                out.style,
                lesson,
                &report::trace::below_a_verdict(&trace, &file, &graded.text),
            ))?;
        }
        follow_up.print_advice(lesson, graded, out)?;
        // Reads the progress again, because passing changes what is next.
        out.say(&next_steps(
            out,
            &CommandContext::open(options)?,
            lesson,
            verdict.passed(),
        ))?;
    }
    if let Some(error) = &graded.unrecorded {
        context::note(&report::unrecorded(&error.to_string()));
    }
    Ok(exit)
}

/// Returns what follows a verdict: the takeaway and the next lesson, or where to find help.
pub(super) fn next_steps(
    out: &Output,
    context: &CommandContext,
    lesson: &Lesson,
    passed: bool,
) -> String {
    let style = out.style;
    if passed {
        let takeaway = writer::prose(style, &lesson.head.takeaway);
        return format!(
            "\n{takeaway}\n{}",
            next::after(style, context, Some(&lesson.id))
        );
    }
    let blocks = report::after_failure(lesson, context.lesson_progress(lesson));
    format!("\n{}", writer::of_lesson(style, &blocks, &lesson.id))
}

/// Prints the status of a lesson without a file.
fn print_without_file(
    context: &CommandContext,
    lesson: &Lesson,
    out: &mut Output,
) -> anyhow::Result<Exit> {
    let done = context.progress().is_done(lesson);
    let exit = if done { Exit::Passed } else { Exit::NotPassed };
    if out.is_json() {
        let state = many::JsonAnswered::new(lesson, done);
        out.json(&many::JsonReport::new(exit, Vec::new(), vec![state]))?;
    } else if done {
        out.say(&format!(
            "{} {}",
            out.style.paint(Paint::Good, "✓ done"),
            lesson.id
        ))?;
    } else {
        let mark = out.style.paint(Paint::Accent, "? open");
        out.say(&format!(
            "{mark} {}: this lesson has no file to grade, only questions.",
            lesson.id
        ))?;
        out.gap()?;
        out.say(&next::command(
            out.style,
            &format!("show {}", lesson.id),
            "its questions, and how to answer them",
        ))?;
    }
    Ok(exit)
}
