//! Finds which senders keep a channel open, and who has them.

use super::blocked::Blocked;
use crate::glass::explain::history::History;
use crate::glass::explain::owner::owner as owning_value;
use crate::verdict::{GuardEnd, Keeper, LivingSender, Place, WaitReason};
use std::collections::BTreeSet;

pub(super) fn open(history: &History<'_>, all: &[Blocked<'_>], cell: u32) -> Option<WaitReason> {
    if history.trace.omitted > 0 {
        return None;
    }
    let numbers = |wanted: &'static str| {
        let all = history
            .operations(cell)
            .filter(move |(_, _, action, _)| *action == wanted);
        all.filter_map(|(index, _, _, sender)| Some((sender?, index)))
    };
    let dropped: Vec<(u32, usize)> = numbers("drop sender").collect();
    let cloned = numbers("clone sender").map(|(sender, index)| (sender, Some(index)));
    let senders: Vec<(u32, Option<usize>)> = [(1, None)].into_iter().chain(cloned).collect();
    let gone: BTreeSet<u32> = dropped.iter().map(|(sender, _)| *sender).collect();
    let alive = senders.iter().filter(|(sender, _)| !gone.contains(sender));
    let alive: Vec<LivingSender> = alive
        .map(|(number, cloned)| {
            let mut used = history.operations(cell).rev();
            let used = used.find(|(_, _, action, sender)| {
                action.ends_with("send") && *sender == Some(*number)
            });
            let made = match cloned {
                Some(cloned) => history.trace.events[*cloned].place.as_ref(),
                None => history.find_cell(cell).and_then(|cell| cell.made.as_ref()),
            };
            let (name, owner) = made.map_or((None, None), |made| owner(history, all, made));
            let file = made.and_then(|made| history.source.tokens(made));
            let part_of = file
                .zip(made)
                .and_then(|(file, made)| owning_value(file, made));
            LivingSender {
                part_of: part_of.map(|value| value.name),
                cloned: *cloned,
                used: used.map(|(index, ..)| index),
                name,
                owner,
            }
        })
        .collect();
    (!alive.is_empty()).then(|| WaitReason::Open {
        senders: u32::try_from(senders.len()).unwrap_or(u32::MAX),
        alive,
        dropped: dropped.into_iter().map(|(_, index)| index).collect(),
    })
}

/// Returns the variable of a sender that was made here, and which thread has it until where. Only if the function with the
/// variable is one that a thread is in, and has not moved it.
fn owner(
    history: &History<'_>,
    all: &[Blocked<'_>],
    made: &Place,
) -> (Option<String>, Option<(u32, GuardEnd)>) {
    let none = (None, None);
    let Some(scopes) = history.source.scopes(made) else {
        return none;
    };
    let name = |keeper: Keeper| match keeper {
        Keeper::Variable { name, .. } => Some(name),
        Keeper::Temporary { .. } => None,
    };
    let calls = all.iter().flat_map(|blocked| {
        let event = &history.trace.events[blocked.wait.began];
        event.calls.iter().map(|call| (event.thread, call))
    });
    for (thread, call) in calls {
        let around = scopes.function_around(made, &call.place);
        if call.place.file != made.file || around != Some(call.function.as_str()) {
            continue;
        }
        let Some((keeper, end)) = scopes.sender(made, Some(&call.place)) else {
            return none;
        };
        let end = end.map(|end| GuardEnd {
            event: None,
            place: Place {
                line: end.line,
                column: 1,
                file: made.file.clone(),
            },
            function: None,
            sign: end.sign,
            taken_by: end.taken_by,
            by_panic: false,
        });
        return (name(keeper), end.map(|end| (thread, end)));
    }
    let kept = scopes.sender(made, None);
    (kept.and_then(|(keeper, _)| name(keeper)), None)
}
