//! `cellmate trace`: a program under glass, its borrows and locks beside its lines, and its schedules.

mod subject;

use super::complaint::Complaint;
use super::look::{self, Look, Paint};
use super::out::{Out, ProgressLine};
use super::{Exit, Options, driver, writer};
use crate::course::Schedules;
use crate::glass::{self, Analysis, ExploreLimits, ProgramSpec};
use crate::grader::Grader;
use crate::process::Cancel;
use crate::report;
use crate::report::trace::Focus;
use crate::verdict::{Diagnostic, Exploration, Outcome, RunEnd, ScheduleResult, Trace};
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;

/// Run a program and see every borrow and lock: where it begins, who holds it, where it ends
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples: cellmate trace src/main.rs                any program in one file
          cellmate trace rate_limiter               your file of a lesson
          cellmate trace bank.rs --schedules        also other orders of its threads
          cellmate trace bank.rs --replay 0,1       one of those orders again

The program has to stand in one file and use nothing but std.
Exit codes: 0 it ended well, 1 it panicked, hung or failed, 2 it could not be run.")]
pub(super) struct Args {
    /// A Rust file, or the id of a lesson
    #[arg(required_unless_present = "export", value_name = "FILE|ID")]
    target: Option<String>,
    /// The edition of a file
    #[arg(long, value_parser = ["2021", "2024"], default_value = "2024")]
    edition: String,
    /// Look at a hidden test of the lesson instead of its program
    #[arg(long, value_name = "NAME")]
    test: Option<String>,
    /// Try the orders in which its threads can take turns
    #[arg(long, conflicts_with = "replay")]
    schedules: bool,
    /// The most switches away from a thread that could have gone on
    #[arg(long, value_name = "N", requires = "schedules")]
    preemptions: Option<u32>,
    /// How many orders to try at random after that
    #[arg(long, value_name = "N", requires = "schedules")]
    random: Option<u32>,
    /// How many orders to try at the most
    #[arg(long, value_name = "N", requires = "schedules")]
    at_most: Option<u32>,
    /// How long to try, in seconds
    #[arg(long, value_name = "SECONDS", requires = "schedules")]
    seconds: Option<u32>,
    /// One order again: which thread goes on, wherever more than one could, as in 0,1,1
    #[arg(long, value_name = "CHOICES", value_delimiter = ',')]
    replay: Vec<u32>,
    /// All that happened in sentences, nothing drawn
    #[arg(long)]
    plain: bool,
    /// Write the crate that makes this possible into a new folder, to put it under a crate of your own
    #[arg(long, value_name = "DIR", exclusive = true)]
    export: Option<PathBuf>,
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Out) -> anyhow::Result<Exit> {
    if let Some(folder) = &args.export {
        return export(folder, out);
    }
    let (grader, cancel) = driver::interruptible_grader()?;
    let (subject, schedules) = subject::find(args, options)?;
    if args.schedules {
        let bounds = bounds(args, schedules.as_ref());
        return explore(&grader, &subject, &bounds, args, out, &cancel);
    }
    let looked = grader.glass().trace(&subject, &args.replay, &cancel)?;
    match looked {
        Analysis::Done(trace) => one(&trace, &subject, args, out),
        other => refused(other, out),
    }
}

fn export(folder: &std::path::Path, out: &mut Out) -> anyhow::Result<Exit> {
    glass::export(folder)?;
    let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let shown = look::path(&whole);
    let text = format!(
        "The crate is in {shown}. To look through std in a crate of your own:\n\n\
         1. In its Cargo.toml: [dependencies] std = {{ package = \"glass\", path = \"{}\" }}\n\
         2. Run it with GLASS_OUT=record GLASS_LINES=1: the file `record` then says what happened.\n\n\
         {shown}/lib.rs says what it replaces, what it leaves alone, and what differs.",
        whole.display()
    );
    out.say(&text)?;
    Ok(Exit::Passed)
}

/// What was asked for, else what the lesson says, else enough for a small program.
fn bounds(args: &Args, of_lesson: Option<&Schedules>) -> ExploreLimits {
    let lesson = |field: fn(&Schedules) -> u32| of_lesson.map(field);
    let seconds = args.seconds.or(lesson(|s| s.seconds)).unwrap_or(10);
    ExploreLimits {
        max_preemptions: args.preemptions.or(lesson(|s| s.preemptions)).unwrap_or(2),
        random_schedules: args.random.or(lesson(|s| s.random)).unwrap_or(200),
        max_schedules: args.at_most.or(lesson(|s| s.at_most)).unwrap_or(5000),
        max_time: Duration::from_secs(seconds.into()),
    }
}

/// Whether a run ended in a way that nobody wants.
fn is_bad(ending: &RunEnd) -> bool {
    !matches!(
        ending,
        RunEnd::NotFollowed
            | RunEnd::Diverged
            | RunEnd::Outcome {
                outcome: Outcome::Finished { code: 0 }
            }
    )
}

fn explore(
    grader: &Grader,
    subject: &ProgramSpec,
    bounds: &ExploreLimits,
    args: &Args,
    out: &mut Out,
    cancel: &Cancel,
) -> anyhow::Result<Exit> {
    let counter = ProgressLine::new(out);
    let judge = |ending: &RunEnd, _: &str| is_bad(ending).then_some(false);
    let most = usize::try_from(bounds.max_schedules).unwrap_or(usize::MAX);
    let heard = |ran: u32| counter.tick(usize::try_from(ran).unwrap_or(most), "orders tried");
    let looked = grader
        .glass()
        .explore(subject, bounds, &judge, &heard, cancel)?;
    drop(counter);
    let Analysis::Done(found) = looked else {
        return refused(looked, out);
    };
    let exit = if found.fails() {
        Exit::NotPassed
    } else {
        Exit::Passed
    };
    if out.is_json() {
        out.json(&json!({ "file": subject.display_path, "exploration": found }))?;
        return Ok(exit);
    }
    let blocks = report::exploration(&found, None);
    out.say(&writer::text(out.look, &blocks))?;
    shown(&found, subject, args, out)?;
    Ok(exit)
}

/// How to replay the schedules, and the one that fails.
fn shown(
    found: &Exploration,
    subject: &ProgramSpec,
    args: &Args,
    out: &mut Out,
) -> anyhow::Result<()> {
    let ways = found.results.iter().filter(|way| !way.choices.is_empty());
    let ways: Vec<&ScheduleResult> = ways.collect();
    if found.results.len() > 1 && !ways.is_empty() {
        let target = args.target.as_deref().unwrap_or_default();
        out.gap()?;
        for way in ways {
            let choices: Vec<String> = way.choices.iter().map(u32::to_string).collect();
            let command = format!("cellmate trace {target} --replay {}", choices.join(","));
            out.say(&format!("  {}", out.look.paint(Paint::Accent, &command)))?;
        }
    }
    if let Some(trace) = &found.failing {
        out.gap()?;
        out.say(&drawn(out.look, trace, subject, args.plain))?;
    }
    Ok(())
}

fn one(trace: &Trace, subject: &ProgramSpec, args: &Args, out: &mut Out) -> anyhow::Result<Exit> {
    let exit = match trace.ending {
        RunEnd::NotFollowed | RunEnd::Diverged => Exit::Error,
        ref ending if is_bad(ending) => Exit::NotPassed,
        _ => Exit::Passed,
    };
    if out.is_json() {
        out.json(&json!({ "file": subject.display_path, "trace": trace }))?;
    } else {
        out.say(&drawn(out.look, trace, subject, args.plain))?;
    }
    Ok(exit)
}

fn drawn(look: Look, trace: &Trace, subject: &ProgramSpec, plain: bool) -> String {
    let blocks = report::trace::run(
        trace,
        Focus {
            file: &subject.display_path,
            source: &subject.target.text,
            cell: None,
            event: None,
        },
    );
    if plain {
        writer::without_pictures(look, &blocks)
    } else {
        writer::text(look, &blocks)
    }
}

fn refused<T>(looked: Analysis<T>, out: &mut Out) -> anyhow::Result<Exit> {
    let diagnostics: Vec<Diagnostic> = match looked {
        Analysis::CompileError(diagnostics) => diagnostics,
        Analysis::BuildTimedOut | Analysis::Done(_) => {
            return Err(Complaint::NotHere("rustc took too long with this file".to_owned()).into());
        }
    };
    if out.is_json() {
        out.json(&json!({ "refused": diagnostics }))?;
    } else {
        let blocks = report::compiler_errors(&diagnostics);
        out.say(&writer::text(out.look, &blocks))?;
        out.gap()?;
        let says = "It does not compile, so nothing was run. Only std can be used here.";
        out.say(says)?;
    }
    Ok(Exit::Error)
}
