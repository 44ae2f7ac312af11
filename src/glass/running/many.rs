//! Many subjects at once: those of one kind are built side by side, which costs little more than building one.

use super::{Cancel, Looked, Stopped, build};
use crate::build::Profile;
use crate::glass::{Glass, Subject};
use crate::verdict::Trace;

impl Glass {
    /// Runs each of the subjects with its choices, as [`Glass::trace`] does, in the order in which they are given.
    ///
    /// # Errors
    /// When it was cancelled, or the machine is in the way.
    pub fn trace_all(
        &self,
        subjects: &[(Subject, Vec<u32>)],
        cancel: &Cancel,
    ) -> Result<Vec<Looked<Trace>>, Stopped> {
        let mut found: Vec<(usize, Looked<Trace>)> = Vec::new();
        let mut profiles: Vec<Profile> = subjects.iter().map(|(s, _)| s.profile()).collect();
        profiles.sort_unstable();
        profiles.dedup();
        for profile in profiles {
            let all = subjects.iter().enumerate();
            let ours = all.filter(|(_, (subject, _))| subject.profile() == profile);
            let ours: Vec<_> = ours
                .map(|(at, (subject, choices))| (at, named(subject, at), choices))
                .collect();
            found.extend(self.trace_side_by_side(profile, &ours, cancel)?);
        }
        found.sort_by_key(|(at, _)| *at);
        Ok(found.into_iter().map(|(_, looked)| looked).collect())
    }

    fn trace_side_by_side(
        &self,
        profile: Profile,
        subjects: &[(usize, Subject, &Vec<u32>)],
        cancel: &Cancel,
    ) -> Result<Vec<(usize, Looked<Trace>)>, Stopped> {
        self.building(profile, |workspace| {
            let targets: Vec<&Subject> = subjects.iter().map(|(_, subject, _)| subject).collect();
            let Some(built) = build(workspace, &targets, cancel)? else {
                let late = subjects.iter().map(|(at, ..)| (*at, Looked::TooSlow));
                return Ok(late.collect());
            };
            let mut found = Vec::new();
            for ((at, subject, choices), built) in subjects.iter().zip(built) {
                let looked = self.look(workspace, subject, built, cancel, |ready| {
                    ready.trace(choices, None)
                })?;
                found.push((*at, looked));
            }
            Ok(found)
        })
    }
}

/// The same subject under a name that no other one has in this build.
fn named(subject: &Subject, at: usize) -> Subject {
    let mut named = subject.clone();
    named.target.name = format!("{}_{at}", subject.target.name);
    named
}
