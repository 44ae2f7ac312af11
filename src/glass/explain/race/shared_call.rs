//! The call of a function in which two accesses of a thread were made.

use crate::verdict::Call;

/// The calls in one function that led to both accesses.
pub(in crate::glass::explain) struct SharedCall {
    pub(in crate::glass::explain) first: Call,
    pub(in crate::glass::explain) last: Call,
    /// How many further calls led to the last access.
    pub(super) depth: usize,
}

pub(in crate::glass::explain) fn shared_call(first: &[Call], last: &[Call]) -> Option<SharedCall> {
    let (mut one, mut other) = (first.len(), last.len());
    while one > 0 && other > 0 && first[one - 1] == last[other - 1] {
        (one, other) = (one - 1, other - 1);
    }
    let (outer, inner) = (
        first.get(one.checked_sub(1)?)?,
        last.get(other.checked_sub(1)?)?,
    );
    let is_same = outer.function == inner.function && outer.place.file == inner.place.file;
    is_same.then(|| SharedCall {
        first: outer.clone(),
        last: inner.clone(),
        depth: other - 1,
    })
}
