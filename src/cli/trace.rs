//! `cellmate trace`: runs a program under glass, and shows its borrows, locks and schedules.

mod document;
mod edition;
mod package;
mod record;
mod refusal;

use super::driver::{self, Driver};
use super::error::Error;
use super::out::{self, Output};
use super::progress::ProgressLine;
use super::writer::{self, OutputStyle};
use super::{Exit, Options};
use crate::course::{Kind, Lesson, MAX_NESTING, Schedules, TokenError, token_trees};
use crate::glass::{self, Analysis, ExploreLimits, ProgramSpec};
use crate::grader::{self, Grader, SourceProblem};
use crate::html;
use crate::process::Cancel;
use crate::report::trace::Focus;
use crate::report::{self, Block};
use crate::rows::Role;
use crate::verdict::{Edition, Exploration, Outcome, RunEnd, ScheduleResult, Trace};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use document::TraceDocument;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Find out why a test or program panics or hangs
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples: cellmate trace -- cargo test NAME         the tests of a package, each by itself
          cellmate trace --schedules -- cargo test NAME     other schedules of one test
          cellmate trace -- cargo run -- --verbose  a program of a package
          cellmate trace src/main.rs                a program in one file
          cellmate trace bank.rs --schedules        try other schedules of its threads
          cellmate trace bank.rs --replay 0,1       replay one of those schedules
          cellmate trace bank.rs --html bank.html   write a page for a bug report
          cellmate trace rate_limiter               your file for a lesson
          cellmate trace --from-record record       a run that you recorded earlier

cellmate builds a package in its own cache, and doesn't change your files. Input, output and exit code are cargo's. \
Afterwards, cellmate prints what it found on standard error. A FILE must use only std. It gets no input, and only a few \
environment variables, such as PATH.

Exit codes: for a package cargo's own, or 1 if a schedule fails; otherwise 0 on success, 1 if the program panicked, hung \
or failed, or if its schedules have different results; 2 on an error.

`cellmate help trace` says how to read a trace, what it sees and doesn't see, and what it costs.")]
#[expect(clippy::struct_excessive_bools, reason = "each is an option")]
pub(super) struct Args {
    /// A Rust file, or the id of a lesson
    #[arg(required_unless_present_any = ["export", "from_record", "cargo", "schema"], value_name = "FILE|ID")]
    target: Option<String>,
    /// Show a run that you recorded earlier, with the crate that --export writes
    #[arg(long, value_name = "FILE", conflicts_with_all = ["target", "edition", "test", "schedules", "replay"])]
    from_record: Option<PathBuf>,
    /// The edition of a file (default: that of the package that it is in, or 2024)
    #[arg(long, value_parser = edition_parser())]
    edition: Option<Edition>,
    /// Trace one of the lesson's hidden tests instead of its program
    #[arg(long, value_name = "NAME")]
    test: Option<String>,
    /// Try other schedules of the threads; for a lesson, those of its hidden test
    #[arg(long, conflicts_with = "replay")]
    schedules: bool,
    /// The maximum number of preemptions in a schedule (default: the lesson's, or 2)
    #[arg(long, value_name = "N", requires = "schedules")]
    preemptions: Option<u32>,
    /// The number of random schedules, with any number of preemptions (default: the lesson's, or 100)
    #[arg(long, value_name = "N", requires = "schedules")]
    random: Option<u32>,
    /// The maximum number of schedules (default: the lesson's, or 1000)
    #[arg(long, value_name = "N", requires = "schedules")]
    at_most: Option<u32>,
    /// The maximum time for all schedules, in seconds (default: the lesson's, or 20)
    #[arg(long, value_name = "SECONDS", requires = "schedules")]
    seconds: Option<u32>,
    /// Replay a schedule that --schedules printed: which thread continues at each choice, such as 0,1,1
    #[arg(long, value_name = "SCHEDULE", value_delimiter = ',')]
    replay: Vec<u32>,
    /// Print sentences instead of a drawing
    #[arg(long)]
    plain: bool,
    /// Show every event, even if there are many
    #[arg(long)]
    all: bool,
    /// Trace a cargo command: `-- cargo test`, `-- cargo run --example NAME`
    #[arg(last = true, value_name = "cargo run|test …", conflicts_with_all = ["target", "edition", "test", "replay", "from_record"])]
    cargo: Vec<String>,
    /// Trace the crates that a package depends on, too
    #[arg(long, requires = "cargo")]
    dependencies: bool,
    /// Write the trace to a file, as a single HTML page
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// The time limit of each test of a package, in seconds
    #[arg(long, value_name = "SECONDS", requires = "cargo", default_value_t = 60)]
    test_seconds: u64,
    /// Print the JSON schema of what `--format json` prints
    #[arg(long, exclusive = true)]
    schema: bool,
    /// Write the crate that records runs to a new folder, so that you can use it without cellmate
    #[arg(long, value_name = "DIR", exclusive = true)]
    export: Option<PathBuf>,
}

fn edition_parser() -> impl TypedValueParser<Value = Edition> {
    let all = [Edition::E2021, Edition::E2024];
    let named = move |name: String| all.into_iter().find(|edition| edition.as_str() == name);
    PossibleValuesParser::new(all.map(Edition::as_str))
        .map(move |name| named(name).expect("it is one of the possible values"))
}

pub(super) fn run(args: &Args, options: &Options, out: &mut Output) -> anyhow::Result<Exit> {
    if let Some(folder) = &args.export {
        return export(folder, out);
    }
    if args.schema {
        out.say(document::SCHEMA)?;
        return Ok(Exit::Passed);
    }
    if !args.cargo.is_empty() {
        return package::run(args, out);
    }
    if let Some(file) = &args.from_record {
        return record::run(file, args, out);
    }
    let (grader, cancel) = if names_a_file(args) {
        driver::interruptible_grader()?
    } else {
        driver::desk_grader(options)?
    };
    let (subject, schedules) = find_program(args, options, out)?;
    if args.schedules {
        let bounds = bounds(args, schedules.as_ref());
        return explore(&grader, &subject, &bounds, args, out, &cancel);
    }
    let analysis = grader.glass().trace(&subject, &args.replay, &cancel)?;
    match analysis {
        Analysis::Done(trace) => print_trace(&trace, &subject, args, out),
        Analysis::CompileError(found) => refusal::print(&grader, &subject, found, out, &cancel),
        Analysis::BuildTimedOut => Err(refusal::build_timed_out().into()),
    }
}

fn export(folder: &Path, out: &mut Output) -> anyhow::Result<Exit> {
    glass::export(folder)?;
    let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let shown = out::path(&whole);
    let text = format!(
        "The crate is in {shown}. To trace a crate of your own:\n\n\
         1. In its Cargo.toml, under [dependencies]:\n   \
            std = {{ package = \"glass\", path = \"{0}\" }}\n   \
            core = {{ package = \"glass-core\", path = \"{0}/core\" }}\n\
         2. Run it with GLASS_OUT=record GLASS_LINES=1: it writes the events to the file `record`.\n\
         3. Show them: cellmate trace --from-record record\n\n\
         {shown}/lib.rs explains what it replaces, what it keeps, and what differs.",
        whole.display()
    );
    out.say(&text)?;
    Ok(Exit::Passed)
}

/// Returns the requested limits, or else the lesson's, or else the defaults.
fn bounds(args: &Args, of_lesson: Option<&Schedules>) -> ExploreLimits {
    let set = of_lesson.cloned().unwrap_or_default();
    let seconds = args.seconds.unwrap_or(set.seconds);
    ExploreLimits {
        max_preemptions: args.preemptions.unwrap_or(set.preemptions),
        random_schedules: args.random.unwrap_or(set.random),
        max_schedules: args.at_most.unwrap_or(set.at_most),
        max_time: Duration::from_secs(seconds.into()),
        compares: true,
    }
}

fn exit_for(ending: &RunEnd) -> Exit {
    match ending {
        RunEnd::Outcome {
            outcome: Outcome::Finished { code: 0 },
        } => Exit::Passed,
        RunEnd::Outcome { .. } | RunEnd::Deadlock | RunEnd::StepLimit { .. } => Exit::NotPassed,
        RunEnd::NotFollowed { .. } | RunEnd::Diverged => Exit::Error,
    }
}

fn explore(
    grader: &Grader,
    subject: &ProgramSpec,
    bounds: &ExploreLimits,
    args: &Args,
    out: &mut Output,
    cancel: &Cancel,
) -> anyhow::Result<Exit> {
    let counter = ProgressLine::new(out);
    let judge = |ending: &RunEnd, _: &str| (exit_for(ending) == Exit::NotPassed).then_some(false);
    let most = usize::try_from(bounds.max_schedules).unwrap_or(usize::MAX);
    let on_run = |ran: u32| {
        counter.tick(
            usize::try_from(ran).unwrap_or(most),
            "schedules tried so far",
        );
    };
    let analysis = grader
        .glass()
        .explore(subject, bounds, &judge, &on_run, cancel)?;
    drop(counter);
    let found = match analysis {
        Analysis::Done(found) => found,
        Analysis::CompileError(found) => {
            return refusal::print(grader, subject, found, out, cancel);
        }
        Analysis::BuildTimedOut => return Err(refusal::build_timed_out().into()),
    };
    let exit = if found.fails() || found.differs() {
        Exit::NotPassed
    } else if found.is_complete() || found.is_only_limited() {
        Exit::Passed
    } else {
        Exit::Error
    };
    if out.is_json() {
        out.json(&TraceDocument::schedules(&subject.display_path, &found))?;
        return Ok(exit);
    }
    let blocks = report::exploration(&found, None);
    if let Some(file) = &args.html {
        let trace = found.failing_trace.as_deref();
        let trace = trace.map_or_else(Vec::new, |trace| traced_blocks(trace, subject, true));
        let all: Vec<Block> = blocks.iter().cloned().chain(trace).collect();
        write_page(file, &subject.display_path, &all)?;
    }
    out.say(&writer::text(out.style, &blocks))?;
    print_schedules(&found, subject, args, out)?;
    Ok(exit)
}

/// Prints how to replay the schedules, and the trace of the failing one.
fn print_schedules(
    found: &Exploration,
    subject: &ProgramSpec,
    args: &Args,
    out: &mut Output,
) -> anyhow::Result<()> {
    /// How many replay commands are printed.
    const MAX_REPLAYS: usize = 3;
    /// How many choices a schedule in such a command may have. Random schedules have many.
    const MAX_CHOICES: usize = 200;
    let results = (1..)
        .zip(&found.results)
        .take(report::listed_results(found));
    let results = results
        .filter(|(_, result)| !result.schedule.is_empty() && result.schedule.len() <= MAX_CHOICES);
    let results: Vec<(usize, &ScheduleResult)> = results.take(MAX_REPLAYS).collect();
    let test = args.test.as_ref();
    let test = test.map_or(String::new(), |test| format!(" --test {test}"));
    let target = args.target.as_deref().unwrap_or_default();
    let command = format!("cellmate trace {target}{test}");
    if found.results.len() > 1 && !results.is_empty() {
        out.gap()?;
        for (number, result) in results {
            let command = format!("{command} --replay");
            let lines = replay_lines(&command, &result.schedule);
            let last = lines.len().saturating_sub(1);
            for (at, line) in lines.iter().enumerate() {
                let line = out.style.paint(Role::Accent, line);
                // To a shell, it is a comment.
                let which = if at == last {
                    format!("  # result {number}")
                } else {
                    String::new()
                };
                out.say(&format!("{line}{which}"))?;
            }
        }
    }
    if let Some(trace) = &found.failing_trace {
        out.gap()?;
        // Without options, `trace` shows the empty schedule.
        if trace.schedule.is_empty() && !args.all {
            let means = report::trace::explanations(trace);
            out.say(&writer::text(out.style, &means))?;
            out.gap()?;
            let command = out.style.paint(Role::Accent, &command);
            out.say(&format!("  {command}  draws this run"))?;
        } else {
            out.say(&render(out.style, trace, subject, args))?;
        }
    }
    Ok(())
}

/// The width of the lines of a replay command, including the `\\` at their ends.
const REPLAY_WIDTH: usize = 80;

/// Returns a command that replays a schedule, in lines that a shell reads as one. A schedule is one word, so lines
/// that continue it are not indented.
fn replay_lines(command: &str, schedule: &[u32]) -> Vec<String> {
    let mut lines = vec![format!("  {command}")];
    let mut separator = ' ';
    for choice in schedule {
        let choice = choice.to_string();
        let last = lines.last_mut().map_or_else(String::new, std::mem::take);
        let fits = last.len() + 1 + choice.len() + ",\\".len() <= REPLAY_WIDTH;
        let at = lines.len() - 1;
        if fits {
            lines[at] = format!("{last}{separator}{choice}");
        } else {
            lines[at] = format!("{last}{separator}\\");
            lines.push(choice);
        }
        separator = ',';
    }
    lines
}

fn print_trace(
    trace: &Trace,
    subject: &ProgramSpec,
    args: &Args,
    out: &mut Output,
) -> anyhow::Result<Exit> {
    let exit = exit_for(&trace.ending);
    if let Some(file) = &args.html {
        let blocks = traced_blocks(trace, subject, true);
        write_page(file, &subject.display_path, &blocks)?;
    }
    if out.is_json() {
        out.json(&TraceDocument::run(&subject.display_path, trace))?;
    } else {
        out.say(&render(out.style, trace, subject, args))?;
        if exit == Exit::Passed && args.replay.is_empty() && report::trace::has_threads(trace) {
            let option = out.style.paint(Role::Accent, "--schedules");
            out.gap()?;
            out.say(&format!("  {option}  tries other schedules of its threads"))?;
        }
    }
    Ok(exit)
}

fn render(style: OutputStyle, trace: &Trace, subject: &ProgramSpec, args: &Args) -> String {
    let blocks = traced_blocks(trace, subject, args.all);
    if args.plain {
        writer::without_pictures(style, &blocks)
    } else {
        writer::text(style, &blocks)
    }
}

fn traced_blocks(trace: &Trace, subject: &ProgramSpec, all: bool) -> Vec<Block> {
    if let Some(from) = &subject.shown_from {
        return report::trace::run_blocks_of_files(trace, &glass::read_sources(trace, from), all);
    }
    let focus = Focus {
        file: &subject.display_path,
        source: &subject.target.text,
        cell: None,
        event: None,
        all,
        page: None,
        failing: None,
    };
    report::trace::run_blocks(trace, focus)
}

/// Writes a report as a page for a browser.
fn write_page(file: &Path, title: &str, blocks: &[Block]) -> anyhow::Result<()> {
    let page = html::page(&format!("Trace of {title}"), blocks);
    fs::write(file, page).map_err(|error| {
        let what = format!("cannot write {}: {error}", file.display());
        Error::refused(what, "name a file in a folder that you can write to")
    })?;
    out::note(&format!("wrote the page to {}", out::path(file)));
    Ok(())
}

/// Returns the program to trace, and the schedules of its lesson.
fn find_program(
    args: &Args,
    options: &Options,
    out: &Output,
) -> anyhow::Result<(ProgramSpec, Option<Schedules>)> {
    let target = args.target.as_deref().unwrap_or_default();
    if names_a_file(args) {
        return Ok((read_file(target, args)?, None));
    }
    let mut driver = Driver::open(options, out)?;
    let lesson = driver.lesson(target, "trace")?;
    if lesson.head.kind == Kind::Predict && !driver.model.lesson_progress().has_predicted(&lesson) {
        return Err(unpredicted(&lesson).into());
    }
    let text = read_lesson(driver.model.file(), &lesson)?;
    // Without `--test`, `--schedules` and `--replay` run what the lesson's `[schedules]` runs.
    let schedules = lesson.schedules.as_ref();
    let schedules = schedules.filter(|_| args.schedules || !args.replay.is_empty());
    let run = schedules.map_or("main", |schedules| schedules.run.as_str());
    let run = args.test.as_deref().unwrap_or(run);
    if run != "main" && !lesson.tests.iter().any(|test| test.name == run) {
        let names: Vec<&str> = lesson.tests.iter().map(|test| test.name.as_str()).collect();
        let what = format!("`{}` has no hidden test `{run}`", lesson.id);
        let help = if names.is_empty() {
            "leave out --test".to_owned()
        } else {
            format!("pass one of its tests: {}", names.join(", "))
        };
        return Err(Error::refused(what, help).into());
    }
    let subject = grader::traced_program(&lesson, &text, run).ok_or_else(|| nothing_in(&lesson))?;
    Ok((subject, lesson.schedules))
}

/// Whether the target is a file, and not a lesson.
fn names_a_file(args: &Args) -> bool {
    let target = Path::new(args.target.as_deref().unwrap_or_default());
    target.extension().is_some_and(|end| end == "rs") || target.is_file()
}

/// Returns the error for a program that the learner has yet to predict: a trace would show the answer.
fn unpredicted(lesson: &Lesson) -> Error {
    let id = &lesson.id;
    let what = format!("cellmate traces {id} once you have predicted what its program does");
    Error::refused(
        what,
        format!("`cellmate show {id}` shows the program and how to predict"),
    )
}

fn nothing_in(lesson: &Lesson) -> Error {
    let id = &lesson.id;
    let help = format!("`cellmate show {id}` shows what the lesson asks");
    Error::refused(format!("`{id}` has no program to trace"), help)
}

/// Reads any Rust file.
fn read_file(path: &str, args: &Args) -> anyhow::Result<ProgramSpec> {
    if args.test.is_some() {
        let help = "leave out --test, or name a lesson";
        return Err(Error::refused("only lessons have hidden tests", help).into());
    }
    let text = match grader::read(Path::new(path)) {
        Err(SourceProblem::Gone(path)) => {
            let what = format!("{} does not exist", path.display());
            return Err(Error::refused(what, "name a Rust file, or the id of a lesson").into());
        }
        other => other?,
    };
    require_shallow(Path::new(path), &text)?;
    let edition = edition_of(path, args);
    let path = Path::new(path);
    if uses_files_beside_it(&text)
        && let (Ok(path), Ok(here)) = (std::path::absolute(path), std::env::current_dir())
    {
        return Ok(ProgramSpec::in_place(&path, &text, edition, here));
    }
    let name = path.file_name().unwrap_or_default();
    Ok(ProgramSpec::single_file(
        &name.to_string_lossy(),
        &text,
        edition,
    ))
}

/// Whether a program may need more files than its own. If it needs none after all, building it in place does no harm.
fn uses_files_beside_it(text: &str) -> bool {
    let macros = ["include!", "include_str!", "include_bytes!"];
    let has_module = |line: &str| {
        let mut words = line.split_whitespace().skip_while(|word| *word != "mod");
        words.nth(1).is_some_and(|name| name.ends_with(';'))
    };
    macros.iter().any(|name| text.contains(name)) || text.lines().any(has_module)
}

/// Returns the requested edition, or else that of the package. Prints a note if it is not the newest.
fn edition_of(path: &str, args: &Args) -> Edition {
    if let Some(edition) = args.edition {
        return edition;
    }
    let Some((edition, manifest)) = edition::edition_of_package(Path::new(path)) else {
        return Edition::E2024;
    };
    if edition < Edition::E2024 {
        let (edition, manifest) = (edition.as_str(), out::path(&manifest));
        out::note(&format!("edition {edition}, from {manifest}"));
    }
    edition
}

/// Returns the learner's file, or the starter if there is no desk.
fn read_lesson(file: Option<&Path>, lesson: &Lesson) -> anyhow::Result<String> {
    if let Some(file) = file {
        let text = grader::read(file)?;
        require_shallow(file, &text)?;
        return Ok(text);
    }
    Ok(lesson
        .files
        .starter
        .clone()
        .ok_or_else(|| nothing_in(lesson))?)
}

/// Refuses a file whose brackets nest more deeply than an explanation can follow.
fn require_shallow(file: &Path, text: &str) -> Result<(), Error> {
    let Err(TokenError::TooDeep { line, .. }) = token_trees(text) else {
        return Ok(());
    };
    let what = format!(
        "{}:{line}: brackets nest more than {MAX_NESTING} levels deep",
        file.display()
    );
    let help = "give the inner part a name: put it into a variable or a function";
    Err(Error::refused(what, help))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser as _;

    #[derive(clap::Parser)]
    struct Command {
        #[command(flatten)]
        args: Args,
    }

    #[test]
    fn the_lines_that_replay_a_long_schedule_fit_a_terminal_and_are_one_command() {
        let schedule: Vec<u32> = (0..100).map(|at| at % 12).collect();
        let lines = replay_lines("cellmate trace shop.rs --replay", &schedule);
        assert!(lines.len() > 2);
        assert!(
            lines.iter().all(|line| line.len() <= REPLAY_WIDTH),
            "{lines:?}"
        );
        let command = lines.join("\n").replace("\\\n", "");
        let words = command.split_whitespace().skip(1);
        assert_eq!(Command::parse_from(words).args.replay, schedule);
    }

    #[test]
    fn a_file_that_nests_too_deeply_is_refused_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deep.rs");
        let (open, close) = ("(".repeat(9_999), ")".repeat(9_999));
        fs::write(&file, format!("fn main() {{\n    {open}{close}\n}}\n")).unwrap();
        let path = file.to_str().unwrap();
        let args = Command::parse_from(["trace", path]).args;
        let error = read_file(path, &args).err().unwrap();
        let expected = format!(
            "{path}:2: brackets nest more than 256 levels deep\nhelp: give the inner part a name: \
             put it into a variable or a function"
        );
        assert_eq!(error.to_string(), expected);
    }
}
