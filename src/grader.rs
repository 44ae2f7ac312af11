//! From a learner's text to a verdict: build, run, compare, test, hold to the rules, and find what to say.
//!
//! A verdict carries the hash of its text; whether that text is still the current one is for the caller to ask.

mod batch;
mod explaining;
mod feedback;
mod hidden;
mod judge;
mod limits;
mod plan;
mod predictions;
mod rules;
mod schedules;
mod signature;
mod source;
mod stages;
mod tokens;

pub use crate::run::Error;
pub use batch::Graded;
pub use explaining::calls_for_a_trace;
pub use plan::Attempt;
pub use predictions::{is_right, judge_prediction};
pub use rules::{is_readable, is_signature};
pub use schedules::subject;
pub use source::{SourceProblem, read};
pub use stages::{agrees, prints_as_claimed};

use crate::build::{self, Build, Built, Profile, Target, Toolchain, Workspace};
use crate::course::{Course, Lesson};
use crate::glass::Glass;
use crate::process::{Cancel, Launcher, Limits};
use crate::run::Runner;
use crate::verdict::{Diagnostic, Observation, Outcome, StageState, TimeLimit, Verdict};
use judge::{Pieces, only_seen};
use plan::Plan;
use schedules::Trial;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Judges texts. Its workspaces live as long as it does, so that the second grading is quicker than the first.
#[derive(Debug)]
pub struct Grader {
    toolchain: Toolchain,
    launcher: Launcher,
    workspaces: Mutex<BTreeMap<Profile, Workspace>>,
    /// clippy builds elsewhere: builds that share a target folder wait for each other.
    advisers: Mutex<BTreeMap<Profile, Workspace>>,
    glass: Glass,
}

impl Grader {
    /// A grader with the toolchain of this machine.
    ///
    /// # Errors
    /// When there is no toolchain.
    pub fn new(launcher: Launcher) -> Result<Self, build::Error> {
        let toolchain = Toolchain::find()?;
        Ok(Self {
            glass: Glass::new(toolchain.clone(), launcher.clone()),
            toolchain,
            launcher,
            workspaces: Mutex::default(),
            advisers: Mutex::default(),
        })
    }

    /// What programs are looked at with.
    #[must_use]
    pub fn glass(&self) -> &Glass {
        &self.glass
    }

    /// The toolchain that lessons are built with.
    #[must_use]
    pub fn toolchain(&self) -> &Toolchain {
        &self.toolchain
    }

    /// Grades one text.
    ///
    /// # Errors
    /// When it was cancelled, or the machine is in the way.
    pub fn grade(
        &self,
        course: &Course,
        lesson: &Lesson,
        text: &str,
        cancel: &Cancel,
    ) -> Result<Verdict, Error> {
        self.judge_one(course, &Attempt::new(lesson, text), cancel)
    }

    fn judge_one(
        &self,
        course: &Course,
        attempt: &Attempt<'_>,
        cancel: &Cancel,
    ) -> Result<Verdict, Error> {
        let started = Instant::now();
        let mut workspaces = lock(&self.workspaces);
        let workspace = self.workspace(&mut workspaces, profile(attempt))?;
        let plan = Plan::new(attempt, None);
        let built = match build_all(
            workspace,
            std::slice::from_ref(&plan),
            wall(attempt),
            cancel,
        )? {
            Build::Done(built) => built,
            Build::Cancelled => return Err(Error::Cancelled),
            Build::TimedOut => return Ok(self.too_slow_to_compile(attempt, started)),
        };
        let runner = Runner {
            launcher: &self.launcher,
            scratch: workspace.scratch(),
            cancel,
        };
        let pieces = take_apart(&plan, &mut built.into_iter());
        let trial = Trial::new(&self.glass, attempt, cancel);
        self.conclude(&runner, course, attempt, &pieces, &trial, started)
    }

    fn conclude(
        &self,
        runner: &Runner<'_>,
        course: &Course,
        attempt: &Attempt<'_>,
        pieces: &Pieces,
        trial: &Trial<'_>,
        started: Instant,
    ) -> Result<Verdict, Error> {
        let mut verdict = match attempt.prediction {
            None => judge::judge(runner, course, attempt, pieces, trial)?,
            Some(_) => only_seen(
                attempt.lesson,
                judge::observe(runner, attempt.lesson, pieces)?,
            ),
        };
        verdict.hash = self.hash(attempt.lesson, attempt.text);
        verdict.millis = millis(started);
        Ok(verdict)
    }

    fn too_slow_to_compile(&self, attempt: &Attempt<'_>, started: Instant) -> Verdict {
        let limit = TimeLimit::Compile;
        let seen = Observation {
            outcome: Outcome::TimedOut { limit },
            diagnostics: Vec::new(),
            run: None,
        };
        let mut verdict = only_seen(attempt.lesson, seen);
        verdict.hash = self.hash(attempt.lesson, attempt.text);
        verdict.millis = millis(started);
        for (_, state) in verdict.stages.iter_mut().take(1) {
            *state = StageState::Failed;
        }
        verdict
    }

    /// What clippy would say. Advice: never a reason to fail, and none where clippy is not installed.
    ///
    /// # Errors
    /// When the machine is in the way.
    pub fn advice(
        &self,
        lesson: &Lesson,
        text: &str,
        cancel: &Cancel,
    ) -> Result<Vec<Diagnostic>, Error> {
        let attempt = Attempt::new(lesson, text);
        let mut advisers = lock(&self.advisers);
        let workspace = self.workspace(&mut advisers, profile(&attempt))?;
        let plan = Plan::new(&attempt, None);
        Ok(workspace.lint(&plan.program, wall(&attempt), cancel)?)
    }

    fn workspace<'a>(
        &self,
        all: &'a mut BTreeMap<Profile, Workspace>,
        profile: Profile,
    ) -> Result<&'a mut Workspace, Error> {
        // Folders for temporary files are swept now and then; a swept workspace is made anew.
        if all
            .get(&profile)
            .is_none_or(|workspace| !workspace.scratch().is_dir())
        {
            let fresh = Workspace::new(&self.toolchain, &self.launcher, profile)?;
            all.insert(profile, fresh);
        }
        Ok(all.get_mut(&profile).expect("it was just put there"))
    }
}

/// A panic while grading leaves nothing half-done that the next grading would trust.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn millis(started: Instant) -> u64 {
    u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX)
}

fn profile(attempt: &Attempt<'_>) -> Profile {
    Profile {
        edition: attempt.edition().as_str(),
        optimize: attempt.lesson.build.optimize,
        glass: false,
    }
}

fn wall(attempt: &Attempt<'_>) -> Duration {
    let own = attempt.lesson.limits.compile_ms;
    own.map_or(Limits::compiler().wall, Duration::from_millis)
}

fn build_all(
    workspace: &mut Workspace,
    plans: &[Plan],
    wall: Duration,
    cancel: &Cancel,
) -> Result<Build, build::Error> {
    for (path, text) in plans.iter().filter_map(|plan| plan.beside.as_ref()) {
        workspace.write(path, text)?;
    }
    let targets: Vec<Target> = plans.iter().flat_map(Plan::targets).cloned().collect();
    workspace.build(&targets, wall, cancel)
}

fn take_apart(plan: &Plan, built: &mut impl Iterator<Item = Built>) -> Pieces {
    let mut next = || built.next().expect("there is a result for every target");
    Pieces {
        file: plan.program.path.clone(),
        program: next(),
        harness: plan
            .harness
            .as_ref()
            .map(|harness| (harness.path.clone(), next())),
        rejects: plan.rejects.iter().map(|_| next()).collect(),
    }
}
