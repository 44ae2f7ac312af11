//! Finds initializers of a `OnceCell` that access it again: std panics when the outer one returns.

use super::history::{GuardLife, History};
use super::{Explanation, explanation};
use crate::verdict::{AccessMode, Cause, CellKind, EventKind};

pub(super) fn reentries(history: &History<'_>) -> Vec<Explanation> {
    let mut known = Vec::new();
    let mut found = Vec::new();
    let lives = history.lives.iter();
    for inner in lives.filter(|life| history.kind(life.cell) == Some(CellKind::OnceCell)) {
        let is_around = |outer: &&&GuardLife<'_>| {
            outer.thread == inner.thread
                && outer.access == AccessMode::Exclusive
                && outer.is_alive_at(inner.began)
        };
        let holders = history.holders(inner.cell, inner.began);
        let Some(outer) = holders.iter().find(is_around) else {
            continue;
        };
        if known.contains(&inner.cell) {
            continue;
        }
        known.push(inner.cell);
        let mut later = history.events().skip(inner.began);
        let panic = later.find(|(index, event)| {
            let is_panic = matches!(event.kind, EventKind::Panicked { .. });
            is_panic && event.thread == inner.thread && outer.is_alive_at(*index)
        });
        let panicked = panic.map(|(index, _)| index);
        let cause = Cause::Reentry {
            outer_init: outer.began,
            inner_init: inner.began,
            panicked,
        };
        let about = outer.events().chain(inner.events()).chain(panicked);
        found.push(explanation(cause, about));
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::glass::explain::test_trace::finished;

    #[test]
    fn an_initializer_that_initializes_again_is_explained_once() {
        let events = "cell OnceCell config 3
             main@5 locks config _outer
             main@7 locks config _inner
             main@7 ends _inner
             main@5 panics
             main@5 ends _outer unwinding
             main@9 drops config";
        assert_eq!(
            finished(events).says(),
            [
                "Line 7 initializes `config` again, before the initialization that began on line 5 has finished. The inner call sets the value first, so the outer call panics when its closure returns."
            ]
        );
    }

    #[test]
    fn successive_initializations_are_not_reentrant() {
        let events = "cell OnceCell config 3
             main@5 locks config _a
             main@5 ends _a
             main@7 locks config _b
             main@7 ends _b
             main@9 drops config";
        assert!(finished(events).says().is_empty());
    }
}
