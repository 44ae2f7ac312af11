//! Why nothing ends the waits that are not for a blocked thread.

mod early_end;
mod moved_sender;

use super::super::{Guard, action, action_name, conflict, holding, place_of};
use super::{event, guards};
use crate::report::trace::headline::last_panic;
use crate::report::trace::names::{
    cell_kind, cell_of_event_in_a_sentence, on_line, on_line_text, thread_in_a_sentence,
    threads_in_a_sentence,
};
use crate::text::{capitalize, list, plural};
use crate::verdict::{
    BlockedThread, Call, CellKind, ChangeCertainty, EventKind, LivingSender, OutdatedCheck, Trace,
    TraceEvent, TracedAction, UnnotifiedChange, WaitReason, WaitTarget,
};
use moved_sender::moved_to;

/// How many threads that did not come to a barrier are named.
const MAX_ABSENT: usize = 4;

/// Explains why nothing ends these waits, which are not for a blocked thread.
pub(super) fn unended_text(
    trace: &Trace,
    waits: &[BlockedThread],
    reason: Option<&WaitReason>,
) -> Vec<String> {
    let Some(first) = waits.first() else {
        return Vec::new();
    };
    let waiting = event(trace, first);
    let guards = guards(trace, first);
    let no_waker = |could: &str| no_waker_text(trace, waits, could);
    match (first.target, reason) {
        (WaitTarget::Notify, reason) => called(trace, waits, reason, "send one"),
        (WaitTarget::Unpark, reason) => called(trace, waits, reason, "unpark it"),
        (WaitTarget::Barrier, Some(reason @ WaitReason::BarrierShort { .. })) => {
            let mut says = few(trace, waiting, reason);
            says.push(no_waker("reach the barrier"));
            says
        }
        (WaitTarget::Barrier, _) => vec![no_waker("reach the barrier")],
        (
            WaitTarget::Message,
            Some(WaitReason::ChannelOpen {
                live_senders: alive,
                dropped,
                is_explained,
                cycle,
                ..
            }),
        ) => {
            let open = open(trace, waiting, alive, dropped);
            match (is_explained, cycle.as_slice()) {
                (true, _) => vec![open],
                (false, []) => vec![open, no_waker("send")],
                (false, cycle) => {
                    let threads = capitalize(&threads_in_a_sentence(trace, cycle));
                    vec![open, format!("{threads} wait for each other's answers.")]
                }
            }
        }
        (WaitTarget::Message, _) => vec![
            "A sender is still alive: otherwise, the wait would end with an error.".to_owned(),
            no_waker("send"),
        ],
        (
            WaitTarget::ChannelSpace,
            Some(WaitReason::ChannelFull {
                no_other_thread: true,
            }),
        ) => {
            let says = match waits.len() {
                2 => "Each waits for the other to receive, but neither receives while it sends.",
                _ => "Each waits for another to receive, but none of them receives while it sends.",
            };
            vec![says.to_owned()]
        }
        (WaitTarget::ChannelSpace, _) => vec![no_waker("receive")],
        (WaitTarget::Value, _) if guards.is_empty() => {
            vec![
                "No thread is initializing it.".to_owned(),
                no_waker("do so"),
            ]
        }
        (
            WaitTarget::Value
            | WaitTarget::Lock
            | WaitTarget::RwLock(_)
            | WaitTarget::ThreadEnd(_)
            | WaitTarget::Other,
            _,
        ) => guards
            .iter()
            .map(|guard| outlived_thread(trace, guard))
            .collect(),
    }
}

/// Says that no other thread could do what is needed, as they all wait or have ended.
fn no_waker_text(trace: &Trace, waits: &[BlockedThread], could: &str) -> String {
    let waiting: Vec<u32> = waits.iter().map(|wait| event(trace, wait).thread).collect();
    let has_ended = |thread: u32| {
        let mut events = trace.events.iter();
        events.any(|event| event.thread == thread && event.kind == EventKind::Exited)
    };
    let others = trace.threads.iter().map(|thread| thread.id);
    let others: Vec<u32> = others
        .filter(|thread| !waiting.contains(thread) && !has_ended(*thread))
        .collect();
    let left = match others[..] {
        [] => format!("No other thread is left that could {could}."),
        [only] => format!(
            "Only {} is left, but it {}, so it cannot {could}.",
            thread_in_a_sentence(trace, only),
            doing(trace, only)
        ),
        _ => format!("All other threads are waiting, too, so none can {could}."),
    };
    panicked(trace, &waiting) + &left
}

/// What a thread waits for.
fn doing(trace: &Trace, thread: u32) -> String {
    let mut own = trace.events.iter().rev();
    let last = own.find(|event| event.thread == thread);
    let ends = last.and_then(|event| {
        let is_wait = matches!(event.kind, EventKind::Blocked { .. });
        let mut threads = trace.threads.iter();
        threads.find(|other| is_wait && Some(other.end) == event.cell)
    });
    match ends {
        Some(other) => format!(
            "waits for {} to finish",
            thread_in_a_sentence(trace, other.id)
        ),
        None => "is waiting, too".to_owned(),
    }
}

/// Says which threads a panic ended, in a sentence before a space.
fn panicked(trace: &Trace, waiting: &[u32]) -> String {
    /// How many places are named.
    const MAX_NAMED: usize = 2;
    let threads = trace.threads.iter().map(|thread| thread.id);
    let threads = threads.filter(|thread| !waiting.contains(thread));
    let mut panics: Vec<(String, Vec<u32>)> = Vec::new();
    for (thread, panic) in threads.filter_map(|thread| Some((thread, last_panic(trace, thread)?))) {
        let at = on_line(trace, panic.place.as_ref());
        match panics.iter_mut().find(|(known, _)| *known == at) {
            Some((_, threads)) => threads.push(thread),
            None => panics.push((at, vec![thread])),
        }
    }
    let panics = panics.iter().take(MAX_NAMED);
    let panics: Vec<String> = panics
        .map(|(at, threads)| format!("{} panicked{at}", threads_in_a_sentence(trace, threads)))
        .collect();
    if panics.is_empty() {
        return String::new();
    }
    format!("{}. ", capitalize(&list(&panics)))
}

/// What the last notification, or the last `unpark`, did, and that no thread could do what is needed.
fn called(
    trace: &Trace,
    waits: &[BlockedThread],
    reason: Option<&WaitReason>,
    needed: &str,
) -> Vec<String> {
    let no_waker = no_waker_text(trace, waits, needed);
    let Some((reason, first)) = reason.zip(waits.first()) else {
        return vec![no_waker];
    };
    let WaitReason::Notification {
        last_notification: last,
        woken_thread: woke,
        one_of,
        value_checked_since: seen,
        unreached_calls: unreached,
        unnotified,
        in_check_wait_gap: between,
        outdated_check,
        exited_without_change,
    } = reason
    else {
        return vec![no_waker];
    };
    let waiting = event(trace, first);
    let is_condvar = cell_kind(trace, waiting.cell.unwrap_or_default()) == Some(CellKind::Condvar);
    let exited = || exited_text(trace, unnotified.as_deref(), exited_without_change);
    let outdated = || outdated_text(trace, waiting, outdated_check.as_ref());
    let Some(done) = last.and_then(|last| trace.events.get(last)) else {
        let did = if is_condvar {
            format!("notified {}", cell_of_event_in_a_sentence(trace, waiting))
        } else {
            "called `unpark` for it".to_owned()
        };
        let never = format!("No thread has {did}.");
        let changed = unnotified
            .as_ref()
            .map(|change| changed(trace, waiting, change));
        return [never]
            .into_iter()
            .chain(changed.or(outdated()))
            .chain(not_reached(trace, unreached))
            .chain(exited())
            .chain([no_waker])
            .collect();
    };
    let at = on_line(trace, done.place.as_ref());
    let by = thread_in_a_sentence(trace, done.thread);
    let before = format!("the last `{}` came from {by}{at}", action_name(done));
    let waited_before = last.is_some_and(|last| first.event < last);
    let not_kept = "a `Condvar` doesn't keep a notification";
    if let Some(change) = unnotified {
        let woken = one_of.zip(*woke).map_or(String::new(), |(waited, woken)| {
            let woken = thread_in_a_sentence(trace, woken);
            format!(", and woke only {woken}, one of {waited} threads that waited")
        });
        let says = [format!("{before}{woken}."), changed(trace, waiting, change)];
        return says.into_iter().chain(exited()).chain([no_waker]).collect();
    }
    let waits_again = |thread: &u32| {
        waits
            .iter()
            .any(|wait| event(trace, wait).thread == *thread)
    };
    let last = match (action(done), woke) {
        (Some(TracedAction::Unpark), _) => format!("{before}: an earlier `park` has used it up."),
        (Some(TracedAction::NotifyOne), Some(thread)) => {
            let woken = thread_in_a_sentence(trace, *thread);
            if let Some(waited) = one_of {
                let again = if waits_again(thread) {
                    format!(", and {woken} waits again")
                } else {
                    String::new()
                };
                format!(
                    "{before}: it woke only {woken}, one of {waited} threads that waited{again}."
                )
            } else if waits_again(thread) {
                format!("{before}: it woke {woken}, which waits again.")
            } else if waited_before {
                format!("{before}: it woke {woken}, which was also waiting.")
            } else {
                format!("{before}: it woke {woken}, before this wait began, and {not_kept}.")
            }
        }
        (_, Some(thread)) if waits.len() == 1 && waits_again(thread) => {
            let woken = thread_in_a_sentence(trace, *thread);
            format!("{before}: it woke {woken}, which waits again.")
        }
        (_, Some(_)) => {
            format!("{before}: it woke the threads that waited then, and {not_kept} for later.")
        }
        (_, None) if *between => format!(
            "{before}, after {} had locked {} and before it waited: {not_kept}.",
            thread_in_a_sentence(trace, waiting.thread),
            super::released_by_wait(trace, first).unwrap_or_else(|| "the value".to_owned()),
        ),
        // The thread has looked at the value since: what is missing is another change.
        (_, None) if *seen => format!("{before}, before this wait began."),
        (_, None) => format!("{before}, before this wait began: {not_kept}."),
    };
    [last]
        .into_iter()
        .chain(outdated())
        .chain(not_reached(trace, unreached))
        .chain([no_waker])
        .collect()
}

/// Which threads have ended without the change that would have led to a notification.
fn exited_text(trace: &Trace, change: Option<&UnnotifiedChange>, exited: &[u32]) -> Option<String> {
    let change = change.filter(|_| !exited.is_empty())?;
    let cell = cell_of_event_in_a_sentence(trace, trace.events.get(change.event)?);
    let have = if exited.len() == 1 { "has" } else { "have" };
    let threads = threads_in_a_sentence(trace, exited);
    Some(format!("{threads} {have} ended without changing {cell}."))
}

/// What the thread had checked before it waited, although another thread then changed it.
fn outdated_text(
    trace: &Trace,
    waiting: &TraceEvent,
    check: Option<&OutdatedCheck>,
) -> Option<String> {
    let check = check?;
    let (checked, changed) = (
        trace.events.get(check.checked)?,
        trace.events.get(check.changed)?,
    );
    let is_lock = matches!(checked.kind, EventKind::Acquired { .. });
    let did = if is_lock {
        "locked and changed"
    } else {
        "changed"
    };
    let thread = thread_in_a_sentence(trace, waiting.thread);
    Some(format!(
        "{thread} had checked {}{}, and {} {did} it{} before {thread} waited.",
        cell_of_event_in_a_sentence(trace, checked),
        on_line(trace, checked.place.as_ref()),
        thread_in_a_sentence(trace, changed.thread),
        on_line(trace, changed.place.as_ref()),
    ))
}

/// Returns the next `unpark` of the thread that changed what a parked one tests, if it was for another thread.
pub(in crate::report::trace::explanation) fn unparked_after<'a>(
    trace: &'a Trace,
    waiting: &TraceEvent,
    change: &UnnotifiedChange,
) -> Option<&'a TraceEvent> {
    let by = trace.events.get(change.event)?.thread;
    let mut later = trace.events.get(change.event + 1..)?.iter();
    later.find(|event| {
        event.thread == by
            && action(event) == Some(&TracedAction::Unpark)
            && event.cell != waiting.cell
    })
}

/// Returns ``During the wait, thread 1 changed `plan` on line 74 (in `finish`), but nothing notified `changed` after that.``
fn changed(trace: &Trace, waiting: &TraceEvent, change: &UnnotifiedChange) -> String {
    let event = &trace.events[change.event];
    let cell = cell_of_event_in_a_sentence(trace, event);
    let thread = thread_in_a_sentence(trace, event.thread);
    let at = on_line_text(trace, &change.call.place);
    let function = Some(&change.call).filter(|call| !call.function.is_empty());
    let calls: Vec<Call> = function
        .into_iter()
        .chain(&change.caller)
        .cloned()
        .collect();
    let path = conflict::callers(trace, &calls);
    let path = match (path.is_empty(), function) {
        (true, Some(inside)) => format!(" (in {})", holding::function(&inside.function)),
        _ => path,
    };
    let is_condvar = cell_kind(trace, waiting.cell.unwrap_or_default()) == Some(CellKind::Condvar);
    let condvar = cell_of_event_in_a_sentence(trace, waiting);
    let did = match &change.certain {
        ChangeCertainty::Change => format!("changed {cell}{at}{path}"),
        ChangeCertainty::Call { method, .. } => format!("called `{method}` on {cell}{at}{path}"),
        ChangeCertainty::Access => {
            format!("got {cell}{at}{path}, and asked for mutable access")
        }
    };
    if let Some(other) = change.other.and_then(|other| trace.events.get(other)) {
        let notified = cell_of_event_in_a_sentence(trace, other);
        let there = on_line_text(trace, other.place.as_ref().unwrap_or(&change.call.place));
        return format!(
            "During the wait, {thread} {did}, and then notified {notified}{there}. No line of the program notifies {condvar}."
        );
    }
    let missing = if is_condvar {
        format!("no thread notified {condvar} after that")
    } else if let Some(other) = unparked_after(trace, waiting, change) {
        let who = list(
            &trace
                .threads
                .iter()
                .filter(|thread| Some(thread.parking) == other.cell)
                .map(|thread| thread_in_a_sentence(trace, thread.id))
                .collect::<Vec<_>>(),
        );
        let at = on_line(trace, other.place.as_ref());
        format!("the `unpark`{at} was for {who}")
    } else {
        "no thread called `unpark` for it after that".to_owned()
    };
    format!("During the wait, {thread} {did}, but {missing}.")
}

/// Returns ``the `notify_one` on line 63 (in `close`) was not reached.``
fn not_reached(trace: &Trace, unreached: &[Call]) -> Option<String> {
    let calls = unreached.iter().map(|call| {
        let at = on_line_text(trace, &call.place);
        format!("{}{at}", holding::function(&call.function))
    });
    let calls: Vec<String> = calls.collect();
    let lines = if calls.len() == 1 {
        "that line"
    } else {
        "those lines"
    };
    (!calls.is_empty()).then(|| {
        let calls = capitalize(&list(&calls));
        format!("{calls} would notify it, but this run never reached {lines}.")
    })
}

fn few(trace: &Trace, waiting: &TraceEvent, reason: &WaitReason) -> Vec<String> {
    let WaitReason::BarrierShort {
        size: needs,
        arrived: came,
        arrived_and_exited: ended,
        early_ends,
        exited_without_arriving: absent,
        unreached,
        same_size: _,
    } = reason
    else {
        return Vec::new();
    };
    let made = trace
        .cell(waiting)
        .and_then(|cell| cell.created_at.as_ref());
    let made = made.map(|made| format!(" created{}", on_line_text(trace, made)));
    let mut says = vec![format!(
        "The barrier{} is for {}, but only {came} reached it.",
        made.unwrap_or_default(),
        plural(*needs, "thread"),
    )];
    let have = |threads: &[u32]| if threads.len() == 1 { "has" } else { "have" };
    if !ended.is_empty() {
        says.push(format!(
            "{}, which reached it earlier, {} ended.",
            threads_in_a_sentence(trace, ended),
            have(ended)
        ));
        says.extend(early_end::early_ends_text(trace, early_ends));
    }
    if !absent.is_empty() && absent.len() <= MAX_ABSENT {
        // They may have reached it before the record of a long run begins.
        let without = if trace.omitted_events > 0 {
            ""
        } else {
            " without reaching it"
        };
        says.push(format!(
            "{} {} ended{without}.",
            threads_in_a_sentence(trace, absent),
            have(absent)
        ));
    }
    if let Some((wait, place)) = unreached
        && let Some(wait) = trace.events.get(*wait)
    {
        says.push(format!(
            "{} would reach it{}, after its wait{}.",
            capitalize(&thread_in_a_sentence(trace, wait.thread)),
            on_line_text(trace, place),
            on_line(trace, wait.place.as_ref())
        ));
    }
    says
}

/// Which senders keep a channel open.
fn open(trace: &Trace, waiting: &TraceEvent, alive: &[LivingSender], dropped: &[usize]) -> String {
    let made = trace
        .cell(waiting)
        .and_then(|cell| cell.created_at.as_ref());
    let waiting = waiting.thread;
    let who = |thread: u32| {
        if thread == waiting {
            "the waiting thread itself".to_owned()
        } else {
            thread_in_a_sentence(trace, thread)
        }
    };
    let describe = |sender: &LivingSender| {
        let name = sender.name.as_ref();
        let name = name.map_or(String::new(), |name| format!(" `{name}`"));
        let origin = match (sender.cloned, &sender.owner) {
            (Some(clone), _) => {
                let part = sender.part_of.as_ref();
                let part = part.map_or(String::new(), |value| {
                    let vowel = value.starts_with(['A', 'E', 'I', 'O', 'U']);
                    format!(" for {} `{value}`", if vowel { "an" } else { "a" })
                });
                let at = on_line(trace, place_of(trace, clone));
                format!("{name} cloned{at}{part}")
            }
            (None, Some(_)) => name,
            (None, None) => format!("{name}, created with the channel{}", on_line(trace, made)),
        };
        if let Some((owner, until)) = &sender.owner {
            let until = holding::end_text(trace, until);
            return format!("{} keeps the sender{origin} until {until}", who(*owner));
        }
        let last = sender.used.and_then(|used| trace.events.get(used));
        let used = last.map_or(String::new(), |last| {
            format!(" (last used{}, by …)", on_line(trace, last.place.as_ref()))
        });
        let comma = if origin.contains(", created") {
            ","
        } else {
            ""
        };
        format!("sender{origin}{used}{comma} is alive")
    };
    let user = |sender: &LivingSender| {
        let last = sender.used.and_then(|used| trace.events.get(used));
        last.map(|last| last.thread)
    };
    let mut kinds: Vec<(String, usize, Vec<u32>)> = Vec::new();
    for sender in alive {
        let kind = describe(sender);
        let by = user(sender);
        match kinds.iter_mut().find(|(known, ..)| *known == kind) {
            Some((_, count, users)) => {
                *count += 1;
                users.extend(by.filter(|by| !users.contains(by)));
            }
            None => kinds.push((kind, 1, by.into_iter().collect())),
        }
    }
    let each = kinds.into_iter().map(|(kind, count, users)| {
        let by = match users.as_slice() {
            [only] => who(*only),
            several => threads_in_a_sentence(trace, several),
        };
        let kind = kind.replace("by …)", &format!("by {by})"));
        match (kind.strip_prefix("sender"), count) {
            (Some(rest), 1) => format!("the sender{rest}"),
            (Some(rest), many) => format!(
                "{many} senders{}",
                rest.replacen(" is alive", " are alive", 1)
            ),
            (None, 1) => kind,
            (None, many) => format!("{kind} ({many} times)"),
        }
    });
    let each: Vec<String> = each.collect();
    let others = match dropped {
        [] => String::new(),
        [only] => format!(
            "; the other one was dropped{}",
            on_line(trace, place_of(trace, *only))
        ),
        many => format!("; the other {} were dropped", many.len()),
    };
    format!(
        "The channel is still open, because {}{others}.{}",
        list(&each),
        moved(trace, alive)
    )
}

/// Where the senders of a channel went, in sentences after a space.
fn moved(trace: &Trace, alive: &[LivingSender]) -> String {
    /// The maximum number of sentences.
    const MAX_TOLD: usize = 3;
    let mut says: Vec<String> = Vec::new();
    for sender in alive {
        let subject = match (alive.len(), sender.cloned) {
            (1, _) => "It".to_owned(),
            (_, Some(clone)) => format!(
                "The sender cloned{}",
                on_line(trace, place_of(trace, clone))
            ),
            (_, None) => "The sender created with the channel".to_owned(),
        };
        let went = sender
            .moved
            .as_ref()
            .and_then(|moved| moved_to(trace, &subject, moved));
        if let Some(went) = went.filter(|went| !says.contains(went)) {
            says.push(went);
        }
    }
    let told = says.into_iter().take(MAX_TOLD);
    let told = [String::new()].into_iter().chain(told);
    told.collect::<Vec<String>>().join(" ")
}

fn outlived_thread(trace: &Trace, guard: &Guard<'_>) -> String {
    let thread = thread_in_a_sentence(trace, guard.thread);
    let guard = guard.name.map_or("this guard".to_owned(), |name| {
        format!("its guard `{name}`")
    });
    format!("{thread} has ended, but never dropped {guard}.")
}
