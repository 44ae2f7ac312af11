//! Describes the wait of one thread, and why nothing ends it.

use super::{BlockedThread, Blocker, WaitTarget};
use crate::glass::explain::history::{GuardLife, History};
use crate::glass::explain::wording::list;
use crate::verdict::{AccessMode, EventKind};

/// Returns ``thread 1 waits on line 10 for `b`, which thread 2 has held since line 14 (`guard`).``
pub(super) fn wait(history: &History<'_>, blocked: &BlockedThread<'_>) -> String {
    let wait = blocked.wait;
    let thread = history.thread(wait.thread);
    let line = history.on_line(wait.place);
    let cell = history.cell(wait.cell);
    let rest = match blocked.target {
        WaitTarget::End(other) => format!("for {} to end", history.thread(other)),
        WaitTarget::Lock | WaitTarget::Value => {
            format!("for {cell}{}", holders(history, blocked, "held"))
        }
        WaitTarget::Data(access) => data(history, blocked, access),
        WaitTarget::Unpark => "to be unparked".to_owned(),
        WaitTarget::Notify => format!("for a notify of {cell}"),
        WaitTarget::Others => format!("for others at {cell}"),
        WaitTarget::Message => "for a message".to_owned(),
        WaitTarget::Room => "until somebody receives what it sends".to_owned(),
        WaitTarget::Else => format!("(`{}`)", wait.action),
    };
    format!("{thread} waits{line} {rest}.")
}

fn data(history: &History<'_>, blocked: &BlockedThread<'_>, access: AccessMode) -> String {
    let cell = history.cell(blocked.wait.cell);
    let wants = match access {
        AccessMode::Shared => "read",
        AccessMode::Exclusive => "write",
    };
    let queue = blocked.blockers.iter().find_map(|blocker| match blocker {
        Blocker::Thread(thread) => Some(history.thread(*thread)),
        Blocker::Guard(_) => None,
    });
    match queue {
        Some(writer) => format!("to {wants} {cell}, behind {writer}, which waits to write it"),
        None => format!("to {wants} {cell}{}", holders(history, blocked, "")),
    }
}

/// Returns ``, which thread 2 has held since line 14 (`guard`)``. If `held` is empty, it says *reading* or *writing*.
fn holders(history: &History<'_>, blocked: &BlockedThread<'_>, held: &str) -> String {
    let verb = |life: &GuardLife<'_>| match (blocked.target, life.access) {
        (WaitTarget::Value, _) => "been making".to_owned(),
        (_, AccessMode::Shared) => "been reading".to_owned(),
        (_, AccessMode::Exclusive) if held.is_empty() => "been writing".to_owned(),
        (_, AccessMode::Exclusive) => held.to_owned(),
    };
    let parts: Vec<String> = blocked
        .holders()
        .map(|life| {
            let who = match life.thread {
                same if same == blocked.wait.thread => "this thread itself".to_owned(),
                other => history.thread(other),
            };
            let since = history.since_line(life.since);
            format!(
                "{who} has {}{since}{}",
                verb(life),
                History::guard_name(life)
            )
        })
        .collect();
    if parts.is_empty() {
        return String::new();
    }
    format!(", which {}", list(&parts))
}

/// Returns ``line 9 locks `m`, which this thread has held since line 7 (`guard`): it waits for itself.``
pub(super) fn for_itself(history: &History<'_>, blocked: &BlockedThread<'_>) -> String {
    let wait = blocked.wait;
    let cell = history.cell(wait.cell);
    let who = match history.trace.threads.len() {
        0 | 1 => String::new(),
        _ => format!("in {}, ", history.thread(wait.thread)),
    };
    let own = blocked.holders().find(|life| life.thread == wait.thread);
    let (since, name) = own.map_or((String::new(), String::new()), |life| {
        (history.since_line(life.since), History::guard_name(life))
    });
    let line = wait.place.map(|place| history.line(place));
    let line = line.unwrap_or_else(|| "it".to_owned());
    let does = match (blocked.target, own.map(|life| life.access)) {
        (WaitTarget::End(_), _) => {
            return format!("{who}{line} waits for its own end: it waits for itself.");
        }
        (WaitTarget::Value, _) => format!("needs {cell} while this thread is still making it"),
        (WaitTarget::Data(access), own) => {
            let wants = match access {
                AccessMode::Shared => "read",
                AccessMode::Exclusive => "write",
            };
            let holds = match own {
                Some(AccessMode::Shared) => "been reading",
                _ => "been writing",
            };
            format!("wants to {wants} {cell}, which this thread has {holds}")
        }
        _ => format!("locks {cell}, which this thread has held"),
    };
    let since = match blocked.target {
        WaitTarget::Value => since.replacen(" since ", ", since ", 1),
        _ => since,
    };
    format!("{who}{line} {does}{since}{name}: it waits for itself.")
}

/// Describes several threads that wait for the same thing.
pub(super) fn together(history: &History<'_>, all: &[BlockedThread<'_>], at: &[usize]) -> String {
    let parts: Vec<String> = at
        .iter()
        .map(|at| {
            let wait = all[*at].wait;
            format!(
                "{}{}",
                history.thread(wait.thread),
                history.on_line(wait.place)
            )
        })
        .collect();
    let cell = history.cell(all[at[0]].wait.cell);
    let what = match all[at[0]].target {
        WaitTarget::Others => format!("for others at {cell}"),
        WaitTarget::Notify => format!("for a notify of {cell}"),
        WaitTarget::Message => "for a message".to_owned(),
        WaitTarget::Room => "until somebody receives what they send".to_owned(),
        _ => format!("for {cell}"),
    };
    format!("{} wait {what}.", list(&parts))
}

/// Explains why nothing ends these waits, which are not for a blocked thread.
pub(super) fn why_nothing_ends_it(
    history: &History<'_>,
    all: &[BlockedThread<'_>],
    at: &[usize],
) -> Vec<String> {
    let first = &all[at[0]];
    let cell = first.wait.cell;
    match first.target {
        WaitTarget::Notify => lost_notify(history, cell, at.iter().map(|at| all[*at].wait.began).min())
            .into_iter()
            .chain(["No thread is left that could send one.".to_owned()])
            .collect(),
        WaitTarget::Others => vec![format!(
            "The barrier needs more than {}, and no thread is left that could come.",
            at.len()
        )],
        WaitTarget::Message => vec![
            "A sender is still there, or the wait would end with an error; but no thread is left that could send."
                .to_owned(),
        ],
        WaitTarget::Room => vec!["No thread is left that could receive.".to_owned()],
        WaitTarget::Unpark => vec!["No thread is left that could unpark it.".to_owned()],
        WaitTarget::Value if first.blockers.is_empty() => {
            vec!["Nobody is making it, and no thread is left that could.".to_owned()]
        }
        _ => first.holders().map(|life| outlived_thread(history, life)).collect(),
    }
}

fn outlived_thread(history: &History<'_>, life: &GuardLife<'_>) -> String {
    let name = History::guard_name(life);
    let thread = history.thread(life.thread);
    format!("{thread} has ended, and this guard{name} never did.")
}

/// Describes the last notify, if no thread waited for it yet.
fn lost_notify(history: &History<'_>, cell: u32, waits: Option<usize>) -> Option<String> {
    let before = history.events().take(waits?);
    let notifies = before.filter(|(_, event)| {
        let is_notify =
            matches!(&event.kind, EventKind::Operation { action, .. } if action.starts_with("notify"));
        is_notify && event.cell == Some(cell)
    });
    let (index, event) = notifies.last()?;
    let waited = history.waits.iter().any(|wait| {
        wait.cell == cell && wait.began < index && wait.ended.is_none_or(|ended| ended > index)
    });
    let EventKind::Operation { action, .. } = &event.kind else {
        return None;
    };
    (!waited).then(|| {
        format!(
            "The {action}{} came before anybody waited: it was lost.",
            history.on_line(event.place.as_ref())
        )
    })
}
