//! A run's past as a number: equal for runs that differ only in the order of independent steps.
//!
//! Every step's number is made from the past of its thread and the past of what it touches, so it says which steps
//! came before it *of necessity*. The sum over all steps does not know in which order independent ones were taken.

/// The past of one thread, of one object, or of all.
pub(super) type Past = u64;

/// Puts two numbers together so that neither can be told from the result.
pub(super) const fn mix(one: Past, other: Past) -> Past {
    let mut z = one
        .rotate_left(23)
        .wrapping_add(other)
        .wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A number for a word.
pub(super) fn of_word(word: &str) -> Past {
    word.bytes()
        .fold(0, |past, byte| mix(past, u64::from(byte)))
}

/// Numbers that look random, from a seed.
#[derive(Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(mix(seed, 0x5EED))
    }

    /// A number below `bound`, which is not 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(1);
        let bound = u64::try_from(bound).unwrap_or(u64::MAX);
        usize::try_from(mix(self.0, 0xD1CE) % bound).unwrap_or(0)
    }
}
