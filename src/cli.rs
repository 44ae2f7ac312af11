//! The command line: one file per command, and the only place that prints.
//!
//! To add a command: a file in `cli/` with its `Args` (clap reads help and example from there) and a
//! `run(&Args, &Options, &mut Out) -> anyhow::Result<Exit>`; a variant in `Command`; an arm in `Command::run`.
//! What a command also needs: `study` finds the course, the desk and the progress; `out` writes, in the form and the
//! colors that were asked for; `writer` prints reports. An error is printed once, here, and ends with exit code 2.

mod answer;
mod asked;
mod check;
mod complaint;
mod doctor;
mod driver;
mod full;
mod hint;
mod init;
mod list;
mod look;
mod new;
mod next;
mod out;
mod reset;
mod show;
mod solution;
mod study;
mod trace;
mod verify;
mod watch;
mod writer;

use crate::grader::Error;
use crate::{log, sanitize};
use clap::{Parser, Subcommand, ValueEnum};
use out::Out;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// What the exit code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    /// All is well; where something was graded, it passed.
    Passed,
    /// Something has not passed.
    NotPassed,
    /// Nothing could be said.
    Trouble,
    /// Somebody pressed Ctrl-C.
    Interrupted,
    /// Whoever read the output went away: quietly, but never as if all had passed.
    NobodyReads,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Passed => 0,
            Exit::NotPassed => 1,
            Exit::Trouble => 2,
            Exit::Interrupted => 130,
            Exit::NobodyReads => 141,
        })
    }
}

/// Learn Rust's interior mutability: edit a file, let it be checked, read what happened.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = false, after_help = AFTER)]
struct Cli {
    #[command(flatten)]
    options: Options,
    /// Line by line instead of the full screen: for screen readers and pipes
    #[arg(long)]
    plain: bool,
    /// Opens your file with this command, beside the screen: `{file}` and `{line}` stand for what to open
    #[arg(long, value_name = "COMMAND")]
    edit_cmd: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

const AFTER: &str = "\
`cellmate` alone opens the course: on the full screen, or line by line with --plain, with TERM=dumb, with
CELLMATE_PLAIN=1, where there is no terminal, and where the desk remembers it.
Exit codes: 0 all is well, 1 something has not passed, 2 nothing could be said, 130 interrupted.";

/// What every command takes.
#[derive(Debug, clap::Args)]
struct Options {
    /// The folder of another course; a desk made with it remembers it
    #[arg(long, global = true, value_name = "DIR")]
    course: Option<PathBuf>,
    /// Your desk; else the nearest folder upward that is one, else ~/cellmate
    #[arg(long, global = true, value_name = "DIR")]
    desk: Option<PathBuf>,
    /// For people, or for programs
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Colors; `auto` means: on a terminal, unless `NO_COLOR` is set
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    color: Color,
}

/// For whom the output is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Sentences
    Human,
    /// One JSON document, as the README describes it
    Json,
}

/// When there are colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Args),
    List(list::Args),
    Show(show::Args),
    Check(check::Args),
    Watch(watch::Args),
    Answer(answer::Args),
    Hint(hint::Args),
    Solution(solution::Args),
    Reset(reset::Args),
    Doctor(doctor::Args),
    Trace(trace::Args),
    Verify(verify::Args),
    New(new::Args),
}

impl Command {
    fn run(&self, options: &Options, out: &mut Out) -> anyhow::Result<Exit> {
        match self {
            Self::Init(args) => init::run(args, options, out),
            Self::List(args) => list::run(args, options, out),
            Self::Show(args) => show::run(args, options, out),
            Self::Check(args) => check::run(args, options, out),
            Self::Watch(args) => watch::run(args, options, out),
            Self::Answer(args) => answer::run(args, options, out),
            Self::Hint(args) => hint::run(args, options, out),
            Self::Solution(args) => solution::run(args, options, out),
            Self::Reset(args) => reset::run(args, options, out),
            Self::Doctor(args) => doctor::run(args, options, out),
            Self::Trace(args) => trace::run(args, options, out),
            Self::Verify(args) => verify::run(args, options, out),
            Self::New(args) => new::run(args, options, out),
        }
    }
}

/// Does what the arguments (the binary's own name first) ask for, and returns the exit code.
#[must_use]
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version come this way, too. Where nobody reads them, there is nobody to tell.
            error.print().ok();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let mut out = Out::new(&cli.options);
    let done = log::start().map_err(anyhow::Error::from);
    let done = done.and_then(|()| match &cli.command {
        Some(command) => command.run(&cli.options, &mut out),
        None => alone(&cli, &mut out),
    });
    done.and_then(|exit| Ok(out.finish().map(|()| exit)?))
        .unwrap_or_else(|error| failed(&error, &mut out))
        .into()
}

/// Without a command: the course for people, and where a program asks, what is next.
fn alone(cli: &Cli, out: &mut Out) -> anyhow::Result<Exit> {
    if out.is_json() {
        return next::run(&cli.options, out);
    }
    full::run(cli, study::find_desk(&cli.options)?)
}

/// Tells of an error: once, and quietly where it is only that nobody reads on or waits any more.
fn failed(error: &anyhow::Error, out: &mut Out) -> Exit {
    let closed = |cause: &(dyn std::error::Error + 'static)| {
        let io = cause.downcast_ref::<io::Error>();
        io.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    };
    if error.chain().any(closed) {
        return Exit::NobodyReads;
    }
    if let Some(Error::Cancelled) = error.downcast_ref() {
        writeln!(io::stderr(), "stopped").ok();
        return Exit::Interrupted;
    }
    let said = sanitize::text(&error.to_string());
    if out.is_json() {
        out.json(&serde_json::json!({ "error": said })).ok();
    } else {
        writeln!(io::stderr(), "error: {said}").ok();
    }
    Exit::Trouble
}
