//! Hashes the history of a run so that runs which differ only in the order of independent steps have the same hash.
//!
//! The hash of a step combines the histories of its thread and of the object that it accesses, so it depends on exactly
//! the steps that happened before it. The sum over all steps does not depend on the order of independent steps.

/// The history hash of a thread, of an object, or of the run.
pub(super) type HistoryHash = u64;

pub(super) const fn mix(one: HistoryHash, other: HistoryHash) -> HistoryHash {
    let mut z = one
        .rotate_left(23)
        .wrapping_add(other)
        .wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

pub(super) fn hash_word(word: &str) -> HistoryHash {
    word.bytes()
        .fold(0, |history, byte| mix(history, u64::from(byte)))
}

#[derive(Debug)]
pub(super) struct Rng(u64);

impl Rng {
    pub(super) fn new(seed: u64) -> Self {
        Self(mix(seed, 0x5EED))
    }

    /// Returns a number below `bound`, which must not be 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(1);
        let bound = u64::try_from(bound).unwrap_or(u64::MAX);
        usize::try_from(mix(self.0, 0xD1CE) % bound).unwrap_or(0)
    }
}
