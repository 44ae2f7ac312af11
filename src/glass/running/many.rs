//! Many subjects at once: those of one kind are built side by side, and then run on all cores.

use super::{Analysis, Cancel, Error, MANY_STEPS, build};
use crate::build::Profile;
use crate::glass::{Glass, Subject};
use crate::run::{max_parallel_programs, run_parallel};
use crate::verdict::Trace;
use std::collections::BTreeMap;

/// How many are built with one cargo call, and deleted after their runs.
const BATCH: usize = 48;

impl Glass {
    /// Runs each of the subjects with its choices, as [`Glass::trace`] does, in the order in which they are given. Where
    /// several stand at one path, they are one program that is started in several ways.
    ///
    /// # Errors
    /// When it was cancelled, or the machine is in the way.
    pub fn trace_all(
        &self,
        subjects: &[(Subject, Vec<u32>)],
        cancel: &Cancel,
    ) -> Result<Vec<Analysis<Trace>>, Error> {
        let mut places: BTreeMap<Profile, Vec<usize>> = BTreeMap::new();
        for (place, (subject, _)) in subjects.iter().enumerate() {
            places.entry(subject.profile()).or_default().push(place);
        }
        let mut found: Vec<(usize, Analysis<Trace>)> = Vec::new();
        for (profile, places) in places {
            for batch in places.chunks(BATCH) {
                let own = |&place: &usize| (named(&subjects[place].0, place), &subjects[place].1);
                let batch_of: Vec<(Subject, &Vec<u32>)> = batch.iter().map(own).collect();
                let looked = self.trace_side_by_side(profile, &batch_of, cancel)?;
                found.extend(batch.iter().copied().zip(looked));
            }
        }
        found.sort_by_key(|(place, _)| *place);
        Ok(found.into_iter().map(|(_, looked)| looked).collect())
    }

    fn trace_side_by_side(
        &self,
        profile: Profile,
        subjects: &[(Subject, &Vec<u32>)],
        cancel: &Cancel,
    ) -> Result<Vec<Analysis<Trace>>, Error> {
        self.building(profile, |workspace| {
            let targets: Vec<&Subject> = subjects.iter().map(|(subject, _)| subject).collect();
            let Some(built) = build(workspace, &targets, cancel)? else {
                return Ok(vec![Analysis::BuildTimedOut; subjects.len()]);
            };
            let looked = run_parallel(max_parallel_programs(), subjects.len(), |at| {
                let (subject, choices) = &subjects[at];
                let steps = choices.is_empty().then_some(MANY_STEPS);
                self.look(workspace, subject, built[at].clone(), cancel, |ready| {
                    ready.trace(choices, steps)
                })
            })?;
            workspace.discard(targets.iter().map(|subject| &subject.target));
            Ok(looked)
        })
    }
}

/// The same subject under a name that no other one has in this build.
fn named(subject: &Subject, place: usize) -> Subject {
    let mut named = subject.clone();
    named.target.name = format!("{}_{place}", subject.target.name);
    named
}
