//! Deadlocks: the wait of each thread, and why nothing ends it.

mod no_one_left;

use super::holding::GuardNames;
use super::{Guard, action, conflict, holding, in_thread};
use crate::report::trace::names::{
    cell_of_event_in_a_sentence, line_text, on_line, since_line, thread_in_a_sentence,
    threads_in_a_sentence,
};
use crate::text::{capitalize, list, plural};
use crate::verdict::{
    AccessMode, BlockedThread, Blocker, DeadlockShape, EventKind, Keeper, Place, Trace, TraceEvent,
    WaitReason, WaitTarget,
};

pub(super) fn deadlock_text(
    trace: &Trace,
    shape: DeadlockShape,
    waits: &[BlockedThread],
    behind: &[BlockedThread],
    reason: Option<&WaitReason>,
) -> String {
    let mut told = Told::default();
    let mut clause = |blocked: &BlockedThread| wait(trace, blocked, waits, &mut told);
    let mut sentences = Vec::new();
    match shape {
        DeadlockShape::Itself => {
            sentences.extend(waits.iter().map(|blocked| for_itself(trace, blocked)));
            sentences.extend(behind.iter().map(clause));
        }
        DeadlockShape::Circle => {
            sentences.extend(waits.iter().map(&mut clause));
            sentences.push(match waits.len() {
                2 => "Each waits for the other.".to_owned(),
                _ => "Each thread waits for the next one, in a circle.".to_owned(),
            });
            sentences.extend(behind.iter().map(clause));
        }
        DeadlockShape::NoOneLeft => {
            // From the outermost wait to the cause.
            sentences.extend(behind.iter().rev().map(&mut clause));
            let is_for_room = waits.iter().all(|wait| wait.target == WaitTarget::Room);
            if is_for_room || waits.len() == 1 {
                sentences.extend(waits.iter().map(clause));
            } else {
                sentences.push(together(trace, waits));
            }
            sentences.extend(no_one_left::unended_text(trace, waits, reason));
        }
    }
    let sentences: Vec<String> = sentences.iter().map(|text| capitalize(text)).collect();
    sentences.join(" ")
}

/// The guards that sentences have told of.
#[derive(Default)]
struct Told(Vec<usize>);

impl Told {
    /// Whether this is the first sentence about the guards of a wait.
    fn is_new(&mut self, blocked: &BlockedThread) -> bool {
        let guards: Vec<usize> = guard_events(blocked).collect();
        let is_new = !guards.iter().all(|guard| self.0.contains(guard));
        self.0.extend(guards);
        is_new
    }
}

fn guard_events(blocked: &BlockedThread) -> impl Iterator<Item = usize> {
    blocked.blockers.iter().filter_map(|blocker| match blocker {
        Blocker::Guard(began) => Some(*began),
        Blocker::Thread(_) | Blocker::Partner { .. } => None,
    })
}

fn event<'a>(trace: &'a Trace, blocked: &BlockedThread) -> &'a TraceEvent {
    &trace.events[blocked.event]
}

fn cell_of(trace: &Trace, blocked: &BlockedThread) -> String {
    cell_of_event_in_a_sentence(trace, event(trace, blocked))
}

fn guards<'a>(trace: &'a Trace, blocked: &BlockedThread) -> Vec<Guard<'a>> {
    let guards = guard_events(blocked).filter_map(|began| Guard::new(trace, began));
    guards.collect()
}

/// Returns ``thread 1 waits on line 10 for `b`, which thread 2 has held since line 14 (`guard`).``
fn wait(
    trace: &Trace,
    blocked: &BlockedThread,
    circle: &[BlockedThread],
    told: &mut Told,
) -> String {
    let event = event(trace, blocked);
    let cell = cell_of(trace, blocked);
    let is_first = told.is_new(blocked);
    let held = || holders(trace, blocked, is_first);
    let rest = match blocked.target {
        WaitTarget::End(other) => format!("for {} to finish", thread_in_a_sentence(trace, other)),
        WaitTarget::Lock | WaitTarget::Value => format!("for {cell}{}", held()),
        WaitTarget::Data(access) => data(trace, blocked, access, &held()),
        WaitTarget::Unpark => "to be unparked".to_owned(),
        WaitTarget::Notify => format!("for a notification on {cell}"),
        WaitTarget::Others => format!("for more threads to come to {cell}"),
        WaitTarget::Message => format!("for a message from {}", channel(&cell)),
        WaitTarget::Room => room(trace, event),
        WaitTarget::Else => format!("(`{}`)", action(event)),
    };
    let thread = thread_in_a_sentence(trace, event.thread);
    let path = match blocked.target {
        WaitTarget::End(_) => String::new(),
        WaitTarget::Lock
        | WaitTarget::Data(_)
        | WaitTarget::Value
        | WaitTarget::Unpark
        | WaitTarget::Notify
        | WaitTarget::Others
        | WaitTarget::Message
        | WaitTarget::Room
        | WaitTarget::Else => conflict::callers(trace, &event.calls),
    };
    format!(
        "{thread} waits{}{path} {rest}{}{}.",
        on_line(trace, event.place.as_ref()),
        keeps(trace, blocked, circle, told),
        partner(trace, blocked),
    )
}

/// Who would end a wait that is for no guard, if it did so before.
fn partner(trace: &Trace, blocked: &BlockedThread) -> String {
    let did = blocked.blockers.iter().filter_map(|blocker| match blocker {
        Blocker::Partner { did, .. } => *did,
        Blocker::Guard(_) | Blocker::Thread(_) => None,
    });
    // Others may have done so later.
    let Some(last) = did.max().and_then(|did| trace.events.get(did)) else {
        return String::new();
    };
    let who = thread_in_a_sentence(trace, last.thread);
    let at = on_line(trace, last.place.as_ref());
    match blocked.target {
        WaitTarget::Room => format!("; {who} received from that channel before,{at}"),
        WaitTarget::Message => format!("; {who} sent before,{at}"),
        WaitTarget::Notify => {
            format!("; {who} notified {} before,{at}", cell_of(trace, blocked))
        }
        WaitTarget::Lock
        | WaitTarget::Data(_)
        | WaitTarget::End(_)
        | WaitTarget::Value
        | WaitTarget::Unpark
        | WaitTarget::Others
        | WaitTarget::Else => String::new(),
    }
}

/// What a thread holds while it waits for what is no guard, if another one waits for that.
fn keeps(
    trace: &Trace,
    blocked: &BlockedThread,
    circle: &[BlockedThread],
    told: &mut Told,
) -> String {
    let is_for_guard = matches!(
        blocked.target,
        WaitTarget::Lock | WaitTarget::Data(_) | WaitTarget::End(_)
    );
    let waiting = event(trace, blocked);
    let behind = circle.iter().find(|other| {
        let mut guards = guards(trace, other).into_iter();
        other.event != blocked.event && guards.any(|guard| guard.thread == waiting.thread)
    });
    let Some(behind) = behind.filter(|_| !is_for_guard) else {
        return String::new();
    };
    let cell = cell_of(trace, behind);
    let guards = guards(trace, behind);
    let own = guards.iter().find(|guard| guard.thread == waiting.thread);
    let is_new = told.is_new(behind);
    if !is_new && blocked.target != WaitTarget::Notify {
        return String::new();
    }
    let locked = own.filter(|_| is_new).map_or(String::new(), |own| {
        let (place, rest) = got(own, behind);
        format!(", locked{}{rest}", on_line(trace, place))
    });
    let released = (blocked.target == WaitTarget::Notify)
        .then(|| released_by_wait(trace, blocked))
        .flatten();
    let only = released.map_or(String::new(), |released| {
        format!(", as the wait releases only {released}")
    });
    format!(", but still holds {cell}{locked}{only}")
}

/// Returns the lock whose guard a `Condvar` released for this wait.
fn released_by_wait(trace: &Trace, blocked: &BlockedThread) -> Option<String> {
    let waiting = event(trace, blocked);
    let mut before = trace.events.get(..blocked.event)?.iter().rev();
    let last = before.find(|event| event.thread == waiting.thread)?;
    matches!(last.kind, EventKind::Released { .. })
        .then(|| cell_of_event_in_a_sentence(trace, last))
}

/// Returns `` since line 66 in `carry` (`src`) ``: where the function that has a guard got it.
fn since_when(trace: &Trace, guard: &Guard<'_>, blocked: &BlockedThread) -> String {
    let (place, rest) = got(guard, blocked);
    since_line(trace, place) + &rest
}

/// Where the function that has a guard got it; which function, if another one created it, and in which variable.
fn got<'a>(guard: &Guard<'a>, blocked: &'a BlockedThread) -> (Option<&'a Place>, String) {
    let held = blocked.held.as_ref();
    let Some(owner) = held.and_then(|held| held.owner.as_ref()) else {
        return (guard.since, guard.in_parentheses());
    };
    let inside = holding::function(&owner.function);
    let name = match held.and_then(|held| held.keeper.as_ref()) {
        Some(Keeper::Variable { name, .. }) => format!(" (`{name}`)"),
        Some(Keeper::Temporary { .. }) | None => String::new(),
    };
    (Some(&owner.place), format!(" in {inside}{name}"))
}

/// Says that a name is that of a channel, as its variables are called.
fn channel(name: &str) -> String {
    if name.starts_with('`') {
        format!("the channel {name}")
    } else {
        name.to_owned()
    }
}

/// What a sender waits for.
fn room(trace: &Trace, event: &TraceEvent) -> String {
    let cell = channel(&cell_of_event_in_a_sentence(trace, event));
    match trace.cell(event).and_then(|cell| cell.limit) {
        None | Some(0) => format!("for a receiver to take its message from {cell}"),
        Some(limit) => format!(
            "for free space in {cell}, which is full ({})",
            plural(limit, "message")
        ),
    }
}

fn data(trace: &Trace, blocked: &BlockedThread, access: AccessMode, held: &str) -> String {
    let cell = cell_of(trace, blocked);
    let purpose = purpose(access);
    let queue = blocked.blockers.iter().find_map(|blocker| match blocker {
        Blocker::Thread(thread) => Some(thread_in_a_sentence(trace, *thread)),
        Blocker::Guard(_) | Blocker::Partner { .. } => None,
    });
    match queue {
        Some(writer) => {
            format!("to lock {cell} {purpose}, behind {writer}, which waits to lock it for writing")
        }
        None => format!("to lock {cell} {purpose}{held}"),
    }
}

fn purpose(access: AccessMode) -> &'static str {
    match access {
        AccessMode::Shared => "for reading",
        AccessMode::Exclusive => "for writing",
    }
}

/// Returns ``, which thread 2 has held since line 14 (`guard`)``, and only who holds it if that is told.
fn holders(trace: &Trace, blocked: &BlockedThread, is_first: bool) -> String {
    let verb = |access: AccessMode| match (blocked.target, access) {
        (WaitTarget::Value, _) => "been initializing".to_owned(),
        (WaitTarget::Data(_), access) => format!("held {}", purpose(access)),
        _ => "held".to_owned(),
    };
    let parts: Vec<String> = guards(trace, blocked)
        .iter()
        .map(|guard| {
            let who = if guard.thread == event(trace, blocked).thread {
                "this thread itself".to_owned()
            } else {
                thread_in_a_sentence(trace, guard.thread)
            };
            if !is_first && blocked.target == WaitTarget::Lock {
                return format!("{who} holds");
            }
            let since = since_when(trace, guard, blocked);
            format!("{who} has {}{since}", verb(guard.access))
        })
        .collect();
    if parts.is_empty() {
        return String::new();
    }
    format!(", which {}", list(&parts))
}

/// Returns ``line 9 locks `m`, which this thread has held since line 7 (`guard`), so it waits forever.``
fn for_itself(trace: &Trace, blocked: &BlockedThread) -> String {
    let event = event(trace, blocked);
    let cell = cell_of(trace, blocked);
    let who = in_thread(trace, event.thread);
    let guards = guards(trace, blocked);
    let own = guards
        .iter()
        .find(|guard| guard.thread == event.thread)
        .copied();
    let held = blocked.held.as_ref();
    let owner = held.and_then(|held| held.owner.as_ref());
    let since = own.map_or(String::new(), |guard| match owner {
        Some(owner) => {
            let inside = holding::function(&owner.function);
            format!("{} in {inside}", since_line(trace, Some(&owner.place)))
        }
        None => since_line(trace, guard.since) + &conflict::inside(guard.calls, &event.calls),
    });
    let name = own.as_ref().map_or(String::new(), Guard::in_parentheses);
    let place = event.place.as_ref().map(|place| line_text(trace, place));
    let place = place.unwrap_or_else(|| "it".to_owned());
    let (does, since) = match blocked.target {
        WaitTarget::End(_) => {
            return format!("{who}{place} waits for the thread itself to finish.");
        }
        WaitTarget::Value => (
            format!(
                "calls `{}` on {cell} while this thread is still initializing it",
                action(event)
            ),
            since.replacen(" since ", ", since ", 1),
        ),
        WaitTarget::Data(access) => {
            let held = own.map_or(AccessMode::Exclusive, |guard| guard.access);
            let does = format!(
                "locks {cell} {}, but this thread has held it {}",
                purpose(access),
                purpose(held)
            );
            (does, since)
        }
        WaitTarget::Lock
        | WaitTarget::Unpark
        | WaitTarget::Notify
        | WaitTarget::Others
        | WaitTarget::Message
        | WaitTarget::Room
        | WaitTarget::Else => (format!("locks {cell}, which this thread has held"), since),
    };
    let path = conflict::call_path(trace, &event.calls, own.as_slice());
    let is_guard = blocked.target != WaitTarget::Value;
    let more = held.filter(|_| is_guard).map(|held| {
        let names = GuardNames {
            subject: "the guard",
            variable: own.and_then(|guard| guard.name),
        };
        holding::holding_text(trace, names, held, !path.is_empty())
    });
    let same = conflict::two_names(trace, event, held);
    format!(
        "{who}{place}{path} {does}{since}{name}, so it waits forever.{}{}",
        more.unwrap_or_default(),
        same.unwrap_or_default()
    )
}

/// Describes several threads that wait for the same thing, those of a line together.
fn together(trace: &Trace, waits: &[BlockedThread]) -> String {
    let mut lines: Vec<(String, Vec<u32>)> = Vec::new();
    for blocked in waits {
        let event = event(trace, blocked);
        let at = on_line(trace, event.place.as_ref());
        match lines.iter_mut().find(|(known, _)| *known == at) {
            Some((_, threads)) => threads.push(event.thread),
            None => lines.push((at, vec![event.thread])),
        }
    }
    let Some(first) = waits.first() else {
        return String::new();
    };
    let cell = cell_of(trace, first);
    let what = match first.target {
        WaitTarget::Others => format!("for more threads to come to {cell}"),
        WaitTarget::Notify => format!("for a notification on {cell}"),
        WaitTarget::Message => format!("for a message from {}", channel(&cell)),
        WaitTarget::Room
        | WaitTarget::Lock
        | WaitTarget::Data(_)
        | WaitTarget::End(_)
        | WaitTarget::Value
        | WaitTarget::Unpark
        | WaitTarget::Else => format!("for {cell}"),
    };
    if let [(at, threads)] = lines.as_slice() {
        return format!("{} wait{at} {what}.", threads_in_a_sentence(trace, threads));
    }
    let parts = lines
        .iter()
        .map(|(at, threads)| threads_in_a_sentence(trace, threads) + at);
    format!("{} wait {what}.", list(&parts.collect::<Vec<_>>()))
}
