//! Deadlocks: the wait of each thread, and why nothing ends it.

mod no_one_left;

pub(super) use no_one_left::{MAX_ABSENT, unparked_after};

use super::holding::{GuardNames, LastCall};
use super::{Guard, action_name, conflict, holding};
use crate::report::trace::names::{
    cell_of_event_in_a_sentence, on_line, since_line, thread_in_a_sentence, threads_in_a_sentence,
};
use crate::text::{capitalize, list, plural};
use crate::verdict::{
    AccessMode, BlockedThread, Blocker, Call, DeadlockShape, EventKind, Trace, TraceEvent,
    WaitReason, WaitTarget,
};

pub(super) fn deadlock_text(
    trace: &Trace,
    shape: DeadlockShape,
    waits: &[BlockedThread],
    behind: &[BlockedThread],
    reason: Option<&WaitReason>,
) -> String {
    let mut mentioned = Mentioned::default();
    let mut sentences = Vec::new();
    match shape {
        DeadlockShape::SelfDeadlock => {
            sentences.extend(waits.iter().map(|blocked| for_itself(trace, blocked)));
            sentences.extend(followers(trace, behind, waits, &mut mentioned));
        }
        DeadlockShape::Cycle => {
            let clause = |blocked: &BlockedThread| wait(trace, blocked, waits, &mut mentioned);
            sentences.extend(waits.iter().map(clause));
            sentences.push(match waits {
                [one, other] => {
                    let threads = [one, other].map(|blocked| event(trace, blocked).thread);
                    format!(
                        "{} wait for each other.",
                        threads_in_a_sentence(trace, &threads)
                    )
                }
                _ => "Each thread waits for the next one, in a cycle.".to_owned(),
            });
            sentences.extend(followers(trace, behind, waits, &mut mentioned));
        }
        DeadlockShape::NoWaker => {
            let mut clause = |blocked: &BlockedThread| wait(trace, blocked, waits, &mut mentioned);
            // From the outermost wait to the cause.
            sentences.extend(behind.iter().rev().map(&mut clause));
            let is_for_room = waits
                .iter()
                .all(|wait| wait.target == WaitTarget::ChannelSpace);
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

/// Says which further threads wait for those of a cycle. Threads that wait for the same thing on the same line share a
/// sentence.
fn followers(
    trace: &Trace,
    behind: &[BlockedThread],
    cycle: &[BlockedThread],
    mentioned: &mut Mentioned,
) -> Vec<String> {
    let key = |blocked: &BlockedThread| {
        let event = event(trace, blocked);
        (blocked.target, event.cell, event.place.clone())
    };
    let mut groups: Vec<Vec<&BlockedThread>> = Vec::new();
    for blocked in behind {
        match groups
            .iter_mut()
            .find(|group| key(group[0]) == key(blocked))
        {
            Some(group) => group.push(blocked),
            None => groups.push(vec![blocked]),
        }
    }
    let mut says = Vec::new();
    for group in groups {
        let is_in_cycle = cycle.iter().any(|other| key(other) == key(group[0]));
        let first = usize::from(!is_in_cycle);
        says.extend(
            group[..first]
                .iter()
                .map(|blocked| wait(trace, blocked, cycle, mentioned)),
        );
        let threads = group[first..].iter();
        let threads: Vec<u32> = threads
            .map(|blocked| event(trace, blocked).thread)
            .collect();
        if threads.is_empty() {
            continue;
        }
        let verb = if threads.len() == 1 { "waits" } else { "wait" };
        says.push(format!(
            "{} {verb} for {}{}, too.",
            threads_in_a_sentence(trace, &threads),
            cell_of(trace, group[0]),
            on_line(trace, event(trace, group[0]).place.as_ref()),
        ));
    }
    says
}

/// What earlier sentences mention.
#[derive(Default)]
struct Mentioned {
    guards: Vec<usize>,
    lifetimes: Vec<String>,
}

impl Mentioned {
    /// Whether this is the first sentence about the guards of a wait.
    fn is_new(&mut self, blocked: &BlockedThread) -> bool {
        let guards: Vec<usize> = guard_events(blocked).collect();
        let is_new = !guards.iter().all(|guard| self.guards.contains(guard));
        self.guards.extend(guards);
        is_new
    }

    /// Returns how long the only guard in the way of a wait lives, in sentences after a space, unless an earlier one
    /// said so.
    fn lifetime(&mut self, trace: &Trace, blocked: &BlockedThread) -> String {
        let guards = guards(trace, blocked);
        let ([guard], Some(held)) = (guards.as_slice(), &blocked.holding) else {
            return String::new();
        };
        let names = GuardNames {
            subject: "the guard",
            variable: guard.name,
        };
        let says = holding::holding_text(trace, names, held, LastCall::NamedElsewhere);
        if self.lifetimes.contains(&says) {
            return String::new();
        }
        self.lifetimes.push(says.clone());
        says
    }
}

fn guard_events(blocked: &BlockedThread) -> impl Iterator<Item = usize> {
    blocked.blockers.iter().filter_map(|blocker| match blocker {
        Blocker::Guard(began) => Some(*began),
        Blocker::Thread(_) | Blocker::Waker { .. } => None,
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

/// Returns ``thread 1 waits on line 10 for `b`, which thread 2 has held since line 14.``, and how long its guard lives.
fn wait(
    trace: &Trace,
    blocked: &BlockedThread,
    cycle: &[BlockedThread],
    mentioned: &mut Mentioned,
) -> String {
    let event = event(trace, blocked);
    let cell = cell_of(trace, blocked);
    let is_first = mentioned.is_new(blocked);
    let held = || holders(trace, blocked, is_first);
    let rest = match blocked.target {
        WaitTarget::ThreadEnd(other) => {
            format!("for {} to finish", thread_in_a_sentence(trace, other))
        }
        WaitTarget::Lock | WaitTarget::Value => format!("for {cell}{}", held()),
        WaitTarget::RwLock(access) => data(trace, blocked, access, &held()),
        WaitTarget::Unpark => "to be unparked".to_owned(),
        WaitTarget::Notify => format!("for a notification on {cell}"),
        WaitTarget::Barrier => format!("for more threads to reach {cell}"),
        WaitTarget::Message => message(trace, event, &cell),
        WaitTarget::ChannelSpace => room(trace, event),
        WaitTarget::Other => format!("(`{}`)", action_name(event)),
    };
    let thread = thread_in_a_sentence(trace, event.thread);
    let is_join = matches!(blocked.target, WaitTarget::ThreadEnd(_));
    let path = if is_join && !waits_in_a_call(trace, blocked, cycle) {
        String::new()
    } else {
        conflict::callers(trace, &event.calls)
    };
    let is_lock = matches!(blocked.target, WaitTarget::Lock | WaitTarget::RwLock(_));
    let life = if is_lock && is_first {
        mentioned.lifetime(trace, blocked)
    } else {
        String::new()
    };
    format!(
        "{thread} waits{}{path} {rest}.{life}{}{}",
        on_line(trace, event.place.as_ref()),
        keeps(trace, blocked, cycle, mentioned),
        partner(trace, blocked) + &no_one_left::open_text(trace, blocked),
    )
}

/// Whether a thread waits in a call that it made while it held a guard that another thread waits for.
fn waits_in_a_call(trace: &Trace, blocked: &BlockedThread, cycle: &[BlockedThread]) -> bool {
    let thread = event(trace, blocked).thread;
    cycle.iter().any(|other| {
        let held = other.holding.as_ref();
        let is_in_a_call = held.is_some_and(|held| held.call.is_some());
        let mut guards = guards(trace, other).into_iter();
        is_in_a_call && guards.any(|guard| guard.thread == thread)
    })
}

/// For a wait for something other than a guard, says which thread last did what would end it, in a sentence after a
/// space.
fn partner(trace: &Trace, blocked: &BlockedThread) -> String {
    let last_events = blocked.blockers.iter().filter_map(|blocker| match blocker {
        Blocker::Waker { last_event, .. } => *last_event,
        Blocker::Guard(_) | Blocker::Thread(_) => None,
    });
    // Others may have done so later.
    let Some(last) = last_events.max().and_then(|event| trace.events.get(event)) else {
        return String::new();
    };
    let who = thread_in_a_sentence(trace, last.thread);
    let at = on_line(trace, last.place.as_ref());
    match blocked.target {
        WaitTarget::ChannelSpace => format!(" Earlier, {who} received from that channel{at}."),
        WaitTarget::Message => format!(" Earlier, {who} sent a message{at}."),
        WaitTarget::Notify => {
            format!(" Earlier, {who} notified {}{at}.", cell_of(trace, blocked))
        }
        WaitTarget::Lock
        | WaitTarget::RwLock(_)
        | WaitTarget::ThreadEnd(_)
        | WaitTarget::Value
        | WaitTarget::Unpark
        | WaitTarget::Barrier
        | WaitTarget::Other => String::new(),
    }
}

/// Says what a thread holds while it waits for something other than a guard, if another thread waits for what it holds,
/// in a sentence after a space.
fn keeps(
    trace: &Trace,
    blocked: &BlockedThread,
    cycle: &[BlockedThread],
    mentioned: &mut Mentioned,
) -> String {
    let is_for_guard = matches!(
        blocked.target,
        WaitTarget::Lock | WaitTarget::RwLock(_) | WaitTarget::ThreadEnd(_)
    );
    let waiting = event(trace, blocked);
    let behind = cycle.iter().find(|other| {
        let mut guards = guards(trace, other).into_iter();
        other.event != blocked.event && guards.any(|guard| guard.thread == waiting.thread)
    });
    let Some(behind) = behind.filter(|_| !is_for_guard) else {
        return String::new();
    };
    let cell = cell_of(trace, behind);
    let guards = guards(trace, behind);
    let own = guards.iter().find(|guard| guard.thread == waiting.thread);
    let is_new = mentioned.is_new(behind);
    let since = own.filter(|_| is_new).map_or(String::new(), |own| {
        let since = since_when(trace, own, behind, &waiting.calls);
        format!(", which the thread has held{since}")
    });
    let life = if is_new {
        mentioned.lifetime(trace, behind)
    } else {
        String::new()
    };
    let released = (blocked.target == WaitTarget::Notify)
        .then(|| released_by_wait(trace, blocked))
        .flatten();
    match released {
        Some(released) => format!(" The wait releases {released}, but not {cell}{since}.{life}"),
        None if is_new => format!(
            " It still holds {cell}{}.{life}",
            since.replace("which the thread has held", "locked")
        ),
        None => String::new(),
    }
}

/// Returns the lock whose guard a `Condvar` released for this wait.
fn released_by_wait(trace: &Trace, blocked: &BlockedThread) -> Option<String> {
    let waiting = event(trace, blocked);
    let mut before = trace.events.get(..blocked.event)?.iter().rev();
    let last = before.find(|event| event.thread == waiting.thread)?;
    matches!(last.kind, EventKind::Released { .. })
        .then(|| cell_of_event_in_a_sentence(trace, last))
}

/// Returns `` since line 66 in `carry` ``: where the function that holds a guard got it. Names that function if it is
/// not the one that waits.
fn since_when(
    trace: &Trace,
    guard: &Guard<'_>,
    blocked: &BlockedThread,
    waiting: &[Call],
) -> String {
    let held = blocked.holding.as_ref();
    let helper = held.and_then(|held| held.created_in.as_deref());
    let is_named = !helper.is_some_and(Call::is_anonymous);
    if let Some(owner) = held
        .and_then(|held| held.owner.as_ref())
        .filter(|_| is_named)
    {
        let inside = holding::function(&owner.function);
        return format!("{} in {inside}", since_line(trace, Some(&owner.place)));
    }
    let outer = held.and_then(|held| held.call.as_ref());
    let outer = outer.filter(|calls| calls.is_recursive);
    let inside = match outer {
        Some(outer) => format!(", {}", conflict::in_outer_call(trace, outer, guard.calls)),
        // The guard of another thread: where that was created says nothing more.
        None if guard.calls.len() < 2 && guard.thread != event(trace, blocked).thread => {
            String::new()
        }
        None => conflict::inside(guard.calls, waiting),
    };
    let name = guard.in_parentheses(&cell_of(trace, blocked));
    since_line(trace, guard.since) + &name + &inside
}

/// Returns ``the channel `tx` ``: a channel is named after its variables.
fn channel(name: &str) -> String {
    if name.starts_with('`') {
        format!("the channel {name}")
    } else {
        name.to_owned()
    }
}

/// Says what a receiver waits for. Uses the name of the receiver, or else that of the sender.
fn message(trace: &Trace, event: &TraceEvent, cell: &str) -> String {
    match trace.cell(event).and_then(|cell| cell.receiver.as_ref()) {
        Some(_) => format!("for a message on {cell}"),
        None => format!("for a message from {}", channel(cell)),
    }
}

fn room(trace: &Trace, event: &TraceEvent) -> String {
    let cell = channel(&cell_of_event_in_a_sentence(trace, event));
    match trace.cell(event).and_then(|cell| cell.capacity) {
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
        Blocker::Guard(_) | Blocker::Waker { .. } => None,
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

/// Returns ``, which thread 2 has held since line 14 (guard `guard`)``, and only which thread holds it if an earlier
/// sentence said since when.
fn holders(trace: &Trace, blocked: &BlockedThread, is_first: bool) -> String {
    let verb = |access: AccessMode| match (blocked.target, access) {
        (WaitTarget::Value, _) => "been initializing".to_owned(),
        (WaitTarget::RwLock(_), access) => format!("held {}", purpose(access)),
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
            let since = since_when(trace, guard, blocked, &event(trace, blocked).calls);
            format!("{who} has {}{since}", verb(guard.access))
        })
        .collect();
    if parts.is_empty() {
        return String::new();
    }
    format!(", which {}", list(&parts))
}

/// Returns ``on line 9, the thread waits forever for `m`, which the same thread has held since line 7.``
fn for_itself(trace: &Trace, blocked: &BlockedThread) -> String {
    let event = event(trace, blocked);
    let cell = cell_of(trace, blocked);
    let guards = guards(trace, blocked);
    let own = guards
        .iter()
        .find(|guard| guard.thread == event.thread)
        .copied();
    let path = conflict::call_path(trace, &event.calls, own.as_slice());
    let at = on_line(trace, event.place.as_ref());
    let waits = match trace.threads.len() {
        0 | 1 if at.is_empty() => format!("the thread{path} waits forever"),
        0 | 1 => format!("{}{path}, the thread waits forever", at.trim_start()),
        _ => {
            let thread = thread_in_a_sentence(trace, event.thread);
            format!("{thread} waits forever{at}{path}")
        }
    };
    let held = blocked.holding.as_ref();
    let since = own.map_or(String::new(), |guard| {
        since_when(trace, &guard, blocked, &event.calls)
    });
    let has_held = match (blocked.target, own.map(|guard| guard.access)) {
        (WaitTarget::ThreadEnd(_), _) => return format!("{waits} for itself to finish."),
        (WaitTarget::Value, _) => {
            let outer = own.map_or(&[][..], |guard| guard.calls);
            let calls = super::calls_between(trace, outer, &event.calls);
            let inside = conflict::call_path(trace, outer, &[]);
            let since = own.map_or(String::new(), |guard| on_line(trace, guard.since));
            return format!(
                "{waits} for {cell} to be initialized: the same thread began the initialization{since}{inside}, and has not finished it.{calls}"
            );
        }
        (WaitTarget::RwLock(wanted), access) => format!(
            " to lock {cell} {}, but the same thread has held the lock {}{since}",
            purpose(wanted),
            purpose(access.unwrap_or(AccessMode::Exclusive)),
        ),
        (
            WaitTarget::Lock
            | WaitTarget::Unpark
            | WaitTarget::Notify
            | WaitTarget::Barrier
            | WaitTarget::Message
            | WaitTarget::ChannelSpace
            | WaitTarget::Other,
            _,
        ) => format!(" for {cell}, which the same thread has held{since}"),
    };
    let more = held.map(|held| {
        let names = GuardNames {
            subject: "the guard",
            variable: own.and_then(|guard| guard.name),
        };
        let last = LastCall::named_before_if(!path.is_empty());
        holding::holding_text(trace, names, held, last)
    });
    let since = own.and_then(|guard| guard.since);
    let same = conflict::two_names(trace, event, since, held).map(|same| {
        let calls = path
            .is_empty()
            .then(|| conflict::calls_from_main(trace, &event.calls));
        same + &calls.flatten().unwrap_or_default()
    });
    format!(
        "{waits}{has_held}.{}{}",
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
    for (_, threads) in &mut lines {
        threads.sort_unstable();
    }
    let Some(first) = waits.first() else {
        return String::new();
    };
    let cell = cell_of(trace, first);
    let what = match first.target {
        WaitTarget::Barrier => format!("for more threads to reach {cell}"),
        WaitTarget::Notify => format!("for a notification on {cell}"),
        WaitTarget::Message => message(trace, event(trace, first), &cell),
        WaitTarget::ChannelSpace
        | WaitTarget::Lock
        | WaitTarget::RwLock(_)
        | WaitTarget::ThreadEnd(_)
        | WaitTarget::Value
        | WaitTarget::Unpark
        | WaitTarget::Other => format!("for {cell}"),
    };
    if let [(at, threads)] = lines.as_slice() {
        return format!("{} wait{at} {what}.", threads_in_a_sentence(trace, threads));
    }
    let parts = lines
        .iter()
        .map(|(at, threads)| threads_in_a_sentence(trace, threads) + at);
    format!("{} wait {what}.", list(&parts.collect::<Vec<_>>()))
}
