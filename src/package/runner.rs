//! Runs what cargo would run: a program in the user's terminal, or the tests of a binary, each in a process of its own.

use super::binary::{self, crate_name};
use super::harness::{self, Harness};
use super::printing::print_error;
use super::session::{Orders, ProgramResult, SessionFolder, now};
use crate::glass::{MAX_STEPS_OF_A_TRACE, recording_environment};
use crate::process::{RunningTool, code_or_signal};
use crate::signals;
use crate::verdict::{KillReason, Outcome};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The hidden first argument. The session's folder, the program and its arguments follow.
pub(super) const ARGUMENT: &str = "__run-traced";

pub(super) fn run(mut args: impl Iterator<Item = OsString>) -> ExitCode {
    let (Some(folder), Some(program)) = (args.next(), args.next()) else {
        return ExitCode::from(2);
    };
    let session = SessionFolder(PathBuf::from(folder));
    let program = PathBuf::from(program);
    let args: Vec<OsString> = args.collect();
    let Some(orders) = session.orders() else {
        print_error("error: cellmate is no longer tracing, so this program did not run\n");
        return ExitCode::from(2);
    };
    let result = run_or_test(&session, &orders, &program, &args);
    result.unwrap_or_else(|error| {
        print_error(&format!("error: {error}\n"));
        ExitCode::from(2)
    })
}

fn run_or_test(
    session: &SessionFolder,
    orders: &Orders,
    program: &Path,
    args: &[OsString],
) -> Result<ExitCode, super::Error> {
    if !orders.tests {
        return run_program(session, program, args, None, None);
    }
    if let Some(harness) = Harness::from_arguments(program, args) {
        if let Some(code) = harness::run(session, orders, &harness)? {
            return Ok(code);
        }
        // All its tests count toward one number of steps, so the limit for a single program does not apply.
        let note = "has a test harness of its own, so its tests share one process";
        return run_program(session, program, args, None, Some(note));
    }
    run_program(session, program, args, Some(MAX_STEPS_OF_A_TRACE), None)
}

/// Runs a program in the terminal, and exits as it does.
pub(super) fn run_program(
    session: &SessionFolder,
    program: &Path,
    args: &[OsString],
    max_steps: Option<u32>,
    note: Option<&str>,
) -> Result<ExitCode, super::Error> {
    // The terminal sends Ctrl-C to the program, too, which may handle it. This process stays, to report how the program
    // ended.
    signals::on_stop(|| {}).ok();
    let record = session.new_record(0);
    let mut words = vec![OsString::from(binary::ARGUMENT), program.into()];
    words.extend_from_slice(args);
    let own = std::env::current_exe().map_err(crate::process::Error::NoLauncher)?;
    let started = now();
    let mut running = RunningTool::start(
        &own,
        &words,
        &recording_environment(&record, max_steps),
        false,
    )?;
    let ended = code_or_signal(running.wait()?);
    let outcome = match ended {
        Ok(code) => Outcome::Finished { code },
        Err(number) => Outcome::Killed {
            by: KillReason::Signal { number },
        },
    };
    session.write_result(
        0,
        &ProgramResult {
            binary: crate_name(program),
            package: std::env::var("CARGO_PKG_NAME").ok(),
            test: None,
            record,
            passed: ended == Ok(0),
            outcome,
            started,
            exploration: None,
            artifact: None,
            note: note.map(str::to_owned),
        },
    )?;
    Ok(match ended {
        Ok(code) => ExitCode::from(u8::try_from(code & 0xFF).unwrap_or(1)),
        // The code that a shell reports for a signal.
        Err(signal) => ExitCode::from(u8::try_from(128 + signal).unwrap_or(1)),
    })
}
