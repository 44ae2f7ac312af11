//! `cellmate check`: grades files, and says what to do next.

mod many;
mod places;

use super::driver::{Driver, Graded};
use super::look::{self, Paint};
use super::out::Out;
use super::study::{self, Study};
use super::{Exit, Options, next, writer};
use crate::course::Lesson;
use crate::grader;
use crate::report;
use crate::verdict::{Trace, Verdict};
use serde::Serialize;

/// Grade your file of a lesson: compile it, run it, compare
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples: cellmate check               the next open lesson
          cellmate check rate_limiter
          cellmate check --all

Exit codes: 0 if all passed, 1 if something failed, 2 on an error.")]
pub(super) struct Args {
    /// The lessons; the next open one if none is named
    ids: Vec<String>,
    /// All lessons
    #[arg(long, conflicts_with = "ids")]
    all: bool,
    /// Leave out clippy's advice
    #[arg(long)]
    no_advice: bool,
}

/// A verdict as JSON shows it.
#[derive(Serialize)]
pub(super) struct Shown<'a> {
    passed: bool,
    #[serde(flatten)]
    verdict: &'a Verdict,
}

impl<'a> Shown<'a> {
    pub(super) fn new(verdict: &'a Verdict) -> Self {
        let passed = verdict.passed();
        Self { passed, verdict }
    }
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Out) -> anyhow::Result<Exit> {
    let study = Study::open(options)?;
    let desk = study.desk()?;
    places::warn_in_a_course(desk, options);
    if args.all || args.ids.len() > 1 {
        let lessons: Vec<&Lesson> = if args.all {
            study.course.lessons.iter().collect()
        } else {
            let ids = args.ids.iter();
            ids.map(|id| study.lesson(id, "check"))
                .collect::<Result<_, _>>()?
        };
        return many::run(&study, &lessons, out);
    }
    let Some(lesson) = study.lesson_or_next(args.ids.first(), "check")? else {
        out.say(&next::in_one_line(out.look, &study))?;
        return Ok(Exit::Passed);
    };
    if !lesson.has_file() {
        return answered(&study, lesson, out);
    }
    let driver = Driver::start(&study)?;
    if !out.is_json() {
        let file = look::path(&desk.exercise(lesson));
        out.say(&format!(
            "{} · {file}",
            out.look.paint(Paint::Accent, &lesson.id)
        ))?;
        out.gap()?;
        out.finish()?;
    }
    let result = driver.grade(lesson)?;
    let adviser = Adviser {
        advise: !args.no_advice,
        driver: &driver,
    };
    one(options, lesson, &result, out, &adviser)
}

/// Who gives advice after a verdict, if it is wanted.
pub(super) struct Adviser<'a> {
    pub(super) advise: bool,
    pub(super) driver: &'a Driver,
}

impl Adviser<'_> {
    /// What is seen of borrows and locks, where the verdict calls for it. The verdict stands without it, so trouble
    /// with it is not told.
    fn trace(
        &self,
        lesson: &Lesson,
        graded: &Graded,
        out: &mut Out,
    ) -> anyhow::Result<Option<Trace>> {
        if !grader::calls_for_a_trace(&graded.verdict, &graded.text) {
            return Ok(None);
        }
        // The verdict is read meanwhile.
        out.finish()?;
        Ok(self.driver.trace(lesson, graded))
    }

    /// Clippy's advice on a file that compiles: never a reason to fail, so trouble with it is not told.
    pub(super) fn say(
        &self,
        lesson: &Lesson,
        graded: &Graded,
        out: &mut Out,
    ) -> anyhow::Result<()> {
        if !self.advise || graded.verdict.observed.run.is_none() || out.is_json() {
            return Ok(());
        }
        out.finish()?;
        let found = self.driver.advice(lesson, graded);
        let advice = report::advice(&found);
        if !advice.is_empty() {
            out.gap()?;
            out.say(&writer::text(out.look, &advice))?;
        }
        Ok(())
    }
}

/// One verdict in full, and what to do next.
pub(super) fn one(
    options: &Options,
    lesson: &Lesson,
    graded: &Graded,
    out: &mut Out,
    adviser: &Adviser<'_>,
) -> anyhow::Result<Exit> {
    let verdict = &graded.verdict;
    let exit = if verdict.passed() {
        Exit::Passed
    } else {
        Exit::NotPassed
    };
    if out.is_json() {
        let mut verdict = verdict.clone();
        verdict.trace = adviser.trace(lesson, graded, out)?;
        let shown = vec![Shown::new(&verdict)];
        out.json(&many::Document::of(exit, shown, Vec::new()))?;
    } else {
        let blocks = report::verdict(verdict, &graded.text);
        out.say(&writer::text(out.look, &blocks))?;
        if let Some(trace) = adviser.trace(lesson, graded, out)? {
            let file = lesson.exercise_path();
            out.say(&writer::below_a_verdict(
                out.look,
                lesson,
                &report::trace::below_a_verdict(&trace, &file, &graded.text),
            ))?;
        }
        adviser.say(lesson, graded, out)?;
        // Read anew: passing has changed what is next.
        out.say(&afterwards(
            out,
            &Study::open(options)?,
            lesson,
            verdict.passed(),
        ))?;
    }
    if let Some(error) = &graded.unrecorded {
        study::note(&format!("this is not recorded: {error}"));
    }
    Ok(exit)
}

/// What is said below a verdict: the takeaway and the next lesson, or where help is.
pub(super) fn afterwards(out: &Out, study: &Study, lesson: &Lesson, passed: bool) -> String {
    let look = out.look;
    if passed {
        let takeaway = writer::prose(look, &lesson.head.takeaway);
        return format!(
            "\n{takeaway}\n{}",
            next::after(look, study, Some(&lesson.id))
        );
    }
    let blocks = report::after_failure(lesson, study.of(lesson));
    format!("\n{}", writer::of_lesson(look, &blocks, &lesson.id))
}

/// A lesson without a file: it is done or it is not.
fn answered(study: &Study, lesson: &Lesson, out: &mut Out) -> anyhow::Result<Exit> {
    let done = study.so_far().is_done(lesson);
    let exit = if done { Exit::Passed } else { Exit::NotPassed };
    if out.is_json() {
        let state = many::Answered::new(lesson, done);
        out.json(&many::Document::of(exit, Vec::new(), vec![state]))?;
    } else if done {
        out.say(&format!(
            "{} {}",
            out.look.paint(Paint::Good, "✓ done"),
            lesson.id
        ))?;
    } else {
        let mark = out.look.paint(Paint::Accent, "? open");
        out.say(&format!(
            "{mark} {}: this lesson has no file to grade, it asks you something.",
            lesson.id
        ))?;
        out.gap()?;
        out.say(&next::command(
            out.look,
            &format!("show {}", lesson.id),
            "what it asks, and how to answer",
        ))?;
    }
    Ok(exit)
}
