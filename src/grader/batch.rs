//! Many texts at once: few cargo calls, and then many runs at a time.

use super::judge::Pieces;
use super::plan::{Attempt, Plan};
use super::schedules::Trial;
use super::{Grader, Stopped, build_all, profile, take_apart, wall};
use crate::build::{Build, Built, Profile, Trouble, Workspace};
use crate::course::Course;
use crate::process::Cancel;
use crate::run::{Runner, side_by_side};
use crate::verdict::{StageName, StageState, Verdict};
use std::collections::BTreeMap;
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
    ) -> Result<Vec<Graded>, Stopped> {
        let mut places: BTreeMap<Profile, Vec<usize>> = BTreeMap::new();
        for (place, attempt) in attempts.iter().enumerate() {
            places.entry(profile(attempt)).or_default().push(place);
        }
        let round = Round {
            grader: self,
            course,
            attempts,
            cancel,
            heard,
        };
        let mut graded: Vec<(usize, Graded)> = Vec::new();
        for (profile, places) in places {
            for batch in places.chunks(BATCH) {
                graded.extend(round.grade(profile, batch)?);
            }
        }
        graded.sort_by_key(|(place, _)| *place);
        Ok(graded.into_iter().map(|(_, graded)| graded).collect())
    }

    /// Judges an attempt as often as it wishes, or until a run is judged otherwise than the first.
    fn repeat(
        &self,
        runner: &Runner<'_>,
        course: &Course,
        attempt: &Attempt<'_>,
        pieces: &Pieces,
    ) -> Result<Graded, Stopped> {
        let trial = Trial::new(&self.glass, attempt, runner.cancel);
        let run = || self.conclude(runner, course, attempt, pieces, &trial, Instant::now());
        let mut graded = Graded::from(run()?);
        // What rustc says of a text does not change.
        let runs = pieces.program.executable.is_some();
        // Twice is enough to see that a failure was no chance; a hanging program takes its time, too.
        let enough = if graded.verdict.passed() { u32::MAX } else { 2 };
        for _ in 1..attempt.times.min(enough) {
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

impl Round<'_> {
    /// Builds the attempts at these places with one cargo call, and judges them.
    fn grade(&self, profile: Profile, batch: &[usize]) -> Result<Vec<(usize, Graded)>, Stopped> {
        let started = Instant::now();
        let (toolchain, launcher) = (&self.grader.toolchain, &self.grader.launcher);
        let mut workspace = Workspace::new(toolchain, launcher, profile)?;
        let plan = |&place: &usize| Plan::new(&self.attempts[place], Some(place));
        let plans: Vec<Plan> = batch.iter().map(plan).collect();
        let built = build_all(&mut workspace, &plans, self.wall(batch), self.cancel);
        match (built, batch) {
            (Ok(Build::Done(built)), _) => self.judge(&workspace, batch, &plans, built),
            (Ok(Build::Cancelled), _) => Err(Stopped::Cancelled),
            (Ok(Build::OutOfTime), []) => Ok(Vec::new()),
            (Ok(Build::OutOfTime), &[place]) => {
                let attempt = &self.attempts[place];
                let slow = self.grader.too_slow_to_compile(attempt, started);
                Ok(vec![(place, slow.into())])
            }
            // One text that rustc cannot deal with is not to be the end of all the others.
            (Ok(Build::OutOfTime) | Err(Trouble::Build(_)), [_, _, ..]) => {
                drop(workspace);
                let alone = |place| self.grade(profile, std::slice::from_ref(place));
                let each: Result<Vec<_>, Stopped> = batch.iter().map(alone).collect();
                Ok(each?.into_iter().flatten().collect())
            }
            (Err(trouble), _) => Err(trouble.into()),
        }
    }

    /// As long as the slowest may take alone, and a little more for each.
    fn wall(&self, batch: &[usize]) -> Duration {
        let longest = batch.iter().map(|&place| wall(&self.attempts[place])).max();
        let each = Duration::from_secs(2) * u32::try_from(batch.len()).unwrap_or(u32::MAX);
        longest.unwrap_or_default() + each
    }

    fn judge(
        &self,
        workspace: &Workspace,
        batch: &[usize],
        plans: &[Plan],
        built: Vec<Built>,
    ) -> Result<Vec<(usize, Graded)>, Stopped> {
        let mut built = built.into_iter();
        let pieces: Vec<Pieces> = plans
            .iter()
            .map(|plan| take_apart(plan, &mut built))
            .collect();
        let runner = Runner {
            launcher: &self.grader.launcher,
            scratch: workspace.scratch(),
            cancel: self.cancel,
        };
        side_by_side(batch.len(), |at| {
            let attempt = &self.attempts[batch[at]];
            let graded = self
                .grader
                .repeat(&runner, self.course, attempt, &pieces[at])?;
            (self.heard)(batch[at]);
            Ok((batch[at], graded))
        })
    }
}
