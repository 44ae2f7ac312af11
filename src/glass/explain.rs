//! What a run means, in sentences with lines. Nothing is said that is not certain.

use super::record::LastWord;
use crate::verdict::{Explanation, Trace};

/// All that can be said about a run, the weightiest first.
pub(super) fn explain(_trace: &Trace, _last: Option<LastWord>) -> Vec<Explanation> {
    Vec::new()
}
