//! `cellmate trace -- cargo run|test`: traces a package. Standard output is cargo's; everything here goes to standard error.

use super::super::driver::cancel_on_stop;
use super::super::error::Error;
use super::super::out::{self, Output};
use super::super::{Exit, writer};
use super::document::TraceDocument;
use super::{Args, bounds, write_page};
use crate::glass::ExploreLimits;
use crate::package::{self, CargoCommand, PackageTrace, Subcommand, TraceOptions};
use crate::report::{self, TracedResult};
use std::io::{self, Write as _};
use std::time::Duration;

pub(super) fn run(args: &Args, out: &mut Output) -> anyhow::Result<Exit> {
    let command = CargoCommand::parse(&args.cargo)?;
    if args.schedules && command.subcommand == Subcommand::Run {
        let help = "write a small test, and run `cellmate trace --schedules -- cargo test NAME`";
        return Err(Error::refused("`--schedules` works only with `cargo test`", help).into());
    }
    let limits = bounds(args, None);
    let schedules = args.schedules.then_some(ExploreLimits {
        compares: false,
        ..limits
    });
    let options = TraceOptions {
        test_limit: Duration::from_secs(args.test_seconds),
        schedules,
        dependencies: args.dependencies,
    };
    let cancel = cancel_on_stop()?;
    let traced = package::trace(&command, options, &cancel, &|says| out::note(says))?;
    if cancel.is_cancelled() {
        print(&traced, args, out)?;
        return Ok(Exit::Interrupted);
    }
    print(&traced, args, out)?;
    Ok(exit_of(&traced))
}

/// Returns cargo's own exit code or, if that is 0, the code for what the schedules showed.
fn exit_of(traced: &PackageTrace) -> Exit {
    let explored = traced
        .programs
        .iter()
        .filter_map(|program| program.exploration.as_ref());
    let explored: Vec<_> = explored.collect();
    match u8::try_from(traced.code & 0xFF).unwrap_or(1) {
        0 if explored.iter().any(|found| found.fails()) => Exit::NotPassed,
        0 if explored
            .iter()
            .any(|found| !found.is_complete() && !found.is_only_limited()) =>
        {
            Exit::Error
        }
        code => Exit::Foreign(code),
    }
}

fn print(traced: &PackageTrace, args: &Args, out: &Output) -> anyhow::Result<()> {
    let programs = &traced.programs;
    let results: Vec<TracedResult<'_>> = programs
        .iter()
        .map(|program| TracedResult {
            name: &program.name,
            is_test: program.is_test,
            outcome: &program.outcome,
            passed: program.passed,
            trace: program.recorded.as_ref().map(|recorded| &recorded.trace),
            files: program
                .recorded
                .as_ref()
                .map_or(&[], |recorded| &recorded.files),
            exploration: program.exploration.as_ref(),
            note: program.note.as_deref(),
            artifact: program.artifact.as_ref(),
        })
        .collect();
    let mut stderr = io::stderr().lock();
    if out.is_json() {
        let notes = &traced.notes;
        let document = TraceDocument::package(traced.code, traced.dependencies, notes, &results);
        let document = out::json_text(&document)?;
        writeln!(stderr, "{document}")?;
        return Ok(());
    }
    let blocks = |all| report::traced_package(&results, traced.dependencies, all);
    if let Some(page) = &args.html {
        write_page(page, &args.cargo.join(" "), &blocks(true))?;
    }
    let blocks = blocks(args.all);
    let text = if args.plain {
        writer::without_pictures(out.style, &blocks)
    } else {
        writer::text(out.style, &blocks)
    };
    write!(stderr, "\n{text}")?;
    Ok(())
}
