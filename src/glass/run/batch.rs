//! Traces many subjects: those of one profile are built with one call of cargo and then run in parallel.

use super::{Analysis, Cancel, Error, MAX_STEPS_OF_A_TRACE};
use crate::build::Profile;
use crate::glass::{Glass, Subject};
use crate::run::{max_parallel_programs, run_parallel};
use crate::verdict::Trace;
use std::collections::BTreeMap;

/// How many subjects are built with one call of cargo.
const BATCH_SIZE: usize = 48;

impl Glass {
    /// Traces each of the subjects with its choices, as [`Glass::trace`] does, in the order in which they are given.
    /// Several subjects with one path are one program, run in several ways.
    ///
    /// # Errors
    /// If it was cancelled or the machine is in the way.
    pub fn trace_all(
        &self,
        subjects: &[(Subject, Vec<u32>)],
        cancel: &Cancel,
    ) -> Result<Vec<Analysis<Trace>>, Error> {
        let mut by_profile: BTreeMap<Profile, Vec<usize>> = BTreeMap::new();
        for (index, (subject, _)) in subjects.iter().enumerate() {
            by_profile.entry(subject.profile()).or_default().push(index);
        }
        let mut found: Vec<(usize, Analysis<Trace>)> = Vec::new();
        for (profile, indices) in by_profile {
            for batch in indices.chunks(BATCH_SIZE) {
                let renamed = |&index: &usize| {
                    let (subject, choices) = &subjects[index];
                    (with_unique_name(subject, index), choices)
                };
                let batch_subjects: Vec<(Subject, &Vec<u32>)> = batch.iter().map(renamed).collect();
                let traces = self.trace_batch(profile, &batch_subjects, cancel)?;
                found.extend(batch.iter().copied().zip(traces));
            }
        }
        found.sort_by_key(|(index, _)| *index);
        Ok(found.into_iter().map(|(_, trace)| trace).collect())
    }

    fn trace_batch(
        &self,
        profile: Profile,
        subjects: &[(Subject, &Vec<u32>)],
        cancel: &Cancel,
    ) -> Result<Vec<Analysis<Trace>>, Error> {
        let all: Vec<&Subject> = subjects.iter().map(|(subject, _)| subject).collect();
        let Some(built) = self.build(profile, &all, true, cancel)? else {
            return Ok(vec![Analysis::BuildTimedOut; subjects.len()]);
        };
        run_parallel(max_parallel_programs(), subjects.len(), |index| {
            let (subject, choices) = &subjects[index];
            let max_steps = choices.is_empty().then_some(MAX_STEPS_OF_A_TRACE);
            self.work_on(&built, index, subject, cancel, |program| {
                program.trace(choices, max_steps)
            })
        })
    }
}

/// Renames the target of a subject, so that no other one in the build has its name.
fn with_unique_name(subject: &Subject, index: usize) -> Subject {
    let mut renamed = subject.clone();
    renamed.target.name = format!("{}_{index}", subject.target.name);
    renamed
}
