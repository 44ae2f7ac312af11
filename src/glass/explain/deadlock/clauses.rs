//! One waiting thread in words, and why what it waits for never comes.

use super::{Behind, Standing, Wanted};
use crate::glass::explain::story::{Life, Story};
use crate::glass::explain::wording::list;
use crate::verdict::{AccessMode, EventKind};

/// ``thread 1 waits on line 10 for `b`, which thread 2 has held since line 14 (`guard`).``
pub(super) fn wait(story: &Story<'_>, standing: &Standing<'_>) -> String {
    let wait = standing.wait;
    let thread = story.thread(wait.thread);
    let line = story.on_line(wait.place);
    let cell = story.cell(wait.cell);
    let rest = match standing.wanted {
        Wanted::End(other) => format!("for {} to end", story.thread(other)),
        Wanted::Lock | Wanted::Value => {
            format!("for {cell}{}", holders(story, standing, "held"))
        }
        Wanted::Data(access) => data(story, standing, access),
        Wanted::Unpark => "to be unparked".to_owned(),
        Wanted::Notify => format!("for a notify of {cell}"),
        Wanted::Others => format!("for others at {cell}"),
        Wanted::Message => "for a message".to_owned(),
        Wanted::Room => "until somebody receives what it sends".to_owned(),
        Wanted::Else => format!("(`{}`)", wait.action),
    };
    format!("{thread} waits{line} {rest}.")
}

fn data(story: &Story<'_>, standing: &Standing<'_>, access: AccessMode) -> String {
    let cell = story.cell(standing.wait.cell);
    let wants = match access {
        AccessMode::Shared => "read",
        AccessMode::Exclusive => "write",
    };
    let queue = standing.behind.iter().find_map(|behind| match behind {
        Behind::Thread(thread) => Some(story.thread(*thread)),
        Behind::Holder(_) => None,
    });
    match queue {
        Some(writer) => format!("to {wants} {cell}, behind {writer}, which waits to write it"),
        None => format!("to {wants} {cell}{}", holders(story, standing, "")),
    }
}

/// `` , which thread 2 has held since line 14 (`guard`) ``. Without a word for it, readers read and writers write.
fn holders(story: &Story<'_>, standing: &Standing<'_>, held: &str) -> String {
    let verb = |life: &Life<'_>| match (standing.wanted, life.access) {
        (Wanted::Value, _) => "been making".to_owned(),
        (_, AccessMode::Shared) => "been reading".to_owned(),
        (_, AccessMode::Exclusive) if held.is_empty() => "been writing".to_owned(),
        (_, AccessMode::Exclusive) => held.to_owned(),
    };
    let parts: Vec<String> = standing
        .holders()
        .map(|life| {
            let who = match life.thread {
                same if same == standing.wait.thread => "this thread itself".to_owned(),
                other => story.thread(other),
            };
            let since = story.since_line(life.since);
            format!("{who} has {}{since}{}", verb(life), Story::named(life))
        })
        .collect();
    if parts.is_empty() {
        return String::new();
    }
    format!(", which {}", list(&parts))
}

/// ``line 9 locks `m`, which this thread has held since line 7 (`guard`): it waits for itself.``
pub(super) fn for_itself(story: &Story<'_>, standing: &Standing<'_>) -> String {
    let wait = standing.wait;
    let cell = story.cell(wait.cell);
    let who = match story.trace.threads.len() {
        0 | 1 => String::new(),
        _ => format!("in {}, ", story.thread(wait.thread)),
    };
    let own = standing.holders().find(|life| life.thread == wait.thread);
    let (since, name) = own.map_or((String::new(), String::new()), |life| {
        (story.since_line(life.since), Story::named(life))
    });
    let line = wait.place.map(|place| story.line(place));
    let line = line.unwrap_or_else(|| "it".to_owned());
    let does = match (standing.wanted, own.map(|life| life.access)) {
        (Wanted::End(_), _) => {
            return format!("{who}{line} waits for its own end: it waits for itself.");
        }
        (Wanted::Value, _) => format!("needs {cell} while this thread is still making it"),
        (Wanted::Data(access), own) => {
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
    let since = match standing.wanted {
        Wanted::Value => since.replacen(" since ", ", since ", 1),
        _ => since,
    };
    format!("{who}{line} {does}{since}{name}: it waits for itself.")
}

/// Several threads that wait for the same thing.
pub(super) fn together(story: &Story<'_>, all: &[Standing<'_>], at: &[usize]) -> String {
    let parts: Vec<String> = at
        .iter()
        .map(|at| {
            let wait = all[*at].wait;
            format!("{}{}", story.thread(wait.thread), story.on_line(wait.place))
        })
        .collect();
    let cell = story.cell(all[at[0]].wait.cell);
    let what = match all[at[0]].wanted {
        Wanted::Others => format!("for others at {cell}"),
        Wanted::Notify => format!("for a notify of {cell}"),
        Wanted::Message => "for a message".to_owned(),
        Wanted::Room => "until somebody receives what they send".to_owned(),
        _ => format!("for {cell}"),
    };
    format!("{} wait {what}.", list(&parts))
}

/// Why nobody ends these waits, which hang on no thread that could go on.
pub(super) fn why_it_never_comes(
    story: &Story<'_>,
    all: &[Standing<'_>],
    at: &[usize],
) -> Vec<String> {
    let first = &all[at[0]];
    let cell = first.wait.cell;
    match first.wanted {
        Wanted::Notify => lost(story, cell, at.iter().map(|at| all[*at].wait.began).min())
            .into_iter()
            .chain(["No thread is left that could send one.".to_owned()])
            .collect(),
        Wanted::Others => vec![format!(
            "The barrier needs more than {}, and no thread is left that could come.",
            at.len()
        )],
        Wanted::Message => vec![
            "A sender is still there, or the wait would end with an error; but no thread is left that could send."
                .to_owned(),
        ],
        Wanted::Room => vec!["No thread is left that could receive.".to_owned()],
        Wanted::Unpark => vec!["No thread is left that could unpark it.".to_owned()],
        Wanted::Value if first.behind.is_empty() => {
            vec!["Nobody is making it, and no thread is left that could.".to_owned()]
        }
        _ => first.holders().map(|life| never_ends(story, life)).collect(),
    }
}

fn never_ends(story: &Story<'_>, life: &Life<'_>) -> String {
    let name = Story::named(life);
    let thread = story.thread(life.thread);
    format!("{thread} has ended, and this guard{name} never did.")
}

/// The last notify, if it came before anybody waited for it.
fn lost(story: &Story<'_>, cell: u32, waits: Option<usize>) -> Option<String> {
    let before = story.events().take(waits?);
    let notifies = before.filter(|(_, event)| {
        let is_notify =
            matches!(&event.kind, EventKind::Operation { action, .. } if action.starts_with("notify"));
        is_notify && event.cell == Some(cell)
    });
    let (index, event) = notifies.last()?;
    let waited = story.waits.iter().any(|wait| {
        wait.cell == cell && wait.began < index && wait.ended.is_none_or(|ended| ended > index)
    });
    let EventKind::Operation { action, .. } = &event.kind else {
        return None;
    };
    (!waited).then(|| {
        format!(
            "The {action}{} came before anybody waited: it was lost.",
            story.on_line(event.place.as_ref())
        )
    })
}
