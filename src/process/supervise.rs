//! Supervises one run from its start until nothing of it is left.

use super::output::DeadlockCheck;
use super::pipes::{LauncherReply, OutputReader};
use super::system::Leader;
use super::{Cancel, Captured, Error, Job, Launcher, ProcessOutput, Termination};
use std::time::{Duration, Instant};

/// How long the launcher may take to report. It needs about a millisecond, and far more on a machine that swaps.
const LAUNCHER_TIMEOUT: Duration = Duration::from_secs(10);
const DEADLOCK_CHECK_INTERVAL: Duration = Duration::from_millis(40);
/// A killed process usually ends immediately. After this delay, which doubles, all processes are searched for strays.
const FIRST_SWEEP_DELAY: Duration = Duration::from_millis(5);
/// How long the processes of a run may take to disappear after they were killed: seconds, if the machine is busy.
const CLEANUP_TIMEOUT: Duration = Duration::from_secs(20);
/// How long pipes may stay open after nothing of a run is left.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(3);

/// Why a run has ended, or must end.
#[derive(Clone, Copy)]
enum StopReason {
    /// The program exited, or a signal ended it.
    Exited,
    /// It has to be killed, for this reason.
    Stopped(Termination),
}

struct SupervisedRun<'a> {
    job: &'a Job,
    launcher: &'a Launcher,
    leader: Leader,
    output: OutputReader,
    /// When the launcher started; once it has reported, when the program started.
    since: Instant,
    next_check: Duration,
    waits_visible: bool,
}

pub(super) fn supervise(
    launcher: &Launcher,
    job: &Job,
    with_secret: bool,
    cancel: &Cancel,
) -> Result<ProcessOutput, Error> {
    if cancel.is_cancelled() {
        return Ok(process_output(Termination::Cancelled, None, Duration::ZERO));
    }
    let (leader, pipes) = Leader::start(launcher, job, with_secret)?;
    let since = Instant::now();
    let output = OutputReader::new(pipes, job.limits.kept)?;
    let mut run = SupervisedRun {
        job,
        launcher,
        leader,
        output,
        since,
        next_check: DEADLOCK_CHECK_INTERVAL,
        waits_visible: false,
    };
    let stop = run.await_launcher(cancel).and_then(|stop| match stop {
        Some(stop) => Ok(stop),
        None => run.watch(cancel),
    });
    let wall = run.since.elapsed();
    run.clean_up()?;
    run.into_output(stop?, wall)
}

fn process_output(
    termination: Termination,
    output: Option<OutputReader>,
    wall: Duration,
) -> ProcessOutput {
    let secret = output.as_ref().and_then(OutputReader::secret);
    let (stdout, stderr) = output.map_or_else(
        || (Captured::default(), Captured::default()),
        |output| (output.stdout, output.stderr),
    );
    ProcessOutput {
        termination,
        stdout,
        stderr,
        wall,
        secret,
    }
}

impl SupervisedRun<'_> {
    /// Waits for the launcher's report. From then on the program's time counts.
    fn await_launcher(&mut self, cancel: &Cancel) -> Result<Option<StopReason>, Error> {
        while self.output.reply() == LauncherReply::Pending {
            self.output.receive();
            if cancel.is_cancelled() {
                return Ok(Some(StopReason::Stopped(Termination::Cancelled)));
            }
            if self.has_exited()? {
                return Ok(Some(StopReason::Exited));
            }
            if self.since.elapsed() > LAUNCHER_TIMEOUT {
                let seconds = LAUNCHER_TIMEOUT.as_secs();
                return Err(self.no_answer(format!("did not answer for {seconds} s")));
            }
        }
        self.since = Instant::now();
        Ok(None)
    }

    fn watch(&mut self, cancel: &Cancel) -> Result<StopReason, Error> {
        loop {
            if cancel.is_cancelled() {
                return Ok(StopReason::Stopped(Termination::Cancelled));
            }
            if self.has_exited()? {
                return Ok(StopReason::Exited);
            }
            if let Some(termination) = self.exceeded_limit() {
                return Ok(StopReason::Stopped(termination));
            }
            self.output.receive();
        }
    }

    fn has_exited(&mut self) -> Result<bool, Error> {
        self.leader.has_exited().map_err(Error::Watching)
    }

    fn exceeded_limit(&mut self) -> Option<Termination> {
        let elapsed = self.since.elapsed();
        if self.exceeds_output_limit() {
            return Some(Termination::OutputLimit);
        }
        let over = elapsed >= self.job.limits.wall;
        if self.job.limits.find_deadlocks && (over || elapsed >= self.next_check) {
            let check = self.leader.check_deadlock();
            self.waits_visible = check != DeadlockCheck::NotVisible;
            self.next_check = self.since.elapsed() + DEADLOCK_CHECK_INTERVAL;
            if let DeadlockCheck::Deadlocked(threads) = check {
                return Some(Termination::Deadlocked { threads });
            }
        }
        over.then(|| Termination::TimedOut {
            busy: self.leader.was_busy(elapsed),
            waits_visible: self.waits_visible,
        })
    }

    fn exceeds_output_limit(&self) -> bool {
        self.output.printed() > self.job.limits.output as u64
    }

    /// Kills what is left, and reads what it printed before.
    fn clean_up(&mut self) -> Result<(), Error> {
        let start = Instant::now();
        let mut next_sweep = FIRST_SWEEP_DELAY;
        let mut pause = FIRST_SWEEP_DELAY;
        // The group is killed before its leader is reaped: until then no other process can have its number.
        self.leader.kill();
        loop {
            let gone = self.has_exited()?;
            if gone && self.output.all_closed() {
                return Ok(());
            }
            let elapsed = start.elapsed();
            if elapsed > DRAIN_TIMEOUT && gone && self.output.lifeline_closed() {
                return Ok(());
            }
            if elapsed > CLEANUP_TIMEOUT {
                return Err(Error::LeftBehind(self.job.program.clone()));
            }
            if elapsed > next_sweep {
                self.leader.kill_strays();
                // A process with much memory takes a while to exit: searching more often would not help.
                pause *= 2;
                next_sweep = start.elapsed() + pause;
            }
            self.output.receive();
        }
    }

    fn into_output(mut self, stop: StopReason, wall: Duration) -> Result<ProcessOutput, Error> {
        let exited = self
            .leader
            .reap(&self.job.limits)
            .map_err(Error::Watching)?;
        let termination = match stop {
            // The result of a cancelled run does not matter.
            StopReason::Stopped(Termination::Cancelled) => Ok(Termination::Cancelled),
            StopReason::Stopped(termination) => self.check_launched(termination),
            StopReason::Exited => self.check_launched(exited),
        }?;
        Ok(process_output(termination, Some(self.output), wall))
    }

    fn no_answer(&self, how: String) -> Error {
        let exe = self.launcher.exe.clone();
        Error::NoAnswer { exe, how }
    }

    /// Returns the termination if the launcher reported that it became the program: otherwise the termination is not
    /// the program's.
    fn check_launched(&self, termination: Termination) -> Result<Termination, Error> {
        match self.output.reply() {
            // What was still in the pipes counts too: otherwise the result would depend on timing.
            LauncherReply::Ready if self.exceeds_output_limit() => Ok(Termination::OutputLimit),
            LauncherReply::Ready => Ok(termination),
            LauncherReply::Pending => {
                Err(self.no_answer(format!("{termination} before it was ready")))
            }
            LauncherReply::Failed(why) => Err(Error::Launcher(why)),
            LauncherReply::Refused(why) => Err(Error::Refused {
                program: self.job.program.clone(),
                why,
            }),
        }
    }
}
