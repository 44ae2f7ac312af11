//! Conflicting borrows: which line asked for which access, which guards were alive, and until which line.

use super::holding::{GuardNames, LastCall, function};
use super::{Guard, calls_in_a_row, holding, in_thread};
use crate::report::trace::names::{line_text, on_line_text};
use crate::text::{capitalize, list};
use crate::verdict::{
    AccessMode, Call, CallUnderGuard, EventKind, GuardEnd, Holding, IgnoredBy, Place, SameCell,
    Trace, TraceEvent,
};

/// What is known about the guards in the way.
#[derive(Clone, Copy)]
pub(super) struct KnownGuards<'a> {
    /// Where the last of them is dropped.
    pub(super) until: Option<&'a GuardEnd>,
    /// How the only one is held.
    pub(super) held: Option<&'a Holding>,
    /// How each is held, if there are several.
    pub(super) several: &'a [Holding],
}

pub(super) fn conflict_text(
    trace: &Trace,
    refused: usize,
    method: Option<&str>,
    guard_events: &[usize],
    known: KnownGuards<'_>,
) -> String {
    let KnownGuards { until, held, .. } = known;
    let event = &trace.events[refused];
    let Some(place) = &event.place else {
        return String::new();
    };
    let EventKind::Refused { access, .. } = event.kind else {
        return String::new();
    };
    let does = match method {
        Some(method) => format!("calls `{method}`"),
        None => format!("needs a {}", kind(access)),
    };
    let guards = guard_events
        .iter()
        .filter_map(|guard| Guard::new(trace, *guard));
    let guards: Vec<Guard<'_>> = guards.collect();
    let alive = match guards.as_slice() {
        [only] => describe_one(trace, place, &event.calls, only, held),
        many => describe_all(trace, place, &event.calls, many),
    };
    let more = if let ([only], Some(held)) = (guards.as_slice(), held) {
        let last = LastCall::named_before_if(!event.calls.is_empty());
        let names = GuardNames {
            subject: "it",
            variable: only.name,
        };
        holding::holding_text(trace, names, held, last)
    } else {
        let lives = each_text(trace, &guards, known.several)
            .or_else(|| all_ends(trace, &guards, known.several))
            .or_else(|| Some(end_of_last(trace, until?)));
        lives.unwrap_or_default() + &calls_under_all(trace, known.several)
    };
    let outer = held.and_then(|held| held.call.as_ref());
    let outer = outer.filter(|calls| calls.is_recursive);
    let is_same_place = |guard: &Guard<'_>| guard.since == Some(place);
    let comes_back = || {
        outer.filter(|_| guards.iter().all(is_same_place))?;
        Some(format!(
            " Both calls use the same {}.",
            trace.cell(event)?.kind
        ))
    };
    let path = call_path(trace, &event.calls, &guards);
    let since = guards.first().and_then(|guard| guard.since);
    let same = two_names(trace, event, since, held).map(|same| {
        let calls = path
            .is_empty()
            .then(|| calls_from_main(trace, &event.calls));
        same + &calls.flatten().unwrap_or_default()
    });
    format!(
        "{} {does}{}, but {alive}.{more}{}",
        capitalize(&(in_thread(trace, event.thread) + &line_text(trace, place))),
        path,
        same.or_else(comes_back).unwrap_or_default()
    )
}

/// Says how the function got each of several guards from another one, and where each is dropped, in sentences after a
/// space.
fn each_text(trace: &Trace, guards: &[Guard<'_>], several: &[Holding]) -> Option<String> {
    let got_any = several.iter().any(|held| held.owner.is_some());
    (got_any && several.len() == guards.len()).then_some(())?;
    let says = guards.iter().zip(several).map(|(guard, held)| {
        let from = guard.since.map(|since| line_text(trace, since));
        let subject = match (guard.name, from) {
            (Some(name), _) => format!("`{name}`"),
            (None, Some(line)) => format!("the one from {line}"),
            (None, None) => "one".to_owned(),
        };
        let names = GuardNames {
            subject: &subject,
            variable: guard.name,
        };
        let held = Holding {
            call: None,
            ..held.clone()
        };
        holding::holding_text(trace, names, &held, LastCall::NamedBefore)
    });
    Some(says.collect())
}

/// Says where all guards are dropped, if that is one place.
fn all_ends(trace: &Trace, guards: &[Guard<'_>], several: &[Holding]) -> Option<String> {
    let end = several.first()?.until.as_ref()?;
    let is_same = |held: &Holding| {
        let until = held.until.as_ref();
        until.is_some_and(|until| !until.dropped_by_panic && until.place == end.place)
    };
    let all = if guards.len() == 2 { "Both" } else { "All" };
    (several.len() == guards.len() && several.iter().all(is_same))
        .then(|| format!(" {all} live until {}.", holding::end_text(trace, end)))
}

/// Says which calls lead from the function that held the first of several guards to where they are in the way, in a
/// sentence after a space.
fn calls_under_all(trace: &Trace, several: &[Holding]) -> String {
    let calls = |held: &Holding| held.call.clone();
    let Some(first) = several
        .first()
        .and_then(calls)
        .filter(|call| !call.path.is_empty())
    else {
        return String::new();
    };
    let is_one_call = several
        .iter()
        .all(|held| calls(held).as_ref() == Some(&first));
    let (subject, is) = if is_one_call {
        ("they", "are")
    } else {
        ("the first of them", "is")
    };
    format!(
        " {}.",
        holding::under_guard(trace, (subject, is), &first, LastCall::NamedBefore)
    )
}

/// Says that a borrow was refused again while the panic of the first refusal was unwinding.
pub(super) fn again_text(trace: &Trace, again: Option<usize>) -> String {
    let event = again.and_then(|again| trace.events.get(again));
    let Some((event, place)) = event.and_then(|event| Some((event, event.place.as_ref()?))) else {
        return String::new();
    };
    format!(
        " While this panic was unwinding, the borrow{}{} was refused, too. A panic during unwinding aborts the process.",
        on_line_text(trace, place),
        callers(trace, &event.calls)
    )
}

/// Says how often a `try_borrow` was refused, and what ignores its error.
pub(super) fn ignored_text(times: usize, by: &IgnoredBy) -> String {
    let often = match times {
        1 => String::new(),
        2 => " twice".to_owned(),
        times => format!(" {times} times"),
    };
    let instead = match by {
        IgnoredBy::NoElse => {
            "The `if let` has no `else`, so the program ignored the error.".to_owned()
        }
        IgnoredBy::Default { method } if method == "is_ok_and" => {
            "`is_ok_and` then returned `false`.".to_owned()
        }
        IgnoredBy::Default { method } => format!("`{method}` then returned its default."),
    };
    format!(" So the call returned an error{often}. {instead}")
}

/// Returns the last calls that led to a function, as a sentence after a space.
pub(super) fn calls_from_main(trace: &Trace, calls: &[Call]) -> Option<String> {
    const MAX_FRAMES: usize = 4;
    let calls: Vec<&Call> = calls.iter().take(MAX_FRAMES).rev().collect();
    let calls = calls_in_a_row(trace, &calls)?;
    Some(format!(" {}.", capitalize(&calls)))
}

/// Returns `` `from.votes` and `into.votes` are the same Mutex here.``, if the program has two names for the cell of an
/// event.
pub(super) fn two_names(
    trace: &Trace,
    event: &TraceEvent,
    since: Option<&Place>,
    held: Option<&Holding>,
) -> Option<String> {
    let kind = &trace.cell(event)?.kind;
    let [first, again] = held?.expressions.as_ref()?;
    if first == again {
        let (since, here) = (since?, event.place.as_ref()?);
        return Some(format!(
            " `{first}`{} and `{again}`{} are the same {kind} here.",
            on_line_text(trace, since),
            on_line_text(trace, here)
        ));
    }
    let why = held.and_then(|held| held.same_cell.as_ref());
    let why = why.map_or(".".to_owned(), |why| why_same(trace, why));
    Some(format!(
        " `{first}` and `{again}` are the same {kind} here{why}"
    ))
}

/// Returns ``: line 79 passes `&a` and `&b`. `b` is a clone of `a` from line 78.``
fn why_same(trace: &Trace, why: &SameCell) -> String {
    let passed = why.passed.as_ref().map(|passed| {
        let [one, other] = &passed.arguments;
        format!(
            ": {} passes `{one}` and `{other}`",
            line_text(trace, &passed.place)
        )
    });
    let cloned = why.cloned.as_ref().map(|cloned| {
        let line = line_text(trace, &cloned.place);
        let (name, original) = (&cloned.name, &cloned.original);
        format!("`{name}` is a clone of `{original}` from {line}.")
    });
    match (passed, cloned) {
        (Some(passed), Some(cloned)) => format!("{passed}. {cloned}"),
        (Some(passed), None) => format!("{passed}."),
        (None, Some(cloned)) => format!(": {cloned}"),
        (None, None) => ".".to_owned(),
    }
}

/// Returns ``the read guard `reader` from line 5 is still alive``.
fn describe_one(
    trace: &Trace,
    wanted: &Place,
    calls: &[Call],
    guard: &Guard<'_>,
    held: Option<&Holding>,
) -> String {
    let kind = kind(guard.access);
    let Some(since) = guard.since else {
        return format!("a {kind} is still alive");
    };
    let outer = held
        .and_then(|held| held.call.as_ref())
        .filter(|calls| calls.is_recursive && held.is_some_and(|held| held.owner.is_none()));
    let origin = if is_same_line(since, wanted) {
        match outer {
            Some(outer) => format!(
                "from the same line, {},",
                in_outer_call(trace, outer, guard.calls)
            ),
            None => on_the_same_line(since, wanted, guard.calls, calls),
        }
    } else {
        let inside = outer.map_or_else(
            || inside(guard.calls, calls),
            |outer| format!(", {},", in_outer_call(trace, outer, guard.calls)),
        );
        format!("from {}{inside}", line_text(trace, since))
    };
    match guard.name {
        Some(name) => format!("the {kind} `{name}` {origin} is still alive"),
        None if is_same_line(since, wanted) => format!("a {kind} {origin} is still alive"),
        None => format!("the {kind} {origin} is still alive"),
    }
}

/// Returns `` in `view` ``, if the guard was created in a function other than that of the refused borrow.
pub(super) fn inside(guard: &[Call], refused: &[Call]) -> String {
    let refused = refused.first().map(|call| &call.function);
    let own = guard.first();
    let own = own.filter(|call| Some(&call.function) != refused);
    own.map_or(String::new(), |call| {
        format!(" in {}", function(&call.function))
    })
}

/// Returns what distinguishes a guard from the refused borrow on the same line, after the guard's name: its column
/// (`from the same line (column 12)`), or that it was created earlier.
fn on_the_same_line(since: &Place, wanted: &Place, guard: &[Call], refused: &[Call]) -> String {
    if since.column != wanted.column {
        return format!("from the same line (column {})", since.column);
    }
    let callers = |calls: &[Call]| calls.get(1..).map(<[Call]>::to_vec);
    if callers(guard) == callers(refused) {
        "that the same line created earlier".to_owned()
    } else {
        "that the same line created in an earlier call".to_owned()
    }
}

/// Returns `` (in `add_edge`, called by `walk` on line 112)``, unless the guards were created in the same call.
pub(super) fn call_path(trace: &Trace, calls: &[Call], guards: &[Guard<'_>]) -> String {
    let [own, ..] = calls else {
        return String::new();
    };
    let is_here = |guard: &Guard<'_>| {
        let [innermost, outer @ ..] = guard.calls else {
            return false;
        };
        innermost.function == own.function && outer == &calls[1..]
    };
    if guards.iter().all(is_here) {
        return String::new();
    }
    callers(trace, calls)
}

/// Like [`call_path`], wherever the guards were created. What a closure calls counts as called by the function that
/// calls the closure, if it is written there.
pub(super) fn callers(trace: &Trace, calls: &[Call]) -> String {
    let is_own_closure = |pair: &&[Call]| {
        let closure = pair[0].function.strip_suffix(Call::CLOSURE);
        closure == Some(pair[1].function.as_str())
    };
    let skipped = calls.windows(2).take_while(is_own_closure).count();
    let [own, caller, ..] = &calls[skipped.min(calls.len())..] else {
        return String::new();
    };
    format!(
        " (in {}, called by {}{})",
        function(&own.function),
        function(&caller.function),
        on_line_text(trace, &caller.place)
    )
}

/// Returns `` 2 read guards are still alive: `a` (line 5) and one from line 6 ``.
fn describe_all(trace: &Trace, wanted: &Place, calls: &[Call], guards: &[Guard<'_>]) -> String {
    let mut kinds: Vec<(Option<&str>, String, u32)> = Vec::new();
    for guard in guards {
        let inside = inside(guard.calls, calls);
        let (name, since) = match (guard.name, guard.since) {
            (Some(name), Some(since)) => {
                let line = line_text(trace, since);
                (Some(name), format!("({line}{inside})"))
            }
            (_, Some(since)) if is_same_line(since, wanted) => {
                (None, "from the same line".to_owned())
            }
            (_, Some(since)) => (None, format!("from {}{inside}", line_text(trace, since))),
            (_, None) => (None, "from elsewhere".to_owned()),
        };
        let same = |known: &&mut (_, _, _)| (known.0, &known.1) == (name, &since);
        match kinds.iter_mut().find(same) {
            Some((_, _, count)) => *count += 1,
            None => kinds.push((name, since, 1)),
        }
    }
    let are_alike = kinds.len() == 1;
    let number = |count: u32| match count {
        2 if are_alike => "both".to_owned(),
        count if are_alike => format!("all {count}"),
        count => count.to_string(),
    };
    let parts: Vec<String> = kinds
        .into_iter()
        .map(|(name, since, count)| match (name, count) {
            (None, 1) => format!("one {since}"),
            (None, count) => format!("{} {since}", number(count)),
            (Some(name), 1) => format!("`{name}` {since}"),
            (Some(name), count) => format!("{} called `{name}` {since}", number(count)),
        })
        .collect();
    let kind = guards.first().map_or("guard", |guard| kind(guard.access));
    format!("{} {kind}s are still alive: {}", guards.len(), list(&parts))
}

/// Returns `` in an outer call to `walk` (by `run` on line 9) ``.
pub(super) fn in_outer_call(trace: &Trace, call: &CallUnderGuard, guard: &[Call]) -> String {
    // A closure is called together with the function around it.
    let own = Call::named(&call.from.function);
    let is_itself = |call: &Call| call.function == own;
    let at = guard.iter().position(is_itself).unwrap_or(0);
    let caller = guard.get(at + 1);
    let caller = caller.map_or(String::new(), |caller| {
        let at = on_line_text(trace, &caller.place);
        format!(" (by {}{at})", function(&caller.function))
    });
    format!("in an outer call to {}{caller}", function(own))
}

fn end_of_last(trace: &Trace, end: &GuardEnd) -> String {
    if end.dropped_by_panic {
        let place = holding::at_end(trace, end);
        format!(" The panic dropped the last of them{place}.")
    } else {
        let place = holding::end_text(trace, end);
        format!(" The last of them lives until {place}.")
    }
}

fn kind(access: AccessMode) -> &'static str {
    match access {
        AccessMode::Shared => "read guard",
        AccessMode::Exclusive => "write guard",
    }
}

fn is_same_line(one: &Place, other: &Place) -> bool {
    one.file == other.file && one.line == other.line
}
