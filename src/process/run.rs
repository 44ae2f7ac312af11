//! Watches one run from its start until nothing of it is left.

use super::output::Look;
use super::pipes::{Intake, Word};
use super::system::Leader;
use super::{Cancel, Captured, Error, Job, ProcessOutput, Termination};
use std::path::Path;
use std::time::{Duration, Instant};

/// A launcher needs about a millisecond; on a machine that swaps, a lot more.
const ANSWER: Duration = Duration::from_secs(10);
/// The time between two looks at what the threads do.
const BETWEEN_LOOKS: Duration = Duration::from_millis(40);
/// What was killed is mostly gone at once; after this time the whole system is searched for the rest, again and again.
const PROMPT: Duration = Duration::from_millis(5);
/// How long clearing away may take.
const CLEARING: Duration = Duration::from_secs(3);

/// Why watching stopped.
#[derive(Clone, Copy)]
enum Stop {
    ByItself,
    Because(Termination),
}

struct Run<'a> {
    job: &'a Job,
    launcher: &'a Path,
    leader: Leader,
    intake: Intake,
    /// The start of the process; once the launcher has answered, the start of the program.
    since: Instant,
    next_look: Duration,
    waits_visible: bool,
}

/// Runs the job to its end, or ends it.
pub(super) fn run(launcher: &Path, job: &Job, cancel: &Cancel) -> Result<ProcessOutput, Error> {
    if cancel.is_cancelled() {
        return Ok(ended(Termination::Cancelled, None, Duration::ZERO));
    }
    let (leader, streams) = Leader::start(launcher, job)?;
    let since = Instant::now();
    let intake = Intake::listen(streams, job.limits.kept)?;
    let mut run = Run {
        job,
        launcher,
        leader,
        intake,
        since,
        next_look: BETWEEN_LOOKS,
        waits_visible: false,
    };
    let stop = run.answered(cancel).and_then(|stop| match stop {
        Some(stop) => Ok(stop),
        None => run.watch(cancel),
    });
    let wall = run.since.elapsed();
    run.clear()?;
    run.conclude(stop?, wall)
}

fn ended(termination: Termination, intake: Option<Intake>, wall: Duration) -> ProcessOutput {
    let (stdout, stderr) = intake.map_or_else(
        || (Captured::default(), Captured::default()),
        |intake| (intake.stdout, intake.stderr),
    );
    ProcessOutput {
        termination,
        stdout,
        stderr,
        wall,
    }
}

impl Run<'_> {
    /// Waits for the launcher's word; from then on the program's time counts.
    fn answered(&mut self, cancel: &Cancel) -> Result<Option<Stop>, Error> {
        while self.intake.word() == Word::None {
            self.intake.receive();
            if cancel.is_cancelled() {
                return Ok(Some(Stop::Because(Termination::Cancelled)));
            }
            if self.has_exited()? {
                return Ok(Some(Stop::ByItself));
            }
            if self.since.elapsed() > ANSWER {
                return Err(Error::NoAnswer(self.launcher.to_owned()));
            }
        }
        self.since = Instant::now();
        Ok(None)
    }

    fn watch(&mut self, cancel: &Cancel) -> Result<Stop, Error> {
        loop {
            if cancel.is_cancelled() {
                return Ok(Stop::Because(Termination::Cancelled));
            }
            if self.has_exited()? {
                return Ok(Stop::ByItself);
            }
            if let Some(termination) = self.over_a_limit() {
                return Ok(Stop::Because(termination));
            }
            self.intake.receive();
        }
    }

    fn has_exited(&mut self) -> Result<bool, Error> {
        self.leader.has_exited().map_err(Error::Watching)
    }

    fn over_a_limit(&mut self) -> Option<Termination> {
        let elapsed = self.since.elapsed();
        if self.printed_too_much() {
            return Some(Termination::OutputLimit);
        }
        let over = elapsed >= self.job.limits.wall;
        if self.job.limits.find_deadlocks && (over || elapsed >= self.next_look) {
            let look = self.leader.look();
            self.waits_visible = look != Look::Hidden;
            self.next_look = self.since.elapsed() + BETWEEN_LOOKS;
            if let Look::Deadlocked(threads) = look {
                return Some(Termination::Deadlocked { threads });
            }
        }
        over.then(|| Termination::TimedOut {
            busy: self.leader.busy(elapsed),
            waits_visible: self.waits_visible,
        })
    }

    fn printed_too_much(&self) -> bool {
        self.intake.printed() > self.job.limits.read as u64
    }

    /// Ends whatever is left, and takes in what it had printed.
    fn clear(&mut self) -> Result<(), Error> {
        let start = Instant::now();
        let mut next_sweep = PROMPT;
        let mut pause = PROMPT;
        // The group goes while its leader is not yet reaped: until then nobody else can have got its number.
        self.leader.end();
        loop {
            let gone = self.has_exited()?;
            if gone && self.intake.all_closed() {
                return Ok(());
            }
            let elapsed = start.elapsed();
            if elapsed > CLEARING {
                return if gone && self.intake.lifeline_closed() {
                    Ok(())
                } else {
                    Err(Error::LeftBehind(self.job.program.clone()))
                };
            }
            if elapsed > next_sweep {
                self.leader.sweep();
                // Whoever has much memory takes a while to go: searching more often would not help.
                pause *= 2;
                next_sweep = start.elapsed() + pause;
            }
            self.intake.receive();
        }
    }

    fn conclude(mut self, stop: Stop, wall: Duration) -> Result<ProcessOutput, Error> {
        let by_itself = self
            .leader
            .reap(&self.job.limits)
            .map_err(Error::Watching)?;
        let termination = match stop {
            // A cancelled run is nobody's concern any more, whatever became of it.
            Stop::Because(Termination::Cancelled) => Ok(Termination::Cancelled),
            Stop::Because(termination) => self.believe(termination),
            Stop::ByItself => self.believe(by_itself),
        }?;
        Ok(ended(termination, Some(self.intake), wall))
    }

    /// An ending is only the program's where the launcher said that it became the program.
    fn believe(&self, termination: Termination) -> Result<Termination, Error> {
        match self.intake.word() {
            // What was still in the pipes counts as well, so that chance does not decide.
            Word::Ready if self.printed_too_much() => Ok(Termination::OutputLimit),
            Word::Ready => Ok(termination),
            Word::None => Err(Error::NoAnswer(self.launcher.to_owned())),
            Word::Failed(why) => Err(Error::Launcher(why)),
            Word::Refused(why) => Err(Error::Refused {
                program: self.job.program.clone(),
                why,
            }),
        }
    }
}
