//! Runs one program many times, one run after the other, under one launcher: launching a short program costs as much as
//! running it.
//!
//! The launcher becomes this binary once more, with the hidden first argument [`SERIES`], and that process starts the
//! program again and again: limits, session and lifeline are inherited. For each run it prints a header line, then
//! everything that the run printed and wrote. Only runs that exited by themselves have a result: any other needs a run
//! of its own, which is watched.

use super::secret::{new_secret, secret_pipe};
use super::{Cancel, Captured, Error, Job, Launcher, ProcessOutput, Termination, system};
use serde::{Deserialize, Serialize};
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::mem;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// The hidden first argument that makes the binary run a series.
pub(super) const SERIES: &str = "__series";

/// The file with the input of each run.
const RUNS_FILE: &str = "runs";

/// The input of one run, besides the job's arguments and environment.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SeriesInput {
    pub args: Vec<String>,
    pub env: Vec<(String, String)>,
    /// Whether a random word is on its standard input. The word is in the output's `secret`.
    pub with_secret: bool,
}

/// One run of a series.
#[derive(Debug)]
pub struct SeriesOutput {
    /// How it ended and what it printed.
    pub output: ProcessOutput,
    /// What it wrote to the file, if there is one.
    pub written: Vec<u8>,
}

impl Launcher {
    /// Runs the job once for each of these inputs, one after the other. The job's folder must be empty: each run gets
    /// an empty folder below it, and an empty `file`. The limit of wall-clock time applies to all runs together, and
    /// cellmate does not look for deadlocks.
    ///
    /// Returns `None` for a run that had not exited when the limit expired, that a signal ended, that printed more than
    /// its limit, or that shortened the file to which its stdout or stderr goes. Returns an empty list if the series is
    /// cancelled.
    ///
    /// # Errors
    /// If the series cannot be started or watched.
    pub fn run_series(
        &self,
        job: &Job,
        runs: &[SeriesInput],
        file: Option<&Path>,
        cancel: &Cancel,
    ) -> Result<Vec<Option<SeriesOutput>>, Error> {
        let inputs = serde_json::to_vec(runs).map_err(io::Error::from);
        inputs
            .and_then(|inputs| fs::write(job.dir.join(RUNS_FILE), inputs))
            .map_err(Error::Watching)?;
        let mut series = job.clone();
        series.program.clone_from(&self.exe);
        let max_output = job.limits.output.to_string();
        let program = job.program.clone();
        series.args = vec![
            SERIES.into(),
            max_output.into(),
            file.map_or(OsString::new(), OsString::from),
        ];
        // The series itself starts programs and keeps files, so only its programs are confined.
        if let Some(sandbox) = self.sandbox(job) {
            series.args.extend([
                self.exe.clone().into(),
                super::CONFINE.into(),
                sandbox.to_arg().into(),
            ]);
        }
        series.args.push(program.into());
        series.args.extend(job.args.iter().cloned());
        series.limits.find_deadlocks = false;
        // These limits apply to each run; the report of all runs may be longer.
        series.limits.output = usize::MAX;
        series.limits.kept = usize::MAX;
        let all = Self::at(self.exe.clone()).run(&series, cancel)?;
        if all.termination == Termination::Cancelled {
            return Ok(Vec::new());
        }
        let mut report = ReportReader(&all.stdout.bytes);
        Ok(runs
            .iter()
            .map(|_| report.next_run(job.limits.kept))
            .collect())
    }
}

/// The rest of the report.
struct ReportReader<'a>(&'a [u8]);

impl<'a> ReportReader<'a> {
    /// Reads the next run; `None` if it is incomplete or did not exit by itself.
    fn next_run(&mut self, kept: usize) -> Option<SeriesOutput> {
        let Some((head, [stdout, stderr, written])) = self.next() else {
            // The series was killed while it wrote this run.
            self.0 = &[];
            return None;
        };
        let captured = |bytes| {
            let mut captured = Captured::default();
            captured.append(bytes, kept);
            captured
        };
        Some(SeriesOutput {
            output: ProcessOutput {
                termination: Termination::Exited(head.code?),
                stdout: captured(stdout),
                stderr: captured(stderr),
                wall: Duration::from_micros(head.micros),
                secret: head.secret,
            },
            written: written.to_vec(),
        })
    }

    fn next(&mut self) -> Option<(RunHeader, [&'a [u8]; 3])> {
        let end = self.0.iter().position(|byte| *byte == b'\n')?;
        let head: RunHeader = serde_json::from_slice(&self.0[..end]).ok()?;
        self.0 = &self.0[end + 1..];
        let [out, err, written] = head.lengths;
        let mut part = |length: usize| self.0.split_off(..length);
        Some((head, [part(out)?, part(err)?, part(written)?]))
    }
}

/// The line that precedes what a run printed and wrote.
#[derive(Serialize, Deserialize)]
struct RunHeader {
    /// `None` if a signal ended the run, or what it printed is unknown.
    code: Option<i32>,
    micros: u64,
    /// The lengths of its stdout, its stderr and the file.
    lengths: [usize; 3],
    secret: Option<String>,
}

/// Runs the program once for each input in the file, and reports each run on stdout.
pub(super) fn run_as_series(mut args: impl Iterator<Item = OsString>) -> ExitCode {
    super::hide_from_programs();
    let max_output = args
        .next()
        .and_then(|max_output| max_output.to_str()?.parse().ok());
    let (Some(max_output), Some(file), Some(program)) = (max_output, args.next(), args.next())
    else {
        return ExitCode::from(2);
    };
    let file = (!file.is_empty()).then(|| Path::new(&file));
    match run_each(max_output, file, &program, &args.collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        // The reader notices that the rest is missing and starts a run of its own, which shows the reason.
        Err(_) => ExitCode::from(1),
    }
}

fn run_each(
    max_output: u64,
    file: Option<&Path>,
    program: &OsStr,
    args: &[OsString],
) -> io::Result<()> {
    let runs: Vec<SeriesInput> = serde_json::from_slice(&fs::read(RUNS_FILE)?)?;
    let (mut stdout, mut stderr) = (OutputFile::new("out")?, OutputFile::new("err")?);
    let mut folder = None;
    for (at, input) in runs.into_iter().enumerate() {
        // Truncating a file is cheaper than creating one.
        file.map(File::create).transpose()?;
        let secret = input.with_secret.then(new_secret).transpose()?;
        let stdin = match &secret {
            Some(word) => Stdio::from(secret_pipe(word)?),
            None => Stdio::null(),
        };
        let since = Instant::now();
        let status = Command::new(program)
            .args(args)
            .args(input.args)
            .envs(input.env)
            .current_dir(empty_folder(&mut folder, at)?)
            .stdin(stdin)
            .stdout(stdout.file.try_clone()?)
            .stderr(stderr.file.try_clone()?)
            .status()?;
        let micros = u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX);
        let printed = stdout
            .read_new(max_output)?
            .zip(stderr.read_new(max_output)?);
        let printed = printed.filter(|(out, err)| (out.len() + err.len()) as u64 <= max_output);
        let code = system::code_or_signal(status)
            .ok()
            .filter(|_| printed.is_some());
        let (out, err) = printed.unwrap_or_default();
        let written = file.and_then(|file| fs::read(file).ok());
        let parts = [out, err, written.unwrap_or_default()];
        let head = RunHeader {
            code,
            micros,
            lengths: parts.each_ref().map(Vec::len),
            secret,
        };
        let mut report = serde_json::to_vec(&head)?;
        report.push(b'\n');
        report.extend(parts.concat());
        io::stdout().write_all(&report)?;
        io::stdout().flush()?;
    }
    Ok(())
}

/// A file to which all runs print. Unlike a pipe, it is subject to the limit on file sizes.
struct OutputFile {
    file: File,
    read: u64,
}

impl OutputFile {
    fn new(name: &str) -> io::Result<Self> {
        let file = File::options()
            .read(true)
            .append(true)
            .create_new(true)
            .open(name)?;
        Ok(Self { file, read: 0 })
    }

    /// Reads what was printed since the last call; `None` if that is more than `max_output` bytes, or if the program has
    /// shortened the file.
    fn read_new(&mut self, max_output: u64) -> io::Result<Option<Vec<u8>>> {
        let before = mem::replace(&mut self.read, self.file.metadata()?.len());
        let printed = self.read.checked_sub(before);
        let Some(printed) = printed.filter(|printed| *printed <= max_output) else {
            return Ok(None);
        };
        self.file.seek(SeekFrom::Start(before))?;
        let mut news = Vec::new();
        (&self.file).take(printed).read_to_end(&mut news)?;
        Ok(Some(news))
    }
}

/// Returns the folder of the last run if the run left it empty, or else a new one.
fn empty_folder(last: &mut Option<PathBuf>, at: usize) -> io::Result<&PathBuf> {
    let is_empty =
        |folder: &PathBuf| fs::read_dir(folder).is_ok_and(|mut all| all.next().is_none());
    if last.as_ref().is_none_or(|folder| !is_empty(folder)) {
        let folder = PathBuf::from(at.to_string());
        fs::create_dir(&folder)?;
        *last = Some(folder);
    }
    Ok(last.as_ref().expect("it was just set"))
}
