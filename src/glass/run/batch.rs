//! Traces many programs: those of one profile are built with one call of cargo and then run in parallel.

use super::{Analysis, Cancel, Error, MAX_STEPS_OF_A_TRACE};
use crate::build::Profile;
use crate::glass::{Glass, ProgramSpec};
use crate::run::{max_parallel_programs, run_parallel};
use crate::verdict::Trace;
use std::collections::BTreeMap;

/// How many programs are built with one call of cargo.
const BATCH_SIZE: usize = 48;

impl Glass {
    /// Traces each of the programs with its choices, as [`Glass::trace`] does, in the order in which they are given.
    /// Several programs with one path are one program, run in several ways.
    ///
    /// # Errors
    /// If it was cancelled, or on a machine error.
    pub fn trace_all(
        &self,
        specs: &[(ProgramSpec, Vec<u32>)],
        cancel: &Cancel,
    ) -> Result<Vec<Analysis<Trace>>, Error> {
        let mut by_profile: BTreeMap<Profile, Vec<usize>> = BTreeMap::new();
        for (index, (spec, _)) in specs.iter().enumerate() {
            by_profile.entry(spec.profile()).or_default().push(index);
        }
        let mut found: Vec<(usize, Analysis<Trace>)> = Vec::new();
        for (profile, indices) in by_profile {
            for batch in indices.chunks(BATCH_SIZE) {
                let renamed = |&index: &usize| {
                    let (spec, choices) = &specs[index];
                    (with_unique_name(spec, index), choices)
                };
                let batch_specs: Vec<(ProgramSpec, &Vec<u32>)> =
                    batch.iter().map(renamed).collect();
                let traces = self.trace_batch(profile, &batch_specs, cancel)?;
                found.extend(batch.iter().copied().zip(traces));
            }
        }
        found.sort_by_key(|(index, _)| *index);
        Ok(found.into_iter().map(|(_, trace)| trace).collect())
    }

    fn trace_batch(
        &self,
        profile: Profile,
        specs: &[(ProgramSpec, &Vec<u32>)],
        cancel: &Cancel,
    ) -> Result<Vec<Analysis<Trace>>, Error> {
        let all: Vec<&ProgramSpec> = specs.iter().map(|(spec, _)| spec).collect();
        let Some(built) = self.build(profile, &all, true, cancel)? else {
            return Ok(vec![Analysis::BuildTimedOut; specs.len()]);
        };
        run_parallel(max_parallel_programs(), specs.len(), |index| {
            let (spec, choices) = &specs[index];
            let max_steps = choices.is_empty().then_some(MAX_STEPS_OF_A_TRACE);
            self.work_on(&built, index, spec, cancel, |program| {
                program.trace(choices, max_steps)
            })
        })
    }
}

/// Renames the target of a program, so that no other one in the build has its name.
fn with_unique_name(spec: &ProgramSpec, index: usize) -> ProgramSpec {
    let mut renamed = spec.clone();
    renamed.target.name = format!("{}_{index}", spec.target.name);
    renamed
}
