//! Many texts at once: few cargo calls, and then many runs at a time.

use super::Grader;
use super::attempt::{Artifacts, Attempt, BuildPlan, build};
use super::evidence::Execution;
use super::stages::compile_timed_out;
use crate::build::{self, Built, Profile, Workspace};
use crate::course::Course;
use crate::process::Cancel;
use crate::run::{Error, max_parallel_programs, run_parallel};
use crate::verdict::{StageName, StageState, Verdict};
use std::collections::BTreeMap;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// How many attempts are built with one cargo call, and then deleted.
const BATCH: usize = 48;

/// What grading found about one of many attempts.
#[derive(Clone, Debug)]
pub struct Graded {
    /// The verdict of the first run.
    pub verdict: Verdict,
    /// That of another run, where one was judged otherwise.
    pub other: Option<Verdict>,
}

impl From<Verdict> for Graded {
    fn from(verdict: Verdict) -> Self {
        let other = None;
        Self { verdict, other }
    }
}

impl Grader {
    /// Grades many texts: few cargo calls, and then many runs at a time. What was found comes in the order of the
    /// attempts; `heard` is told of each one as it comes.
    ///
    /// # Errors
    /// When it was cancelled, or the machine is in the way.
    pub fn grade_all(
        &self,
        course: &Course,
        attempts: &[Attempt<'_>],
        cancel: &Cancel,
        heard: &(dyn Fn(usize) + Sync),
    ) -> Result<Vec<Graded>, Error> {
        let mut places: BTreeMap<Profile, Vec<usize>> = BTreeMap::new();
        for (place, attempt) in attempts.iter().enumerate() {
            places.entry(attempt.profile()).or_default().push(place);
        }
        let round = Round {
            grader: self,
            course,
            attempts,
            cancel,
            heard,
        };
        let batches = places.iter().flat_map(|(&profile, places)| {
            let batches = places.chunks(BATCH);
            batches.map(move |batch| (profile, batch))
        });
        let mut graded = round.grade(batches)?;
        graded.sort_by_key(|(place, _)| *place);
        Ok(graded.into_iter().map(|(_, graded)| graded).collect())
    }

    /// Runs and judges an attempt as often as it asks for, or until a run gets another verdict than the first.
    fn repeat(&self, course: &Course, execution: &Execution<'_>) -> Result<Graded, Error> {
        let run = || self.conclude(course, execution, Instant::now());
        let mut graded = Graded::from(run()?);
        // What rustc says of a text does not change.
        let runs = execution.artifacts.program.executable.is_some();
        // Twice is enough to see that a failure was no chance; a hanging program takes its time, too.
        let enough = if graded.verdict.passed() { u32::MAX } else { 2 };
        for _ in 1..execution.attempt.times.min(enough) {
            // Where the schedule decides, what the program does by itself is chance.
            let by_schedule = graded.verdict.stage(StageName::Schedules) == StageState::Failed;
            if !runs || by_schedule || graded.other.is_some() {
                break;
            }
            graded.other = Some(run()?).filter(|other| !graded.verdict.is_like(other));
        }
        Ok(graded)
    }
}

/// What all batches of one call have in common.
struct Round<'a> {
    grader: &'a Grader,
    course: &'a Course,
    attempts: &'a [Attempt<'a>],
    cancel: &'a Cancel,
    heard: &'a (dyn Fn(usize) + Sync),
}

/// A batch that is built, with the folder in which it lies.
struct Ready {
    workspace: Workspace,
    places: Vec<usize>,
    plans: Vec<BuildPlan>,
    /// None where that took too long.
    built: Option<Vec<Built>>,
    started: Instant,
}

impl Round<'_> {
    /// Judges one batch while the next one is built: runs mostly wait, and rustc never does.
    fn grade<'b>(
        &self,
        batches: impl Iterator<Item = (Profile, &'b [usize])> + Send,
    ) -> Result<Vec<(usize, Graded)>, Error> {
        let mut graded = Vec::new();
        thread::scope(|scope| {
            let (ready, to_judge) = mpsc::sync_channel(0);
            scope.spawn(move || {
                for (profile, batch) in batches {
                    for ready_or_not in self.build(profile, batch) {
                        // Where nobody judges any more, nothing more needs to be built.
                        let stops = ready_or_not.is_err();
                        if ready.send(ready_or_not).is_err() || stops {
                            return;
                        }
                    }
                }
            });
            for ready in to_judge {
                graded.extend(self.judge(ready?)?);
            }
            Ok(graded)
        })
    }

    /// Builds the attempts at these places with one cargo call; each by itself where they cannot be built together.
    fn build(&self, profile: Profile, batch: &[usize]) -> Vec<Result<Ready, Error>> {
        match self.build_together(profile, batch) {
            // One text that rustc cannot deal with is not to be the end of all the others.
            Ok(Ready { built: None, .. }) | Err(Error::Build(build::Error::CargoFailed(_)))
                if batch.len() > 1 =>
            {
                let alone = |place| self.build_together(profile, std::slice::from_ref(place));
                batch.iter().map(alone).collect()
            }
            other => vec![other],
        }
    }

    fn build_together(&self, profile: Profile, batch: &[usize]) -> Result<Ready, Error> {
        let started = Instant::now();
        let (toolchain, launcher) = (&self.grader.toolchain, &self.grader.launcher);
        let mut workspace = Workspace::new(toolchain, launcher, profile)?;
        let plan = |&place: &usize| BuildPlan::new(&self.attempts[place], Some(place));
        let plans: Vec<BuildPlan> = batch.iter().map(plan).collect();
        let built = build(&mut workspace, &plans, self.time(batch), self.cancel)?;
        let places = batch.to_vec();
        Ok(Ready {
            workspace,
            places,
            plans,
            built,
            started,
        })
    }

    /// How long the slowest may take alone, and a little more for each.
    fn time(&self, batch: &[usize]) -> Duration {
        let attempts = batch.iter().map(|&place| &self.attempts[place]);
        let longest = attempts.map(Attempt::compile_time).max();
        let each = Duration::from_secs(2) * u32::try_from(batch.len()).unwrap_or(u32::MAX);
        longest.unwrap_or_default() + each
    }

    fn judge(&self, ready: Ready) -> Result<Vec<(usize, Graded)>, Error> {
        let Some(built) = ready.built else {
            let slow = |&place: &usize| {
                let attempt = &self.attempts[place];
                let slow = compile_timed_out(attempt.lesson);
                let slow = self.grader.complete(slow, attempt, ready.started);
                (place, slow.into())
            };
            return Ok(ready.places.iter().map(slow).collect());
        };
        let mut built = built.into_iter();
        let scratch = ready.workspace.scratch();
        let artifacts = |plan| Artifacts::new(plan, &mut built, scratch.clone());
        let artifacts: Vec<Artifacts> = ready.plans.iter().map(artifacts).collect();
        run_parallel(max_parallel_programs(), ready.places.len(), |at| {
            let place = ready.places[at];
            let attempt = &self.attempts[place];
            let execution = self
                .grader
                .execution(attempt, &artifacts[at], self.cancel, &|_| ());
            let graded = self.grader.repeat(self.course, &execution)?;
            (self.heard)(place);
            Ok((place, graded))
        })
    }
}
