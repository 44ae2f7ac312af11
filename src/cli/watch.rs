//! `cellmate watch`: grades on every save, printing line by line, until Ctrl-C.

use super::check::{Shown, afterwards};
use super::drawing;
use super::out::Out;
use super::study::{self, Study};
use super::watching::{Saves, Told, Watching};
use super::{Exit, Options, grading, judgement, look};
use crate::course::Lesson;
use crate::sanitize;
use crate::watch::{Mode, Saved, Watcher};
use serde_json::json;
use std::cell::RefCell;

/// Grade on every save, until Ctrl-C
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: cellmate watch")]
pub(super) struct Args {}

pub(super) fn run(_: &Args, options: &Options, out: &mut Out) -> anyhow::Result<Exit> {
    let study = Study::open(options)?;
    let desk = study.desk()?.clone();
    let _session = desk.session()?;
    let (grader, cancel) = grading::begin()?;
    let watching = Watching {
        grader: &grader,
        course: &study.course,
        desk: &desk,
    };
    let hello = format!(
        "Watching {}. Save a file and it is graded; Ctrl-C ends this.",
        look::path(&desk.exercises())
    );
    let mut watcher = None;
    // Two closures write, one after the other.
    let out = RefCell::new(out);
    let start = |saves: Saves| {
        let tell = move |saved: Saved| saves.saved(&saved.path);
        let probe = desk.state("probe");
        watcher = Some(Watcher::start(&desk.exercises(), &probe, Mode::Auto, tell)?);
        // Every save from here on is noticed, so this is the moment to say so.
        let mut out = out.borrow_mut();
        if !out.is_json() {
            out.say(&hello)?;
        }
        Ok(out.finish()?)
    };
    let mut tell = |told: Told<'_>| say(options, *out.borrow_mut(), told);
    let Err(ended) = watching.run(&cancel, start, &mut tell);
    drop(watcher);
    Err(ended)
}

fn say(options: &Options, out: &mut Out, told: Told<'_>) -> anyhow::Result<()> {
    match told {
        Told::Began(lesson) if !out.is_json() => {
            out.say(&format!("\n{} is graded …", lesson.id))?;
        }
        Told::Began(_) => {}
        Told::Unreadable(lesson, problem) => not_graded(lesson, &problem.to_string(), out)?,
        Told::Trouble(lesson, trouble) => not_graded(lesson, &trouble.to_string(), out)?,
        Told::Seen {
            lesson,
            text,
            trace,
        } => {
            if out.is_json() {
                out.json(&json!({ "lesson": lesson.id, "trace": trace }))?;
            } else {
                let file = lesson.exercise_path();
                out.say(&drawing::below(out.look, lesson, trace, &file, text))?;
            }
        }
        Told::Graded {
            lesson,
            text,
            verdict,
            unrecorded,
        } => {
            if out.is_json() {
                out.json(&Shown::new(verdict))?;
            } else {
                out.say(&judgement::whole(out.look, verdict, text))?;
                let study = Study::open(options)?;
                out.say(&afterwards(out, &study, lesson, verdict.passed()))?;
            }
            if let Some(error) = unrecorded {
                study::note(&look::with_tilde(&format!("this is not recorded: {error}")));
            }
        }
    }
    Ok(out.finish()?)
}

fn not_graded(lesson: &Lesson, why: &str, out: &mut Out) -> anyhow::Result<()> {
    let why = look::with_tilde(&sanitize::text(why));
    if out.is_json() {
        out.json(&json!({ "lesson": lesson.id, "error": why }))?;
    } else {
        out.say(&format!("\n✗ {}: {why}", lesson.id))?;
    }
    Ok(())
}
