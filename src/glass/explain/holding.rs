//! Finds where a guard is, what keeps it alive and where it is dropped, as far as that is certain. A guard is *met*
//! where a thread needs the cell while the guard is still alive.
//!
//! The call paths show which function has it: the innermost of the calls that led to its creation and had not returned
//! when it was met. If a panic dropped it, only the source shows whether it would have lived that long without the
//! panic.

mod suspended;

use super::chain::{Chain, Link};
use super::comparison::comparison;
use super::history::{GuardLife, History};
use super::owner::cannot_be_copied;
use super::same_cell::same_cell;
use crate::glass::names::{self, Receiver};
use crate::glass::scopes::{Destination, Kept, ScopeEnd, body_around, enclosing_function};
use crate::glass::tokens::Statement;
use crate::verdict::{
    Call, CallUnderGuard, FieldOfType, GuardEnd, Holding, Keeper, LaterUse, Place, StoredGuard,
    TraceEvent,
};

/// Returns what is known about a guard that was alive at an event of its own thread.
pub(super) fn holding(history: &History<'_>, life: &GuardLife<'_>, met_at: usize) -> Holding {
    if let Some(held) = suspended::holding(history, life, met_at) {
        return held;
    }
    let frames = Frames::new(history, life, met_at);
    let frames = frames.as_ref();
    let mut calls = frames.and_then(|frames| frames.calls_under(history));
    let stored = frames.and_then(|frames| frames.stored(history));
    let unstored = frames.filter(|_| stored.is_none());
    let (assigned, stored) = stored.unzip();
    let owner = unstored.and_then(Frames::owner);
    // Without paths, the guard may have left the function that created it.
    let place = owner.as_ref().map(|owner| &owner.place).or(life.since);
    let function = unstored.and_then(Frames::helper);
    let met = frames.map(Frames::position);
    let found = place.filter(|_| stored.is_none());
    let found = found.and_then(|place| keeper(history, place, (function, met)));
    let (keeper, scope_end) = found.unzip();
    let has_left = |frames: &Frames<'_>| {
        let dropped = life.ended.and_then(|ended| history.trace.events.get(ended));
        let dropped_in = dropped.and_then(|event| event.calls.first());
        dropped_in.is_none_or(|call| call.function != frames.met[frames.innermost()].function)
    };
    // A guard that was dropped by a panic in another function had been moved there.
    let scope_end = scope_end
        .flatten()
        .map(|end| (end, !frames.is_none_or(has_left)));
    let until = until(history, life, keeper.as_ref(), scope_end, place)
        .filter(|end| stored.is_none() || !end.dropped_by_panic);
    let scopes = place.and_then(|place| history.source.scopes(place));
    let met_event = history.trace.events.get(met_at);
    let met_place = met_event.and_then(|met| met.place.as_ref());
    let variable = match &keeper {
        Some(Keeper::Variable { name, .. }) => Some(name.as_str()),
        Some(Keeper::Temporary { .. }) | None => None,
    };
    if let Some((call, place)) = calls.as_mut().zip(place) {
        let gets_guard = scopes
            .as_ref()
            .is_some_and(|scopes| scopes.gets_guard(&call.from.place, variable, place));
        call.is_on_guard = gets_guard
            || is_on_guard(history, place, call)
            || is_on_variable(history, variable, call);
    }
    let is_given_as_self = calls.as_ref().zip(variable).is_some_and(|(call, name)| {
        let scopes = scopes.as_ref();
        scopes.is_some_and(|scopes| scopes.takes_receiver(&call.from.place, name, &call.function))
    });
    let is_in_for = met_place.is_some_and(|place| history.source.calls_by_name().is_in_for(place));
    let blocked_at = match &calls {
        Some(call) => Some(&call.from.place),
        None => met_place,
    };
    let around = scopes.as_ref().zip(place.zip(blocked_at));
    let argument_of = around.and_then(|(scopes, (place, met))| scopes.argument_of(place, met));
    let later_use = around.and_then(|(scopes, (place, met))| {
        if let Some(name) = variable {
            return scopes.later_use(place, name, met);
        }
        let is_head = matches!(keeper, Some(Keeper::Temporary { head: Some(_) }));
        let uses_bound = is_head && calls.is_some() && scopes.uses_bound(place, met);
        uses_bound.then_some(LaterUse::Used)
    });
    let may_come_first =
        variable
            .zip(calls.as_ref())
            .zip(place)
            .is_some_and(|((name, call), place)| {
                let scopes = scopes.as_ref();
                scopes.is_some_and(|scopes| scopes.may_come_first(place, name, &call.from.place))
            });
    let field = variable.and_then(|_| field_with(history, life.since?));
    let field = assigned.or(field);
    let is_taken_out = place.is_some_and(|place| is_taken_out(history, place));
    // A guard that a helper returned was created in what its caller gave it.
    let called =
        two_names(history, life, met_at).filter(|names| names[0] != names[1] || owner.is_none());
    Holding {
        same_cell: called
            .as_ref()
            .and_then(|names| same_cell(history, life, met_at, names)),
        comparison: called
            .as_ref()
            .and_then(|names| comparison(history, life, met_at, names)),
        expressions: called,
        owner,
        created_in: function.map(str::to_owned),
        kept_alive_by: keeper,
        field,
        suspended: None,
        stored,
        until,
        call: calls,
        later_use,
        is_taken_out,
        cannot_be_copied: content_cannot_be_copied(history, life.cell),
        is_given_as_self,
        may_come_first,
        is_in_for,
        argument_of,
    }
}

fn content_cannot_be_copied(history: &History<'_>, cell: u32) -> bool {
    let cell = history.find_cell(cell);
    cell.is_some_and(|cell| {
        let made = cell.created_at.as_ref();
        let file = made.and_then(|made| history.source.tokens(made));
        cannot_be_copied(&cell.content_type, file)
    })
}

/// Returns the field in which a guard is stored where it is created.
fn field_with(history: &History<'_>, created: &Place) -> Option<FieldOfType> {
    match history.source.scopes(created)?.destination(created).0 {
        Destination::Field { of, field } => Some(FieldOfType {
            type_name: of,
            name: field,
        }),
        _ => None,
    }
}

/// Methods whose result is not part of the value that they are called on.
const TAKING: [&str; 18] = [
    "all",
    "any",
    "cloned",
    "contains",
    "contains_key",
    "copied",
    "is_empty",
    "len",
    "pop",
    "pop_back",
    "pop_first",
    "pop_front",
    "pop_if",
    "pop_last",
    "position",
    "remove",
    "swap_remove",
    "to_vec",
];

/// Whether the expression that creates a guard ends with a method that takes a value out, or is a copy of the value.
fn is_taken_out(history: &History<'_>, created: &Place) -> bool {
    let chain = || {
        let statement = Statement::at(history.source.tokens(created)?, created)?;
        let (chain, sequence) = Chain::of_call(&statement)?;
        // Iterator adapters have these names, too.
        let is_iterator = statement.first_word() == "for";
        let end = sequence.tokens.get(chain.end).map(ToString::to_string);
        let is_end = end.is_none_or(|end| matches!(&*end, "," | ";") || end.starts_with('{'));
        let method = chain.links.last()?;
        let is_taking = TAKING.contains(&method.name.as_str());
        let is_clone = method.name == "clone" && chain.links.len() == 1;
        let arguments = method.arguments.as_ref()?;
        let is_take = method.name == "take" && arguments.is_empty();
        let is_taken = is_clone || (is_taking || is_take) && !is_iterator;
        let is_declared = |method: &str| history.source.calls_by_name().declares(method);
        let methods = chain.links.iter().filter(|link| link.arguments.is_some());
        let own = methods.into_iter().any(|link| is_declared(&link.name));
        Some(is_end && is_taken && !own)
    };
    chain() == Some(true)
}

/// Whether a call is to a method of the value, in the expression that creates the guard, or is made by one.
fn is_on_guard(history: &History<'_>, created: &Place, call: &CallUnderGuard) -> bool {
    let chain = || {
        let statement = Statement::at(history.source.tokens(created)?, created)?;
        Some(Chain::of_call(&statement)?.0)
    };
    let name = call.function.rsplit("::").next();
    let name = call.method.as_deref().or(name);
    let place = &call.from.place;
    let is_called = |link: &Link| {
        let is_there = u32::try_from(link.line) == Ok(place.line);
        link.arguments.is_some() && is_there && Some(link.name.as_str()) == name
    };
    // `with_borrow` passes what it borrows to a closure.
    created == place || chain().is_some_and(|chain| chain.links.iter().any(is_called))
}

/// Whether a call is a method call on the variable that holds the guard, or on a field of its value.
fn is_on_variable(history: &History<'_>, variable: Option<&str>, call: &CallUnderGuard) -> bool {
    let Some(name) = variable else {
        return false;
    };
    let place = &call.from.place;
    let file = history.source.tokens(place);
    let receiver = file.and_then(|file| names::receiver_of_call(file, place));
    receiver.is_some_and(|receiver| {
        let field = receiver.path.strip_prefix(name);
        field.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

/// Returns the names of a guard's cell in the program, where it created the guard and at the event, if they differ. A
/// helper that accesses the field through `self` counts as using the same name as its caller.
fn two_names(history: &History<'_>, life: &GuardLife<'_>, met_at: usize) -> Option<[String; 2]> {
    let events = &history.trace.events;
    let (began, met) = (events.get(life.began)?, events.get(met_at)?);
    let receiver = |event: &TraceEvent| {
        let place = event.place.as_ref()?;
        names::receiver(history.source.tokens(place)?, place)
    };
    let (first, again) = (receiver(began)?, receiver(met)?);
    let is_helper_of = |(helper, own): (&TraceEvent, &Receiver),
                        (caller, other): (&TraceEvent, &Receiver)| {
        helper.calls.len() > caller.calls.len() && own.is_of_self && other.ends_with(own)
    };
    let (one, other) = ((began, &first), (met, &again));
    let differ = first != again && !is_helper_of(one, other) && !is_helper_of(other, one);
    let is_of_one_self = first.is_of_self && again.is_of_self;
    let name = |receiver: &Receiver| {
        if is_of_one_self {
            receiver.path.clone()
        } else {
            receiver.full_path()
        }
    };
    let are_two = differ || first == again && are_variables(history, (began, met), &first);
    (began.cell == met.cell && are_two).then(|| [name(&first), name(&again)])
}

/// Whether two functions each have a variable with this name.
fn are_variables(
    history: &History<'_>,
    (one, other): (&TraceEvent, &TraceEvent),
    receiver: &Receiver,
) -> bool {
    let function = |event: &TraceEvent| {
        let place = event.place.as_ref()?;
        let file = history.source.tokens(place)?;
        let (_, open, _) = enclosing_function(file, file.at(place)?)?;
        Some((place.file.clone(), open))
    };
    let functions = function(one).zip(function(other));
    !receiver.is_of_self
        && receiver.path.starts_with(char::is_lowercase)
        && !receiver.path.contains('.')
        && functions.is_some_and(|(one, other)| one != other)
}

pub(super) fn end_of_last(history: &History<'_>, lives: &[&GuardLife<'_>]) -> Option<GuardEnd> {
    if lives.iter().any(|life| life.ended.is_none()) {
        return None;
    }
    let ends = lives.iter().filter_map(|life| {
        let (keeper, end) = keeper(history, life.since?, (None, None)).unzip();
        let end = end.flatten().map(|end| (end, false));
        let end = until(history, life, keeper.as_ref(), end, life.since)?;
        Some((life.ended, end))
    });
    let ends: Vec<_> = ends.collect();
    let by_panic = ends.iter().any(|(_, end)| end.dropped_by_panic) || ends.len() < lives.len();
    let (_, last) = ends.into_iter().max_by_key(|(ended, _)| *ended)?;
    Some(GuardEnd {
        dropped_by_panic: by_panic,
        ..last
    })
}

fn keeper(
    history: &History<'_>,
    place: &Place,
    (function, met): (Option<&str>, Option<&Place>),
) -> Option<Kept> {
    let scopes = history.source.scopes(place)?;
    scopes.keeper(place, function, met)
}

/// Returns where a guard is dropped. `scope_end` is the end that the source shows, and whether it is certain even if a
/// panic dropped the guard elsewhere.
fn until(
    history: &History<'_>,
    life: &GuardLife<'_>,
    keeper: Option<&Keeper>,
    scope_end: Option<(ScopeEnd, bool)>,
    owned_since: Option<&Place>,
) -> Option<GuardEnd> {
    let end_at = |event: usize, place: &Place| GuardEnd {
        event: Some(event),
        place: place.clone(),
        function: None,
        token: history
            .source
            .char_at(place)
            .filter(|sign| "};".contains(*sign)),
        consumed_by: None,
        dropped_by_panic: false,
    };
    let dropped = life
        .ended
        .zip(life.until)
        .map(|(event, place)| end_at(event, place));
    let is_certain = scope_end.as_ref().is_some_and(|(_, certain)| *certain);
    let by_source = scope_end
        .zip(owned_since)
        .map(|((end, _), since)| GuardEnd {
            event: None,
            place: Place {
                file: since.file.clone(),
                line: end.line,
                column: 1,
            },
            function: None,
            token: end.sign,
            consumed_by: end.taken_by,
            dropped_by_panic: false,
        });
    let Some(dropped) = dropped else {
        let before =
            usual_end(history, life, owned_since).map(|(event, place)| end_at(event, place));
        return before.filter(|_| keeper.is_some()).or(by_source);
    };
    let is_same = |other: &GuardEnd| {
        (&other.place.file, other.place.line) == (&dropped.place.file, dropped.place.line)
    };
    match by_source {
        _ if !life.unwinding => Some(dropped),
        Some(source) if is_same(&source) => Some(GuardEnd {
            token: source.token,
            consumed_by: source.consumed_by,
            ..dropped
        }),
        // It would have been dropped before the end of its scope.
        Some(source) if source.token.is_none() || is_certain => Some(source),
        Some(_) | None => Some(GuardEnd {
            dropped_by_panic: true,
            function: life.ended.and_then(|ended| {
                Some(
                    history
                        .trace
                        .events
                        .get(ended)?
                        .calls
                        .first()?
                        .function
                        .clone(),
                )
            }),
            ..dropped
        }),
    }
}

/// Returns where all earlier guards from the same place, for the same call, were dropped, if that was one place.
fn usual_end<'a>(
    history: &History<'a>,
    life: &GuardLife<'_>,
    owned_since: Option<&Place>,
) -> Option<(usize, &'a Place)> {
    let is_for_same_call = |other: &GuardLife<'_>| {
        let mut calls = history.trace.events[other.began].calls.iter();
        owned_since == life.since || calls.any(|call| Some(&call.place) == owned_since)
    };
    let before = history.lives.iter().filter(|other| {
        other.since == life.since
            && other.ended.is_some()
            && !other.unwinding
            && is_for_same_call(other)
    });
    let mut ends = before.filter_map(|other| other.ended.zip(other.until));
    let first = ends.next()?;
    ends.all(|(_, place)| place == first.1).then_some(first)
}

/// The calls that led to a guard and to where it was met, the outermost first.
struct Frames<'a> {
    created: Vec<&'a Call>,
    met: Vec<&'a Call>,
    /// How many of the calls, from the outermost one, led to a place in the function with the guard.
    owner: usize,
}

impl<'a> Frames<'a> {
    fn new(history: &History<'a>, life: &GuardLife<'_>, met_at: usize) -> Option<Self> {
        let created = path(history, life.began)?;
        let met = path(history, met_at)?;
        let mut owner = in_common(history, &created, &met);
        if life.unwinding
            && let Some(dropped) = life.ended.and_then(|ended| path(history, ended))
        {
            owner = owner.min(in_common(history, &created, &dropped));
        }
        // The same call again: nothing shows which of the two holds the guard.
        let is_same = created.len() == met.len()
            && created[created.len() - 1].place == met[met.len() - 1].place;
        (owner > 0 && !(is_same && owner == created.len())).then_some(Self {
            created,
            met,
            owner,
        })
    }

    fn innermost(&self) -> usize {
        self.owner - 1
    }

    /// Returns the call by which the owner got the guard, if another function created it.
    fn owner(&self) -> Option<Call> {
        (self.owner < self.created.len()).then(|| self.created[self.innermost()].clone())
    }

    /// Returns the function that returned the guard to the owner.
    fn helper(&self) -> Option<&'a str> {
        let helper = self.created.get(self.owner)?;
        Some(&helper.function)
    }

    /// Returns the field of `self` that a method assigned the guard to, and the method: one that had returned when the
    /// guard was met, or that was at a later statement.
    fn stored(&self, history: &History<'_>) -> Option<(FieldOfType, StoredGuard)> {
        let last = self.created.len() - 1;
        (self.innermost()..=last).rev().find_map(|at| {
            let method = self.created[at];
            let function = self.created.get(at + 1).map(|call| call.function.as_str());
            let met = (at == self.innermost()).then(|| self.position());
            let scopes = history.source.scopes(&method.place)?;
            let field = scopes.assigned_field(&method.place, function, met)?;
            let stored = StoredGuard {
                method: method.clone(),
                called_by: at.checked_sub(1).map(|outer| self.created[outer].clone()),
            };
            Some((field, stored))
        })
    }

    /// Returns where the owner was when the guard was met.
    fn position(&self) -> &'a Place {
        &self.met[self.innermost()].place
    }

    /// Returns the calls after the owner's, without the innermost function. Nested closures on one line count as one.
    fn path(&self) -> Vec<Call> {
        let mut path: Vec<Call> = Vec::new();
        for call in &self.met[self.owner..self.met.len() - 1] {
            let is_inside = |outer: &Call| {
                let is_closure = Call::is_anonymous(&call.function);
                let line = |call: &Call| (call.place.file.clone(), call.place.line);
                is_closure && outer.function == call.function && line(outer) == line(call)
            };
            if !path.last().is_some_and(is_inside) {
                path.push((*call).clone());
            }
        }
        path
    }

    /// Returns the type of the value whose `drop` meets the guard.
    fn dropped_type(&self, history: &History<'_>) -> Option<String> {
        let mut later = self.met[self.owner..].iter();
        let drop = later.find(|call| call.function == "drop")?;
        history.source.calls_by_name().implemented_type(&drop.place)
    }

    fn calls_under(&self, history: &History<'_>) -> Option<CallUnderGuard> {
        let callee = self.met.get(self.owner)?;
        let from = self.met[self.innermost()];
        let program = history.source.calls_by_name();
        let implemented = |call: &Call| program.implemented_type(&call.place);
        let mut later = self.met[self.owner..].iter();
        let comes_back = later
            .any(|call| call.function == from.function && implemented(call) == implemented(from));
        // Methods of the same name are distinguished by their types.
        let name = |call: &Call| match implemented(call) {
            Some(of) if callee.function == from.function && !comes_back => {
                format!("{of}::{}", call.function)
            }
            _ => call.function.clone(),
        };
        let drops = self.dropped_type(history);
        let is_named = is_named(history, from, &callee.function);
        Some(CallUnderGuard {
            from: Call {
                function: name(from),
                place: from.place.clone(),
            },
            function: name(callee),
            is_recursive: comes_back,
            path: self.path(),
            method: (!is_named)
                .then(|| std_method(history, &from.place))
                .flatten(),
            is_named,
            dropped_type: drops,
            is_on_guard: false,
        })
    }
}

fn is_named(history: &History<'_>, from: &Call, function: &str) -> bool {
    let called = || {
        let file = history.source.tokens(&from.place)?;
        let called = file.called(file.at(&from.place)?)?;
        Some(file.text(called) == function)
    };
    called() == Some(true)
}

fn std_method(history: &History<'_>, place: &Place) -> Option<String> {
    let file = history.source.tokens(place)?;
    let method = file.at(place)?;
    let is_method = file.is(method.checked_sub(1)?, '.') && file.is(method + 1, '(');
    is_method.then(|| file.text(method).to_owned())
}

/// The recorder cuts longer paths at their outer end.
const MAX_CALLS: usize = 64;

/// Returns the calls that led to an event, the outermost first.
fn path<'a>(history: &History<'a>, event: usize) -> Option<Vec<&'a Call>> {
    let calls = &history.trace.events.get(event)?.calls;
    (!calls.is_empty() && calls.len() < MAX_CALLS).then(|| calls.iter().rev().collect())
}

/// Returns how many calls, from the outermost one, are the same. The last of them may have gone on to another place.
fn in_common(history: &History<'_>, one: &[&Call], other: &[&Call]) -> usize {
    // A function may have several closures.
    let body = |call: &Call| {
        let file = history.source.tokens(&call.place)?;
        body_around(file, file.at(&call.place)?)
    };
    let mut same = 0;
    for (one, other) in one.iter().zip(other) {
        let is_anonymous = Call::is_anonymous(&one.function);
        if one.function != other.function || is_anonymous && body(one) != body(other) {
            break;
        }
        same += 1;
        if one.place != other.place {
            break;
        }
    }
    same
}
