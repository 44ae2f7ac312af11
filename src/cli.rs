//! The command line: one file per command. Only a few other files print: `tests/architecture.rs` lists them.
//!
//! To add a command: add a file in `cli/` with its `Args` (clap takes help and example from there) and a
//! `run(&Args, &Options, &mut Output) -> anyhow::Result<Exit>`, a variant in `CliCommand`, and an arm in `CliCommand::run`.
//! The commands share these modules: `setup` finds the course and the desk; `consent` confines what runs, or asks;
//! `driver` runs engine commands; `out` writes in the requested format and colors; `writer` writes reports. Commands
//! return errors; `run` prints them and exits with code 2.

#![deny(clippy::wildcard_enum_match_arm)]

mod answer;
mod check;
mod completions;
mod consent;
mod course;
mod doctor;
mod driver;
mod error;
mod fullscreen;
mod grade;
mod help;
mod hint;
mod init;
mod list;
mod new;
mod next;
mod out;
mod overview;
mod progress;
mod questions;
mod reset;
mod setup;
mod show;
mod solution;
mod submit;
mod trace;
mod update;
mod verify;
mod watch;
mod writer;

use crate::{log, sanitize};
use clap::{Parser, Subcommand, ValueEnum};
use error::Error;
use out::Output;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    /// Success; what was graded has passed.
    Passed,
    /// Something failed, is unanswered, or was answered wrongly.
    NotPassed,
    Error,
    /// Ctrl-C or a signal.
    Interrupted,
    /// The reader of the output closed it. Silent, but not a success.
    BrokenPipe,
    /// The exit code of a command that cellmate ran for the user.
    Foreign(u8),
}

impl Exit {
    fn from_passed(passed: bool) -> Self {
        if passed {
            Self::Passed
        } else {
            Self::NotPassed
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Passed => 0,
            Exit::NotPassed => 1,
            Exit::Error => 2,
            Exit::Interrupted => 130,
            Exit::BrokenPipe => 141,
            Exit::Foreign(code) => code,
        })
    }
}

/// Learn Rust's interior mutability, and find out why a test panics or hangs.
///
/// In the course, you edit a file, cellmate grades it, and you read what happened. `cellmate trace` explains your own
/// programs, too.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = false, disable_help_subcommand = true, after_help = after_help())]
struct Cli {
    #[command(flatten)]
    options: Options,
    /// Use plain mode, line by line, for screen readers and pipes
    #[arg(long)]
    plain: bool,
    /// The command that opens your file; cellmate fills in `{file}` and `{line}`
    #[arg(long, value_name = "COMMAND")]
    edit_cmd: Option<String>,
    #[command(subcommand)]
    command: Option<CliCommand>,
}

fn after_help() -> String {
    let topics = help::topics();
    format!(
        "\
{topics}

`cellmate` alone opens the course on the full screen. It uses plain mode if you pass --plain, set
TERM=dumb or CELLMATE_PLAIN=1, have no terminal, or chose plain mode for your desk.
Exit codes: 0 on success, 1 if something failed, 2 on an error, 130 if interrupted."
    )
}

/// The heading of the options of all commands in each `--help`.
const GLOBAL_OPTIONS: &str = "Options of all commands";

/// Options of all commands.
#[derive(Debug, clap::Args)]
struct Options {
    /// Another course: its folder, a file from `cellmate course pack`, or (with `init` and `update`) the URL of a git repository
    #[arg(
        long,
        global = true,
        help_heading = GLOBAL_OPTIONS,
        value_name = "PATH"
    )]
    course: Vec<PathBuf>,
    /// Your desk (default: the nearest desk in or above this folder, or ~/cellmate)
    #[arg(
        long,
        global = true,
        help_heading = GLOBAL_OPTIONS,
        value_name = "DIR"
    )]
    desk: Option<PathBuf>,
    /// The format of the output
    #[arg(long, global = true, help_heading = GLOBAL_OPTIONS, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// When to use colors
    #[arg(long, global = true, help_heading = GLOBAL_OPTIONS, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    color: Color,
}

impl Options {
    fn course(&self) -> Result<Option<&Path>, Error> {
        match &self.course[..] {
            [] => Ok(None),
            [course] => Ok(Some(course)),
            [_, ..] => Err(Error::refused(
                "this command takes one course",
                "pass `--course` once",
            )),
        }
    }
}

/// The format of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for people
    Human,
    /// JSON for programs
    Json,
}

/// When to use colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
enum CliCommand {
    Init(init::Args),
    Update(update::Args),
    List(list::Args),
    Show(show::Args),
    Check(check::Args),
    Watch(watch::Args),
    Answer(answer::Args),
    Hint(hint::Args),
    Solution(solution::Args),
    Reset(reset::Args),
    Doctor(doctor::Args),
    Submit(submit::Args),
    Trace(trace::Args),
    Verify(verify::Args),
    New(new::Args),
    Course(course::Args),
    Overview(overview::Args),
    Grade(grade::Args),
    Completions(completions::Args),
    Man(completions::ManualArgs),
    Help(help::Args),
}

impl CliCommand {
    fn run(&self, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
        match self {
            Self::Init(args) => init::run(args, options, out),
            Self::Update(args) => update::run(args, options, out),
            Self::List(args) => list::run(args, options, out),
            Self::Show(args) => show::run(args, options, out),
            Self::Check(args) => check::run(args, options, out),
            Self::Watch(args) => watch::run(args, options, out),
            Self::Answer(args) => answer::run(args, options, out),
            Self::Hint(args) => hint::run(args, options, out),
            Self::Solution(args) => solution::run(args, options, out),
            Self::Reset(args) => reset::run(args, options, out),
            Self::Doctor(args) => doctor::run(args, options, out),
            Self::Submit(args) => submit::run(args, options, out),
            Self::Trace(args) => trace::run(args, options, out),
            Self::Verify(args) => verify::run(args, options, out),
            Self::New(args) => new::run(args, options, out),
            Self::Course(args) => course::run(args, options, out),
            Self::Overview(args) => overview::run(args, options, out),
            Self::Grade(args) => grade::run(args, options, out),
            Self::Completions(args) => completions::run(args, out),
            Self::Man(args) => completions::run_manual(args, out),
            Self::Help(args) => help::run(args, out),
        }
    }
}

/// Runs the command in the arguments (the first is the binary's name), and returns the exit code.
#[must_use]
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    let cli = match Cli::try_parse_from(&args) {
        Ok(cli) => cli,
        Err(error) => {
            // Includes --help and --version. If the output is closed, there is nowhere to report that.
            error.print().ok();
            if is_cargo_without_dashes(&args) {
                let command = args.iter().skip_while(|arg| *arg != "cargo");
                let command: Vec<_> = command.map(|arg| arg.to_string_lossy()).collect();
                let command = sanitize::line(&command.join(" "));
                writeln!(
                    io::stderr(),
                    "\nhelp: put `--` before the command: `cellmate trace -- {command}`"
                )
                .ok();
            }
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let mut out = Output::new(&cli.options);
    let result = log::start().map_err(anyhow::Error::from);
    let result = result.and_then(|()| match &cli.command {
        Some(command) => command.run(&cli.options, &mut out),
        None => without_command(&cli, &mut out),
    });
    result
        .and_then(|exit| Ok(out.finish().map(|()| exit)?))
        .unwrap_or_else(|error| print_error(&error, &mut out))
        .into()
}

/// Whether this is `trace` with a cargo command, but without the `--` before it.
fn is_cargo_without_dashes(args: &[OsString]) -> bool {
    let has = |word: &str| args.iter().any(|arg| arg == word);
    args.get(1).is_some_and(|command| command == "trace") && has("cargo") && !has("--")
}

/// Opens the course, or prints what is next as JSON.
fn without_command(cli: &Cli, out: &mut Output) -> anyhow::Result<Exit> {
    if out.is_json() {
        return next::run(&cli.options, out);
    }
    fullscreen::run(cli)
}

/// Prints an error, except for a closed output, and returns the exit code.
fn print_error(error: &anyhow::Error, out: &mut Output) -> Exit {
    let is_broken_pipe = |cause: &(dyn std::error::Error + 'static)| {
        let io = cause.downcast_ref::<io::Error>();
        io.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    };
    if error.chain().any(is_broken_pipe) {
        return Exit::BrokenPipe;
    }
    if error::is_cancelled(error) {
        writeln!(io::stderr(), "stopped").ok();
        return Exit::Interrupted;
    }
    let text = sanitize::text(&error.to_string());
    if out.is_json() {
        out.json(&serde_json::json!({ "error": text })).ok();
    } else {
        writeln!(io::stderr(), "error: {text}").ok();
    }
    Exit::Error
}
