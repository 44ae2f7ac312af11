//! Runs the tests of a binary as libtest would, and prints the same, but gives each test a process of its own.

use super::Error;
use super::artifacts;
use super::binary::{self, crate_name};
use super::printing::print;
use super::session::{Orders, ProgramResult, SessionFolder, now};
use crate::glass::{
    ExploreLimits, MAX_STEPS_OF_A_TRACE, TestSite, explore_test, recording_environment,
};
use crate::parallel;
use crate::process::{Cancel, Launcher, Limits};
use crate::run::{Program, Runner, Scratch, TestOutput};
use crate::signals;
use crate::verdict::{Exploration, Outcome, RunReport};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// The exit code that libtest itself chooses if a test fails.
const FAILED: u8 = 101;

/// A test binary, and the options that select its tests.
#[derive(Debug)]
pub(super) struct Harness {
    program: PathBuf,
    /// Names, `--skip`, `--exact`, `--ignored` and `--include-ignored`.
    selection: Vec<String>,
    runs_ignored: bool,
    only_ignored: bool,
    threads: Option<usize>,
    shows_output: bool,
}

#[derive(Debug)]
struct Selected {
    names: Vec<String>,
    ignored: BTreeSet<String>,
    filtered_out: usize,
}

impl Harness {
    /// Returns `None` if the program is not a test binary, or the arguments ask for something other than running its
    /// tests.
    pub(super) fn from_arguments(program: &Path, args: &[OsString]) -> Option<Self> {
        let is_test = program
            .parent()
            .is_some_and(|folder| folder.ends_with("deps"));
        let mut harness = Self {
            program: program.to_owned(),
            selection: Vec::new(),
            runs_ignored: false,
            only_ignored: false,
            threads: None,
            shows_output: false,
        };
        let args: Option<Vec<&str>> = args.iter().map(|arg| arg.to_str()).collect();
        let mut words = args.filter(|_| is_test)?.into_iter();
        while let Some(word) = words.next() {
            let (name, mut value) = match word.split_once('=') {
                Some((name, value)) if name.starts_with("--") => (name, Some(value)),
                _ => (word, None),
            };
            match name {
                "--nocapture" | "--no-capture" | "--show-output" => harness.shows_output = true,
                // Without effect here: the output has few lines anyway, and only tests run.
                "-q" | "--quiet" | "--test" => {}
                "--test-threads" => {
                    value = value.or_else(|| words.next());
                    harness.threads = value.and_then(|value| value.parse().ok());
                }
                "--color" => {
                    value.or_else(|| words.next())?;
                }
                "--skip" => {
                    let skipped = value.or_else(|| words.next())?;
                    harness
                        .selection
                        .extend(["--skip", skipped].map(str::to_owned));
                }
                "--exact" | "--ignored" | "--include-ignored" => {
                    harness.runs_ignored |= name != "--exact";
                    harness.only_ignored |= name == "--ignored";
                    harness.selection.push(name.to_owned());
                }
                _ if word.starts_with('-') => return None,
                _ => harness.selection.push(word.to_owned()),
            }
        }
        Some(harness)
    }

    /// Asks the binary for its tests. Returns `None` if it does not answer as libtest does.
    fn select(&self, asks: &Asks<'_>) -> Result<Option<Selected>, Error> {
        let Some(names) = self.list(&self.selection, asks)? else {
            return Ok(None);
        };
        let mut of_ignored = self.selection.clone();
        of_ignored.retain(|word| word != "--include-ignored");
        if !self.only_ignored {
            of_ignored.push("--ignored".to_owned());
        }
        let ignored = self.list(&of_ignored, asks)?.unwrap_or_default();
        let all = if self.selection.is_empty() {
            names.len()
        } else {
            self.list(&[], asks)?.unwrap_or_default().len()
        };
        Ok(Some(Selected {
            filtered_out: all.saturating_sub(names.len()),
            ignored: ignored.into_iter().collect(),
            names,
        }))
    }

    fn list(&self, selection: &[String], asks: &Asks<'_>) -> Result<Option<Vec<String>>, Error> {
        let mut arguments = vec!["--list"];
        arguments.extend(selection.iter().map(String::as_str));
        let (outcome, report) = asks.runner.run(Program {
            binary: &self.program,
            arguments: &arguments,
            file: "",
            limits: Limits {
                kept: usize::MAX,
                ..limits_of_test(asks.orders)
            },
            environment: std::env::vars_os().collect(),
            folder: Some(asks.folder),
            writes: None,
        })?;
        if let Outcome::Deadlocked { .. } | Outcome::TimedOut { .. } = outcome {
            asks.session.write_result(
                0,
                &ProgramResult {
                    binary: crate_name(&self.program),
                    package: std::env::var("CARGO_PKG_NAME").ok(),
                    test: None,
                    record: asks.session.new_record(0),
                    outcome,
                    passed: false,
                    started: now(),
                    exploration: None,
                    artifact: None,
                    note: Some("hung while listing its tests".to_owned()),
                },
            )?;
            return Err(Error::refused(
                format!(
                    "`{}` hangs while listing its tests",
                    crate_name(&self.program)
                ),
                "if it has a `#[global_allocator]` that uses atomics or locks, cellmate cannot trace it",
            ));
        }
        let last = report.stdout.lines().last().unwrap_or_default();
        let is_list = outcome == (Outcome::Finished { code: 0 })
            && last.contains(" test")
            && last.contains(" bench");
        let names = report.stdout.lines();
        let names = names.filter_map(|line| line.strip_suffix(": test"));
        Ok(is_list.then(|| names.map(str::to_owned).collect()))
    }

    /// Returns the names of the tests to run: ignored ones only if the options ask for them.
    fn runs<'a>(&self, selected: &'a Selected) -> Vec<&'a String> {
        let is_run = |name: &&String| self.runs_ignored || !selected.ignored.contains(*name);
        selected.names.iter().filter(is_run).collect()
    }

    fn arguments_of<'a>(&'a self, name: &'a str, is_ignored: bool) -> Vec<&'a str> {
        let program = self.program.to_str().unwrap_or_default();
        let mut arguments = vec![binary::ARGUMENT, program, name, "--exact"];
        arguments.extend(["--nocapture", "--test-threads=1", "--color=never"]);
        arguments.extend(is_ignored.then_some("--include-ignored"));
        arguments
    }
}

pub(super) fn run(
    session: &SessionFolder,
    orders: &Orders,
    harness: &Harness,
) -> Result<Option<ExitCode>, Error> {
    let cancel = Cancel::new();
    let cancelled = cancel.clone();
    signals::on_stop(move || cancelled.cancel()).ok();
    let launcher = Launcher::current()?;
    let folder = std::env::current_dir().unwrap_or_default();
    let runner = Runner {
        launcher: &launcher,
        scratch: Scratch::new(session.0.clone()),
        cancel: &cancel,
    };
    let asks = Asks {
        session,
        runner: &runner,
        orders,
        folder: &folder,
    };
    let Some(selected) = harness.select(&asks)? else {
        return Ok(None);
    };
    if orders.schedules.is_some() {
        refuse_several(session, &harness.runs(&selected))?;
    }
    let tests = Tests {
        session,
        orders,
        harness,
        selected: &selected,
        runner,
        folder,
    };
    tests.run().map(Some)
}

/// Refuses to try the schedules of more than one test: each uses all cores, up to its own time limit.
fn refuse_several(session: &SessionFolder, names: &[&String]) -> Result<(), Error> {
    let results = session.results();
    let of_other_binaries = results.iter().filter(|result| result.exploration.is_some());
    let count = of_other_binaries.count() + names.len();
    if names.is_empty() || count <= 1 {
        return Ok(());
    }
    Err(Error::refused(
        format!("`--schedules` tries the schedules of one test, but the command selects {count}"),
        "name one test: `cellmate trace --schedules -- cargo test --lib NAME -- --exact`",
    ))
}

/// What it takes to ask a binary for its tests.
struct Asks<'a> {
    session: &'a SessionFolder,
    runner: &'a Runner<'a>,
    orders: &'a Orders,
    folder: &'a Path,
}

struct Tests<'a> {
    session: &'a SessionFolder,
    orders: &'a Orders,
    harness: &'a Harness,
    selected: &'a Selected,
    runner: Runner<'a>,
    folder: PathBuf,
}

struct RanTest {
    name: String,
    passed: bool,
    output: String,
}

impl Tests<'_> {
    fn run(&self) -> Result<ExitCode, Error> {
        let since = Instant::now();
        let names = self.harness.runs(self.selected);
        let count = self.selected.names.len();
        print(&format!(
            "\nrunning {count} test{}\n",
            if count == 1 { "" } else { "s" }
        ));
        for name in self
            .selected
            .names
            .iter()
            .filter(|name| !names.contains(name))
        {
            print(&format!("test {name} ... ignored\n"));
        }
        let threads = self.harness.threads.or_else(threads_from_environment);
        let threads = threads.unwrap_or_else(parallel::cores).max(1);
        let ran = parallel::try_map(threads, names.len(), |at| self.run_test(at, names[at]))?;
        let (passed, failed): (Vec<&RanTest>, Vec<&RanTest>) =
            ran.iter().partition(|test| test.passed);
        print_failures(&failed);
        let verdict = if failed.is_empty() { "ok" } else { "FAILED" };
        print(&format!(
            "\ntest result: {verdict}. {} passed; {} failed; {} ignored; 0 measured; {} filtered out; finished in {:.2}s\n\n",
            passed.len(),
            failed.len(),
            count - names.len(),
            self.selected.filtered_out,
            since.elapsed().as_secs_f64(),
        ));
        Ok(ExitCode::from(if failed.is_empty() { 0 } else { FAILED }))
    }

    fn run_test(&self, number: usize, name: &str) -> Result<RanTest, Error> {
        let record = self.session.new_record(number);
        let is_ignored = self.selected.ignored.contains(name);
        let arguments = self.harness.arguments_of(name, is_ignored);
        let started = now();
        let inherited: Vec<(OsString, OsString)> = std::env::vars_os().collect();
        let mut environment_of_test = inherited.clone();
        environment_of_test.extend(recording_environment(&record, Some(MAX_STEPS_OF_A_TRACE)));
        let own = self.runner.launcher.binary();
        let (outcome, report) = self.runner.run(Program {
            binary: own,
            arguments: &arguments,
            file: "",
            limits: limits_of_test(self.orders),
            environment: environment_of_test,
            folder: Some(&self.folder),
            writes: None,
        })?;
        let said = TestOutput::parse(&report.stdout);
        let passed = said.passed && outcome == (Outcome::Finished { code: 0 });
        // The name has `- should panic` after it if the test should.
        let shown_name = said.shown_name.unwrap_or(name).to_owned();
        let output = output(&said, &report);
        let exploration = match &self.orders.schedules {
            Some(limits) => Some(self.explore(name, &arguments, inherited, limits)?),
            None => None,
        };
        let stderr = Some(&report.stderr).filter(|_| !passed);
        let artifact = stderr.and_then(|stderr| artifacts::find_size(stderr, &self.orders.folders));
        self.session.write_result(
            number,
            &ProgramResult {
                binary: crate_name(&self.harness.program),
                package: std::env::var("CARGO_PKG_NAME").ok(),
                test: Some(name.to_owned()),
                record,
                outcome,
                passed,
                started,
                exploration,
                artifact,
                note: None,
            },
        )?;
        let shows = self.harness.shows_output && !output.is_empty();
        let shown_output = if shows {
            format!("{output}\n")
        } else {
            String::new()
        };
        let verdict = if passed { "ok" } else { "FAILED" };
        print(&format!("{shown_output}test {shown_name} ... {verdict}\n"));
        Ok(RanTest {
            name: name.to_owned(),
            passed,
            output,
        })
    }

    fn explore(
        &self,
        name: &str,
        arguments: &[&str],
        environment: Vec<(OsString, OsString)>,
        limits: &ExploreLimits,
    ) -> Result<Exploration, Error> {
        let site = TestSite {
            folder: self.folder.clone(),
            environment,
            sources: self.orders.folders.clone(),
        };
        let arguments = arguments.iter().map(|&word| word.to_owned()).collect();
        let program = (self.runner.launcher.binary(), arguments);
        let mut found = explore_test(
            program,
            &site,
            limits_of_test(self.orders),
            limits,
            self.runner.clone(),
        )?;
        found.test = Some(name.to_owned());
        Ok(found)
    }
}

fn limits_of_test(orders: &Orders) -> Limits {
    Limits {
        wall: Duration::from_secs(orders.limit),
        cpu: None,
        memory: None,
        file_size: None,
        open_files: None,
        kept: 1 << 20,
        output: usize::MAX,
        find_deadlocks: true,
    }
}

fn print_failures(failed: &[&RanTest]) {
    if failed.is_empty() {
        return;
    }
    let mut text = "\nfailures:\n\n".to_owned();
    for test in failed.iter().filter(|test| !test.output.is_empty()) {
        text += &format!("---- {} stdout ----\n{}\n", test.name, test.output);
    }
    text += "\nfailures:\n";
    for test in failed {
        text += &format!("    {}\n", test.name);
    }
    print(&text);
}

fn threads_from_environment() -> Option<usize> {
    std::env::var("RUST_TEST_THREADS").ok()?.parse().ok()
}

/// What a test printed, to show if it failed.
fn output(said: &TestOutput<'_>, report: &RunReport) -> String {
    let mut output = said.printed.to_owned();
    if !output.is_empty() && !output.ends_with('\n') {
        output.push('\n');
    }
    output + &report.stderr
}

#[cfg(test)]
mod tests {
    use super::*;

    fn harness(line: &str) -> Option<Harness> {
        let args: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
        Harness::from_arguments(Path::new("/t/debug/deps/shop-0123456789abcdef"), &args)
    }

    #[test]
    fn options_of_libtest_are_understood() {
        let read = harness("name --skip slow --test-threads=3 --nocapture --ignored").unwrap();
        assert_eq!(read.selection, ["name", "--skip", "slow", "--ignored"]);
        assert_eq!(read.threads, Some(3));
        assert!(read.shows_output && read.runs_ignored && read.only_ignored);
        assert!(harness("--list").is_none() && harness("--format json").is_none());
        assert!(Harness::from_arguments(Path::new("/tmp/rustdoctest/rust_out"), &[]).is_none());
    }
}
