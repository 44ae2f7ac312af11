//! Programs that are built alike are built together, but not too many at a time.

use cellmate::build::Profile;
use cellmate::glass::ProgramSpec;
use std::collections::BTreeMap;

/// How many programs one run of cargo builds.
const BATCH_SIZE: usize = 48;

/// What `each` returns for the subjects, of which it gets those of one profile at a time.
pub(crate) fn in_batches<T>(
    subjects: &[ProgramSpec],
    glass: bool,
    mut each: impl FnMut(Profile, &[&ProgramSpec]) -> Vec<T>,
) -> Vec<T> {
    let mut places: BTreeMap<Profile, Vec<usize>> = BTreeMap::new();
    for (place, subject) in subjects.iter().enumerate() {
        let profile = Profile {
            allow_dead_code: false,
            edition: subject.edition,
            optimize: subject.optimize,
            line_tables: false,
            glass,
        };
        places.entry(profile).or_default().push(place);
    }
    let mut found: Vec<(usize, T)> = Vec::new();
    for (profile, places) in places {
        for batch in places.chunks(BATCH_SIZE) {
            let of_batch: Vec<&ProgramSpec> = batch.iter().map(|&place| &subjects[place]).collect();
            found.extend(batch.iter().copied().zip(each(profile, &of_batch)));
        }
    }
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, found)| found).collect()
}
