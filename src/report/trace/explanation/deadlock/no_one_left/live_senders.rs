//! Says which senders keep a channel open, and where they were moved.

use super::moved_sender::moved_to;
use crate::report::trace::explanation::{holding, place_of};
use crate::report::trace::names::{
    on_line, on_line_text, thread_in_a_sentence, threads_in_a_sentence,
};
use crate::text::list;
use crate::verdict::{LivingSender, MovedSender, Trace, TraceEvent};

/// Senders that share a sentence.
struct LiveSenders {
    count: usize,
    /// What distinguishes them from others, after "the sender".
    origin: String,
    kept: KeptBy,
    /// The threads that used them last.
    users: Vec<u32>,
}

#[derive(PartialEq)]
enum KeptBy {
    /// A variable of a thread, up to this place.
    Until { owner: u32, end: String },
    /// It is not known where it is. `used` is where it was last used, if it was.
    Somewhere { used: Option<String> },
}

pub(super) fn open_channel_text(
    trace: &Trace,
    waiting: &TraceEvent,
    alive: &[LivingSender],
    dropped: &[usize],
) -> String {
    let made = trace
        .cell(waiting)
        .and_then(|cell| cell.created_at.as_ref());
    let created = format!(", created with the channel{}", on_line(trace, made));
    let each = grouped(trace, alive, &created);
    let each = each
        .iter()
        .map(|senders| live_text(trace, waiting.thread, senders, &created));
    let each: Vec<String> = each.collect();
    let others = match dropped {
        [] => String::new(),
        [only] => format!(
            " The other one was dropped{}.",
            on_line(trace, place_of(trace, *only))
        ),
        many => format!(" The other {} were dropped.", many.len()),
    };
    format!(
        "The channel is still open, because {}.{}{others}",
        list(&each),
        moved_text(trace, alive)
    )
}

fn grouped(trace: &Trace, alive: &[LivingSender], created: &str) -> Vec<LiveSenders> {
    let mut groups: Vec<LiveSenders> = Vec::new();
    for sender in alive {
        let used = sender.used.and_then(|used| trace.events.get(used));
        let kept = match &sender.owner {
            Some((owner, until)) => KeptBy::Until {
                owner: *owner,
                end: holding::end_text(trace, until),
            },
            None => KeptBy::Somewhere {
                used: used.map(|used| on_line(trace, used.place.as_ref())),
            },
        };
        let origin = origin_text(trace, sender, created);
        let by = used.map(|used| used.thread);
        let is_same = |group: &&mut LiveSenders| group.origin == origin && group.kept == kept;
        if let Some(group) = groups.iter_mut().find(is_same) {
            group.count += 1;
            group
                .users
                .extend(by.filter(|by| !group.users.contains(by)));
        } else {
            groups.push(LiveSenders {
                count: 1,
                origin,
                kept,
                users: by.into_iter().collect(),
            });
        }
    }
    groups
}

/// Returns what distinguishes a sender from others: its name, and where it was cloned.
fn origin_text(trace: &Trace, sender: &LivingSender, created: &str) -> String {
    let name = sender.name.as_ref();
    let name = name.map_or(String::new(), |name| format!(" `{name}`"));
    match (sender.cloned, &sender.owner) {
        (Some(clone), _) if sender.is_cloned_with_value => {
            let of = sender.part_of.as_deref().unwrap_or_default();
            let at = on_line(trace, place_of(trace, clone));
            match &sender.name {
                Some(variable) => format!(" in the `{of}` `{variable}` cloned{at}"),
                None => format!(" in the `{of}` cloned{at}"),
            }
        }
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
        (None, None) => name + created,
    }
}

/// Returns ``thread 1 keeps the sender `tx` until the `}` on line 9``, `2 senders cloned on line 7 are alive`.
fn live_text(trace: &Trace, waiting: u32, senders: &LiveSenders, created: &str) -> String {
    let who = |thread: u32| {
        if thread == waiting {
            "the waiting thread itself".to_owned()
        } else {
            thread_in_a_sentence(trace, thread)
        }
    };
    let origin = &senders.origin;
    match (&senders.kept, senders.count) {
        (KeptBy::Until { owner, end }, 1) => {
            format!("{} keeps the sender{origin} until {end}", who(*owner))
        }
        (KeptBy::Until { owner, end }, many) => format!(
            "{} keeps the sender{origin} until {end} ({many} times)",
            who(*owner)
        ),
        (KeptBy::Somewhere { used }, count) => {
            let by = match senders.users.as_slice() {
                [only] => who(*only),
                several => threads_in_a_sentence(trace, several),
            };
            let used = used
                .as_ref()
                .map_or(String::new(), |at| format!(" (last used{at}, by {by})"));
            let comma = if origin.ends_with(created) { "," } else { "" };
            match count {
                1 => format!("the sender{origin}{used}{comma} is alive"),
                many => format!("{many} senders{origin}{used}{comma} are alive"),
            }
        }
    }
}

/// Says where the senders of a channel were moved, in sentences after a space.
fn moved_text(trace: &Trace, alive: &[LivingSender]) -> String {
    const MAX_SENTENCES: usize = 3;
    let of_threads = of_threads(trace, alive);
    let are_named = of_threads.is_some();
    let mut says: Vec<String> = of_threads.into_iter().collect();
    let others = alive.iter();
    let others = others.filter(|sender| !are_named || closure_with(sender).is_none());
    for sender in others {
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
    let said = says.into_iter().take(MAX_SENTENCES);
    let sentences = [String::new()].into_iter().chain(said);
    sentences.collect::<Vec<String>>().join(" ")
}

/// Returns the thread whose closure a sender was moved into.
fn closure_with(sender: &LivingSender) -> Option<u32> {
    match sender.moved {
        Some(MovedSender::Thread { thread }) => Some(thread),
        _ => None,
    }
}

/// Returns which threads have senders that one line cloned, if these are several.
fn of_threads(trace: &Trace, alive: &[LivingSender]) -> Option<String> {
    let owned = alive
        .iter()
        .filter_map(|sender| Some((sender, closure_with(sender)?)));
    let (senders, threads): (Vec<&LivingSender>, Vec<u32>) = owned.unzip();
    let cloned = |sender: &LivingSender| place_of(trace, sender.cloned?);
    let spawned = |thread: u32| {
        let thread = trace.threads.iter().find(|known| known.id == thread)?;
        thread.spawned.as_ref()
    };
    let (line, start) = (cloned(senders.first()?)?, spawned(*threads.first()?)?);
    let are_alike = senders.iter().all(|sender| cloned(sender) == Some(line))
        && threads.iter().all(|thread| spawned(*thread) == Some(start));
    (threads.len() > 1 && are_alike).then(|| {
        format!(
            "The senders cloned{} belong to the closures of {}, which were started{}.",
            on_line_text(trace, line),
            threads_in_a_sentence(trace, &threads),
            on_line_text(trace, start)
        )
    })
}
