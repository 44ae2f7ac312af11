//! Many texts at once: few cargo calls, and then many runs at a time.

use super::judge::Pieces;
use super::plan::{Attempt, Plan};
use super::run::Runner;
use super::{Grader, Stopped, build_all, profile, take_apart, wall};
use crate::build::{Build, Profile, Trouble, Workspace};
use crate::course::Course;
use crate::process::Cancel;
use crate::verdict::Verdict;
use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
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
        let mut graded: Vec<(usize, Graded)> = Vec::new();
        for (profile, places) in places {
            for batch in places.chunks(BATCH) {
                graded.extend(self.grade_batch(course, attempts, profile, batch, cancel, heard)?);
            }
        }
        graded.sort_by_key(|(place, _)| *place);
        Ok(graded.into_iter().map(|(_, graded)| graded).collect())
    }

    fn grade_batch(
        &self,
        course: &Course,
        attempts: &[Attempt<'_>],
        profile: Profile,
        batch: &[usize],
        cancel: &Cancel,
        heard: &(dyn Fn(usize) + Sync),
    ) -> Result<Vec<(usize, Graded)>, Stopped> {
        let started = Instant::now();
        let mut workspace = Workspace::new(&self.toolchain, &self.launcher, profile)?;
        let plans: Vec<Plan> = batch
            .iter()
            .map(|&place| Plan::new(&attempts[place], Some(place)))
            .collect();
        let longest = batch.iter().map(|&place| wall(&attempts[place])).max();
        let each = Duration::from_secs(2) * u32::try_from(batch.len()).unwrap_or(u32::MAX);
        let wall = longest.unwrap_or_default() + each;
        let mut built = match (build_all(&mut workspace, &plans, wall, cancel), batch) {
            (Ok(Build::Done(built)), _) => built.into_iter(),
            (Ok(Build::Cancelled), _) => return Err(Stopped::Cancelled),
            (Ok(Build::OutOfTime), &[place]) => {
                let slow = self.too_slow_to_compile(&attempts[place], started);
                return Ok(vec![(place, slow.into())]);
            }
            // One text that rustc cannot deal with is not to be the end of all the others.
            (Ok(Build::OutOfTime) | Err(Trouble::Build(_)), [_, _, ..]) => {
                drop(workspace);
                let alone = |place| {
                    self.grade_batch(
                        course,
                        attempts,
                        profile,
                        std::slice::from_ref(place),
                        cancel,
                        heard,
                    )
                };
                let each: Result<Vec<_>, Stopped> = batch.iter().map(alone).collect();
                return Ok(each?.into_iter().flatten().collect());
            }
            (Ok(Build::OutOfTime), []) => return Ok(Vec::new()),
            (Err(trouble), _) => return Err(trouble.into()),
        };
        let runner = Runner {
            launcher: &self.launcher,
            scratch: workspace.scratch(),
            cancel,
        };
        let pieces: Vec<Pieces> = plans
            .iter()
            .map(|plan| take_apart(plan, &mut built))
            .collect();
        side_by_side(batch.len(), |at| {
            let attempt = &attempts[batch[at]];
            let graded = self.repeat(&runner, course, attempt, &pieces[at])?;
            heard(batch[at]);
            Ok((batch[at], graded))
        })
    }

    /// Judges an attempt as often as it wishes, or until a run is judged otherwise than the first.
    fn repeat(
        &self,
        runner: &Runner<'_>,
        course: &Course,
        attempt: &Attempt<'_>,
        pieces: &Pieces,
    ) -> Result<Graded, Stopped> {
        let run = || self.conclude(runner, course, attempt, pieces, Instant::now());
        let mut graded = Graded::from(run()?);
        // What rustc says of a text does not change.
        let runs = pieces.program.executable.is_some();
        // Twice is enough to see that a failure was no chance; a hanging program takes its time, too.
        let enough = if graded.verdict.passed() { u32::MAX } else { 2 };
        for _ in 1..attempt.times.min(enough) {
            if !runs || graded.other.is_some() {
                break;
            }
            graded.other = Some(run()?).filter(|other| !graded.verdict.is_like(other));
        }
        Ok(graded)
    }
}

/// Does `count` pieces of work on all cores; the first that stops, stops the rest.
fn side_by_side<T: Send>(
    count: usize,
    work: impl Fn(usize) -> Result<T, Stopped> + Sync,
) -> Result<Vec<T>, Stopped> {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let next = AtomicUsize::new(0);
    let worker = || -> Result<Vec<T>, Stopped> {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                return Ok(done);
            }
            done.push(work(at).inspect_err(|_| next.store(count, Ordering::Relaxed))?);
        }
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores.min(count)).map(|_| scope.spawn(worker)).collect();
        let mut all = Vec::new();
        for worker in workers {
            all.extend(worker.join().expect("a worker does not panic")?);
        }
        Ok(all)
    })
}
