//! Traces many programs: those of one profile are built with one run of cargo and then run in parallel.

use super::{Analysis, BuildResult, Cancel, Error};
use crate::build::{self, Profile};
use crate::glass::{Glass, ProgramSpec};
use crate::parallel;
use crate::run::max_parallel_programs;
use crate::verdict::Trace;
use std::collections::BTreeMap;

/// The maximum number of programs to build with one run of cargo.
const BATCH_SIZE: usize = 48;

impl Glass {
    /// Traces each of the programs with its choices, as [`Glass::trace`] does, in the given order. Several programs
    /// with one path are one program, run in several ways.
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
        for indices in by_profile.into_values() {
            for batch in indices.chunks(BATCH_SIZE) {
                let specs: Vec<(ProgramSpec, &Vec<u32>)> = batch
                    .iter()
                    .map(|&index| (with_unique_name(&specs[index].0, index), &specs[index].1))
                    .collect();
                found.extend(batch.iter().copied().zip(self.trace_batch(specs, cancel)?));
            }
        }
        found.sort_by_key(|(index, _)| *index);
        Ok(found.into_iter().map(|(_, trace)| trace).collect())
    }

    /// Traces a program that was built, as [`Glass::trace`] does.
    ///
    /// # Errors
    /// If it was cancelled, or on a machine error.
    pub fn trace_built(
        &self,
        result: &BuildResult,
        choices: &[u32],
        cancel: &Cancel,
    ) -> Result<Analysis<Trace>, Error> {
        self.work_on(result, cancel, |program| program.trace(choices))
    }

    fn trace_batch(
        &self,
        specs: Vec<(ProgramSpec, &Vec<u32>)>,
        cancel: &Cancel,
    ) -> Result<Vec<Analysis<Trace>>, Error> {
        let (specs, choices): (Vec<_>, Vec<_>) = specs.into_iter().unzip();
        let built = match self.build_all(specs, cancel) {
            Ok(built) => built,
            Err(Error::Build(build::Error::TooSlow { .. })) => {
                return Ok(vec![Analysis::BuildTimedOut; choices.len()]);
            }
            Err(error) => return Err(error),
        };
        parallel::try_map(max_parallel_programs(), built.len(), |index| {
            self.trace_built(&built[index], choices[index], cancel)
        })
    }
}

/// Renames the target of a program, so that no other one in the build has its name.
fn with_unique_name(spec: &ProgramSpec, index: usize) -> ProgramSpec {
    let mut renamed = spec.clone();
    renamed.target.name = format!("{}_{index}", spec.target.name);
    renamed
}
