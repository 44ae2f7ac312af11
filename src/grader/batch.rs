//! Grades many texts with few runs of cargo, and runs several programs at a time.

use super::Grader;
use super::attempt::{Artifacts, Attempt, BuildPlan, build};
use super::evidence::{Execution, RepeatedRuns};
use super::feedback;
use super::schedules::explored_program;
use super::stages::compile_timed_out;
use super::tokens::Tokens;
use crate::build::{self, Profile, Workspace};
use crate::course::Course;
use crate::glass::ProgramSpec;
use crate::parallel;
use crate::process::Cancel;
use crate::run::{Error, Scratch, max_parallel_programs};
use crate::verdict::{Exploration, Outcome, StageName, StageState, TimeLimit, Verdict};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::mpsc::{self, SendError, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How many attempts are built with one run of cargo, before what was built is deleted.
const BATCH_SIZE: usize = 48;

/// A text that is graded with many others.
#[derive(Clone, Debug)]
pub struct BatchAttempt<'a> {
    pub attempt: Attempt<'a>,
    /// The maximum number of times that it runs. A run whose verdict differs from the first is the last one, and a text
    /// that fails runs no more than twice.
    pub runs: u32,
    /// Whether the text is known not to compile. It is then built as a crate of its own: a crate that contains it would
    /// not compile either.
    pub is_known_not_to_compile: bool,
}

impl<'a> From<Attempt<'a>> for BatchAttempt<'a> {
    fn from(attempt: Attempt<'a>) -> Self {
        Self {
            attempt,
            runs: 1,
            is_known_not_to_compile: false,
        }
    }
}

/// The verdict on one of many attempts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GradedAttempt {
    /// The verdict of the first run.
    pub verdict: Verdict,
    /// The verdict of a later run, if it was different.
    pub other: Option<Verdict>,
    /// Whether a later run did something else, even if it got the same verdict. With other feedback rules, the verdicts
    /// might differ.
    pub varies: bool,
}

impl GradedAttempt {
    /// Whether another grading would find the same: the runs agree, the compiler neither crashed nor took too long, and
    /// no time limit cut the schedules off.
    #[must_use]
    pub fn is_reproducible(&self) -> bool {
        let observed = &self.verdict.observed;
        let compiled = match observed.outcome {
            // rustc names neither a code nor a line if it crashes.
            Outcome::CompileError => observed
                .errors()
                .any(|error| error.code.is_some() || error.line.is_some()),
            Outcome::TimedOut { limit } => limit != TimeLimit::Compile,
            Outcome::Finished { .. }
            | Outcome::Panicked(_)
            | Outcome::Deadlocked { .. }
            | Outcome::Killed { .. } => true,
        };
        let exploration = self.verdict.exploration.as_ref();
        self.other.is_none() && compiled && exploration.is_none_or(Exploration::is_reproducible)
    }

    /// Chooses the feedback again, after the course's or the lesson's has changed. Returns `None` if only another run
    /// can show whether each run gets the same feedback.
    #[must_use]
    pub fn with_feedback_of(mut self, course: &Course, attempt: &Attempt<'_>) -> Option<Self> {
        if !self.verdict.passed() {
            if self.varies || self.other.is_some() {
                return None;
            }
            let tokens = Tokens::parse(attempt.text).ok();
            let feedback =
                feedback::feedback_on_verdict(course, attempt, &self.verdict, tokens.as_ref());
            self.verdict.feedback = feedback;
        }
        Some(self)
    }

    /// Whether a time limit, another limit or a signal ended the program or a hidden test.
    #[must_use]
    pub fn was_ended_by_force(&self) -> bool {
        let tests = self.verdict.tests.iter();
        std::iter::once(&self.verdict.observed.outcome)
            .chain(tests.filter_map(|test| test.outcome()))
            .any(|outcome| match outcome {
                Outcome::TimedOut { .. } | Outcome::Killed { .. } => true,
                Outcome::CompileError
                | Outcome::Finished { .. }
                | Outcome::Panicked(_)
                | Outcome::Deadlocked { .. } => false,
            })
    }
}

impl From<Verdict> for GradedAttempt {
    fn from(verdict: Verdict) -> Self {
        Self {
            verdict,
            other: None,
            varies: false,
        }
    }
}

impl Grader {
    /// Grades many texts as [`grade_all`](super::GradingBackend::grade_all) does, some of them several times.
    ///
    /// # Errors
    /// If it was cancelled, or on a machine error.
    pub fn grade_repeatedly(
        &self,
        course: &Course,
        attempts: &[BatchAttempt<'_>],
        cancel: &Cancel,
        on_graded: &(dyn Fn(usize, &GradedAttempt) + Sync),
    ) -> Result<Vec<GradedAttempt>, Error> {
        let batches = BatchGrading {
            grader: self,
            course,
            attempts,
            cancel,
            on_graded,
        };
        batches.grade_all()
    }

    /// Runs and judges an attempt this many times, or until the verdict of a run differs from the first.
    fn repeat(
        &self,
        course: &Course,
        execution: &Execution<'_>,
        runs: u32,
    ) -> Result<GradedAttempt, Error> {
        let mut repeated = RepeatedRuns::default();
        let run = |repeated: &mut RepeatedRuns| {
            self.conclude(course, execution, repeated, Instant::now())
        };
        let mut graded = GradedAttempt::from(run(&mut repeated)?);
        let verdict = &graded.verdict;
        // If the schedule decides, what one run does is a matter of chance.
        let by_schedule = verdict.stage(StageName::Schedules) == StageState::Failed;
        // rustc says the same each time.
        if execution.artifacts.program.executable.is_none() || by_schedule {
            return Ok(graded);
        }
        // A second run shows that a failure was not due to chance, and a program that hangs takes a long time.
        let enough = if verdict.passed() { u32::MAX } else { 2 };
        let more = runs.min(enough).saturating_sub(1);
        if exited(verdict) {
            let more = usize::try_from(more).unwrap_or(usize::MAX);
            execution.run_ahead(more, &mut repeated)?;
        }
        for _ in 0..more {
            let next = run(&mut repeated)?;
            graded.varies |= !graded.verdict.did_the_same(&next);
            if !graded.verdict.is_like(&next) {
                graded.other = Some(next);
                break;
            }
        }
        Ok(graded)
    }
}

/// Whether the program and its hidden tests exited by themselves.
fn exited(verdict: &Verdict) -> bool {
    let tests = verdict.tests.iter().filter_map(|test| test.outcome());
    std::iter::once(&verdict.observed.outcome)
        .chain(tests)
        .all(|outcome| matches!(outcome, Outcome::Finished { .. } | Outcome::Panicked(_)))
}

/// What all batches of one call have in common.
struct BatchGrading<'a> {
    grader: &'a Grader,
    course: &'a Course,
    attempts: &'a [BatchAttempt<'a>],
    cancel: &'a Cancel,
    on_graded: &'a (dyn Fn(usize, &GradedAttempt) + Sync),
}

struct BuiltBatch {
    _workspace: Workspace,
    places: Vec<usize>,
    /// `None` if that took too long.
    artifacts: Option<Vec<Artifacts>>,
    started: Instant,
}

impl BatchGrading<'_> {
    /// Grades all attempts, and returns their verdicts in the same order.
    fn grade_all(&self) -> Result<Vec<GradedAttempt>, Error> {
        let mut places: BTreeMap<(Profile, bool), Vec<usize>> = BTreeMap::new();
        for (place, BatchAttempt { attempt, .. }) in self.attempts.iter().enumerate() {
            let explored = attempt.lesson.schedules.is_some();
            let alike = places.entry((attempt.profile(), explored)).or_default();
            alike.push(place);
        }
        let batches = places.iter().flat_map(|(&(profile, _), places)| {
            places.chunks(BATCH_SIZE).map(move |batch| (profile, batch))
        });
        // Roughly in the order of the attempts.
        let mut batches: Vec<(Profile, &[usize])> = batches.collect();
        batches.sort_by_key(|(_, batch)| batch[0]);
        let mut graded = self.grade(&batches)?;
        graded.sort_by_key(|(place, _)| *place);
        Ok(graded.into_iter().map(|(_, graded)| graded).collect())
    }

    /// Runs what is built while more is built: programs spend most of their time waiting, and rustc never waits.
    fn grade(&self, batches: &[(Profile, &[usize])]) -> Result<Vec<(usize, GradedAttempt)>, Error> {
        thread::scope(|scope| {
            // Built batches take up a lot of disk space, so none is built while half of one is waiting.
            let (sender, receiver) = mpsc::sync_channel(BATCH_SIZE / 2);
            scope.spawn(move || {
                let built = batches
                    .iter()
                    .flat_map(|&(profile, batch)| self.build(profile, batch));
                for batch in built {
                    let failed = batch.is_err();
                    // If the receiver was dropped, nothing more needs to be built.
                    if send(batch, &sender).is_err() || failed {
                        return;
                    }
                }
            });
            let receiver = Mutex::new(receiver);
            let graded = parallel::try_map(max_parallel_programs(), self.attempts.len(), |_| {
                let next = receiver
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .recv();
                // The builder has stopped early. The error that it sent last has been received.
                let Ok(next) = next else { return Ok(None) };
                let (batch, at) = next?;
                self.run(&batch, at).map(Some)
            });
            drop(receiver);
            Ok(graded?.into_iter().flatten().collect())
        })
    }

    /// Builds a batch with one run of cargo, or each attempt by itself if they cannot be built together.
    fn build(&self, profile: Profile, batch: &[usize]) -> Vec<Result<BuiltBatch, Error>> {
        match self.build_together(profile, batch) {
            // One text that makes rustc run out of time must not fail all the others.
            Ok(BuiltBatch {
                artifacts: None, ..
            })
            | Err(Error::Build(build::Error::CargoFailed(_)))
                if batch.len() > 1 =>
            {
                let alone = |place| self.build_together(profile, std::slice::from_ref(place));
                batch.iter().map(alone).collect()
            }
            other => vec![other],
        }
    }

    fn build_together(&self, profile: Profile, batch: &[usize]) -> Result<BuiltBatch, Error> {
        let started = Instant::now();
        let (toolchain, launcher) = (&self.grader.toolchain, &self.grader.launcher);
        let mut workspace = Workspace::new(toolchain, launcher, profile)?;
        let plan = |&place: &usize| {
            let attempt = &self.attempts[place];
            let plan = BuildPlan::new(&attempt.attempt, Some(place));
            if attempt.is_known_not_to_compile {
                plan.without_modules()
            } else {
                plan
            }
        };
        let plans: Vec<BuildPlan> = batch.iter().map(plan).collect();
        let built = match build(&mut workspace, &plans, self.time(batch), self.cancel) {
            Err(Error::Build(build::Error::TooSlow { .. })) => None,
            built => Some(built?),
        };
        let artifacts = built.map(|built| {
            let mut built = built.into_iter();
            let scratch = Scratch::new(workspace.scratch());
            let artifacts = |plan| Artifacts::new(plan, &mut built, scratch.clone());
            plans.iter().map(artifacts).collect()
        });
        let mut batch = BuiltBatch {
            _workspace: workspace,
            places: batch.to_vec(),
            artifacts,
            started,
        };
        self.build_under_glass(&mut batch)?;
        Ok(batch)
    }

    /// Builds what runs under many schedules with one run of cargo. If that fails, each is built when it is needed: one
    /// text that makes rustc fail must not fail all the others.
    fn build_under_glass(&self, batch: &mut BuiltBatch) -> Result<(), Error> {
        let all = batch
            .places
            .iter()
            .zip(batch.artifacts.iter_mut().flatten());
        let (artifacts, specs): (Vec<&mut Artifacts>, Vec<ProgramSpec>) = all
            .filter(|(_, artifacts)| artifacts.compiled())
            .filter_map(|(&place, artifacts)| {
                let spec = explored_program(&self.attempts[place].attempt, Some(place))?;
                Some((artifacts, spec))
            })
            .unzip();
        match self.grader.glass.build_all(specs, self.cancel) {
            Ok(built) => {
                for (artifacts, built) in artifacts.into_iter().zip(built) {
                    artifacts.under_glass = Some(built);
                }
                Ok(())
            }
            Err(Error::Build(build::Error::CargoFailed(_) | build::Error::TooSlow { .. })) => {
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Returns the time limit of a batch: that of the slowest attempt, and a little more for each.
    fn time(&self, batch: &[usize]) -> Duration {
        let attempts = batch.iter().map(|&place| &self.attempts[place].attempt);
        let longest = attempts.map(Attempt::compile_time).max();
        let each = Duration::from_secs(2) * u32::try_from(batch.len()).unwrap_or(u32::MAX);
        longest.unwrap_or_default() + each
    }

    fn run(&self, batch: &BuiltBatch, at: usize) -> Result<(usize, GradedAttempt), Error> {
        let place = batch.places[at];
        let BatchAttempt { attempt, runs, .. } = &self.attempts[place];
        let (grader, cancel) = (self.grader, self.cancel);
        let result = if let Some(artifacts) = &batch.artifacts {
            let execution = grader.execution(attempt, &artifacts[at], cancel, &|_| ());
            grader.repeat(self.course, &execution, *runs)?
        } else {
            let slow = compile_timed_out(self.course, attempt);
            let slow = grader.complete(self.course, Ok(slow), attempt, batch.started)?;
            slow.into()
        };
        (self.on_graded)(place, &result);
        Ok((place, result))
    }
}

/// A batch, and the index of one of its attempts.
type BuiltAttempt = (Arc<BuiltBatch>, usize);

/// Sends all attempts of a batch to the threads that run them.
fn send(
    batch: Result<BuiltBatch, Error>,
    jobs: &SyncSender<Result<BuiltAttempt, Error>>,
) -> Result<(), SendError<Result<BuiltAttempt, Error>>> {
    match batch {
        Ok(batch) => {
            let batch = Arc::new(batch);
            let mut all = 0..batch.places.len();
            all.try_for_each(|at| jobs.send(Ok((Arc::clone(&batch), at))))
        }
        Err(error) => jobs.send(Err(error)),
    }
}
