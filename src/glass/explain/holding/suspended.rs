//! Finds the future that holds a guard while it is suspended at an `.await`.

use super::{in_common, path, two_names};
use crate::glass::explain::history::{GuardLife, History};
use crate::glass::scopes::{Body, body_around};
use crate::verdict::{Call, GuardEnd, Holding, Keeper, Place, Suspended};

/// Returns what is known about a guard that an `async` function or block created, if another call was being made when
/// the guard was met.
pub(super) fn holding(
    history: &History<'_>,
    life: &GuardLife<'_>,
    met_at: usize,
) -> Option<Holding> {
    let created = path(history, life.began)?;
    let met = path(history, met_at)?;
    // What one call keeps in a scope cannot be in the way where that scope begins, but in another call it can.
    let common = if created == met {
        0
    } else {
        in_common(history, &created, &met)
    };
    let at = (common..created.len()).rfind(|at| is_async(history, created[*at]))?;
    let names = two_names(history, life, met_at).filter(|names| names[0] != names[1]);
    let unknown = Holding {
        expressions: names,
        ..Holding::default()
    };
    Some(kept(history, created[at], created.get(at + 1).copied(), &unknown).unwrap_or(unknown))
}

fn is_async(history: &History<'_>, call: &Call) -> bool {
    let body = || {
        let file = history.source.tokens(&call.place)?;
        body_around(file, file.at(&call.place)?)
    };
    body().is_some_and(Body::is_async)
}

/// Returns how a future keeps the guard that it created, or got from a function that it called.
fn kept(
    history: &History<'_>,
    owner: &Call,
    helper: Option<&Call>,
    unknown: &Holding,
) -> Option<Holding> {
    let scopes = history.source.scopes(&owner.place)?;
    let helper = helper.map(|call| call.function.as_str());
    let (keeper, end) = scopes.keeper(&owner.place, helper, None)?;
    let end = end?;
    let awaits = awaits(history, &owner.place, end.line)?;
    let only = match awaits.as_slice() {
        [] => return None,
        [only] => Some(only.clone()),
        [_, _, ..] => None,
    };
    let later_use = match (&keeper, &only) {
        (Keeper::Variable { name, .. }, Some(only)) => scopes.later_use(&owner.place, name, only),
        _ => None,
    };
    Some(Holding {
        created_in: helper.map(str::to_owned),
        kept_alive_by: Some(keeper),
        until: Some(GuardEnd {
            event: None,
            place: Place {
                file: owner.place.file.clone(),
                line: end.line,
                column: 1,
            },
            function: None,
            token: end.sign,
            consumed_by: end.taken_by,
            dropped_by_panic: false,
        }),
        later_use,
        suspended: Some(Suspended {
            owner: owner.clone(),
            awaits: only,
        }),
        ..unknown.clone()
    })
}

/// Returns the places of `.await` in the same body, from a place to the end of a line.
fn awaits(history: &History<'_>, from: &Place, last_line: u32) -> Option<Vec<Place>> {
    let file = history.source.tokens(from)?;
    let start = file.at(from)?;
    let body = body_around(file, start)?;
    let until = (start..file.len()).take_while(|at| {
        let token = file.get(*at);
        token.is_some_and(|token| token.line <= last_line)
    });
    let awaits = until.filter(|at| {
        file.text(*at) == "await" && file.is(at - 1, '.') && body_around(file, *at) == Some(body)
    });
    awaits.map(|at| file.place(at, &from.file)).collect()
}
