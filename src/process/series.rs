//! One program many times, one run after the other, under one launcher: where a program is over at once, launching it
//! costs as much as running it.
//!
//! The launcher becomes this very binary once more, with the hidden first argument [`SERIES`], and that starts the
//! program again and again: limits, session and lifeline are inherited. Of each run it prints a head in one
//! line, and then all that the run printed and wrote. How a run ended is told only where it ended by itself: all else wants a
//! closer look, and a run of its own.

use super::{Cancel, Captured, Error, Job, Launcher, ProcessOutput, Termination, system};
use serde::{Deserialize, Serialize};
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::mem;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// The hidden first argument that makes the binary start a program again and again.
pub(super) const SERIES: &str = "__series";

/// The file that names the runs.
const RUNS: &str = "runs";

/// What one of the runs gets to see beside the job's environment.
pub type ExtraEnv = Vec<(String, String)>;

/// One run of a series.
#[derive(Debug)]
pub struct SeriesRun {
    /// How it ended, and what it printed.
    pub ended: ProcessOutput,
    /// What it wrote into the file.
    pub written: Vec<u8>,
}

impl Launcher {
    /// Runs the job once for each of these additions to its environment, one after the other. Its folder has to be
    /// empty: each run finds an empty one of its own in there, and `file` empty. The limit on the clock is one for all
    /// of them together, and deadlocks are not looked for.
    ///
    /// None is a run that was not over in that time, that a signal ended, or that printed more than may be read.
    ///
    /// # Errors
    /// Whatever kept the runs from being begun or watched.
    pub fn run_series(
        &self,
        job: &Job,
        runs: &[ExtraEnv],
        file: &Path,
        cancel: &Cancel,
    ) -> Result<Vec<Option<SeriesRun>>, Error> {
        let names = serde_json::to_vec(runs).map_err(io::Error::from);
        names
            .and_then(|names| fs::write(job.dir.join(RUNS), names))
            .map_err(Error::Watching)?;
        let mut series = job.clone();
        series.program.clone_from(&self.exe);
        let most = job.limits.read.to_string();
        let program = job.program.clone();
        series.args = vec![SERIES.into(), most.into(), file.into(), program.into()];
        series.args.extend(job.args.iter().cloned());
        series.limits.find_deadlocks = false;
        // The runs are held to these; all together may tell more.
        series.limits.read = usize::MAX;
        series.limits.kept = usize::MAX;
        let all = self.run(&series, cancel)?;
        if all.termination == Termination::Cancelled {
            return Ok(Vec::new());
        }
        let mut told = Told(&all.stdout.bytes);
        Ok(runs.iter().map(|_| told.lap(job.limits.kept)).collect())
    }
}

/// What is left to read of what was told of the runs.
struct Told<'a>(&'a [u8]);

impl<'a> Told<'a> {
    /// The next run, if all of it was told.
    fn lap(&mut self, kept: usize) -> Option<SeriesRun> {
        let Some((head, [stdout, stderr, written])) = self.next() else {
            // The time was over in the midst of it.
            self.0 = &[];
            return None;
        };
        let captured = |bytes| {
            let mut captured = Captured::default();
            captured.take(bytes, kept);
            captured
        };
        Some(SeriesRun {
            ended: ProcessOutput {
                termination: Termination::Exited(head.code?),
                stdout: captured(stdout),
                stderr: captured(stderr),
                wall: Duration::from_micros(head.micros),
            },
            written: written.to_vec(),
        })
    }

    fn next(&mut self) -> Option<(Head, [&'a [u8]; 3])> {
        let end = self.0.iter().position(|byte| *byte == b'\n')?;
        let head: Head = serde_json::from_slice(&self.0[..end]).ok()?;
        self.0 = &self.0[end + 1..];
        let [out, err, written] = head.lengths;
        let mut part = |length: usize| self.0.split_off(..length);
        Some((head, [part(out)?, part(err)?, part(written)?]))
    }
}

/// What is told of a run before all that it printed and wrote.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Head {
    /// The exit code of a run that ended by itself and printed no more than it may.
    code: Option<i32>,
    micros: u64,
    /// Of what it printed on stdout, on stderr, and wrote into the file.
    lengths: [usize; 3],
}

/// The other side: starts the program as often as the file says, and tells of each run.
pub(super) fn play(mut args: impl Iterator<Item = OsString>) -> ExitCode {
    let most = args.next().and_then(|most| most.to_str()?.parse().ok());
    let (Some(most), Some(file), Some(program)) = (most, args.next(), args.next()) else {
        return ExitCode::from(2);
    };
    match start_each(most, Path::new(&file), &program, &args.collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever waits for the rest misses it, and finds out the reason with a run by itself.
        Err(_) => ExitCode::from(1),
    }
}

fn start_each(most: u64, file: &Path, program: &OsStr, args: &[OsString]) -> io::Result<()> {
    let runs: Vec<ExtraEnv> = serde_json::from_slice(&fs::read(RUNS)?)?;
    let (mut stdout, mut stderr) = (Page::new("out")?, Page::new("err")?);
    let mut folder = None;
    for (at, beside) in runs.into_iter().enumerate() {
        // Making a file costs more than emptying one.
        File::create(file)?;
        let since = Instant::now();
        let status = Command::new(program)
            .args(args)
            .envs(beside)
            .current_dir(empty(&mut folder, at)?)
            .stdin(Stdio::null())
            .stdout(stdout.file.try_clone()?)
            .stderr(stderr.file.try_clone()?)
            .status()?;
        let micros = u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX);
        let printed = stdout.news(most)?.zip(stderr.news(most)?);
        let printed = printed.filter(|(out, err)| (out.len() + err.len()) as u64 <= most);
        let code = system::own_code(status).filter(|_| printed.is_some());
        let (out, err) = printed.unwrap_or_default();
        let parts = [out, err, fs::read(file).unwrap_or_default()];
        let head = Head {
            code,
            micros,
            lengths: parts.each_ref().map(Vec::len),
        };
        let mut told = serde_json::to_vec(&head)?;
        told.push(b'\n');
        told.extend(parts.concat());
        io::stdout().write_all(&told)?;
        io::stdout().flush()?;
    }
    Ok(())
}

/// A file to which one run after the other prints: its size is limited, as that of any file.
struct Page {
    file: File,
    read: u64,
}

impl Page {
    fn new(name: &str) -> io::Result<Self> {
        let file = File::options()
            .read(true)
            .append(true)
            .create_new(true)
            .open(name)?;
        Ok(Self { file, read: 0 })
    }

    /// What has come since the last time, unless that is more than this.
    fn news(&mut self, most: u64) -> io::Result<Option<Vec<u8>>> {
        let before = mem::replace(&mut self.read, self.file.metadata()?.len());
        if self.read - before > most {
            return Ok(None);
        }
        self.file.seek(SeekFrom::Start(before))?;
        let mut news = Vec::new();
        (&self.file)
            .take(self.read - before)
            .read_to_end(&mut news)?;
        Ok(Some(news))
    }
}

/// The folder of the run before, if that has left nothing in it; else a new one.
fn empty(last: &mut Option<PathBuf>, at: usize) -> io::Result<&PathBuf> {
    let is_empty =
        |folder: &PathBuf| fs::read_dir(folder).is_ok_and(|mut all| all.next().is_none());
    if last.as_ref().is_none_or(|folder| !is_empty(folder)) {
        let folder = PathBuf::from(at.to_string());
        fs::create_dir(&folder)?;
        *last = Some(folder);
    }
    Ok(last.as_ref().expect("it was just made"))
}
