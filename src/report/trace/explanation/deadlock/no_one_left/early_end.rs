//! How threads left the functions in which they would have done what another one waits for.

use crate::report::trace::explanation::holding;
use crate::report::trace::names::{line_text, thread_in_a_sentence, threads_in_a_sentence};
use crate::text::list;
use crate::verdict::{EarlyEnd, ExitKind, Trace};

const MAX_NAMED: usize = 2;

/// Returns ``After line 79, thread 3 returned from `race` on line 82 (`?`).`` for each way in which threads ended.
pub(super) fn early_ends_text(trace: &Trace, ends: &[EarlyEnd]) -> Vec<String> {
    let mut groups: Vec<(&EarlyEnd, Vec<u32>)> = Vec::new();
    for end in ends {
        let Some(event) = trace.events.get(end.last_event) else {
            continue;
        };
        let is_alike = |(other, _): &&mut (&EarlyEnd, Vec<u32>)| {
            (&other.last, &other.exits, other.is_certain) == (&end.last, &end.exits, end.is_certain)
        };
        match groups.iter_mut().find(is_alike) {
            Some((_, threads)) => threads.push(event.thread),
            None => groups.push((end, vec![event.thread])),
        }
    }
    let named = groups.iter().take(MAX_NAMED);
    named
        .map(|(end, threads)| early_end_text(trace, end, threads))
        .collect()
}

fn early_end_text(trace: &Trace, end: &EarlyEnd, threads: &[u32]) -> String {
    let who = match threads {
        [only] => thread_in_a_sentence(trace, *only),
        several => threads_in_a_sentence(trace, several),
    };
    let last = line_text(trace, &end.last.place);
    let function = holding::function(&end.last.function);
    let exits = end.exits.iter().map(|exit| {
        let sign = match exit.kind {
            ExitKind::QuestionMark => "?",
            ExitKind::Return => "return",
            ExitKind::Break => "break",
        };
        format!("{} (`{sign}`)", line_text(trace, &exit.place))
    });
    let exits: Vec<String> = exits.collect();
    let is_loop = end.exits.iter().all(|exit| exit.kind == ExitKind::Break);
    match (end.is_certain, is_loop) {
        (true, true) => format!(
            "After {last}, {who} left the loop in {function} on {}.",
            list(&exits)
        ),
        (true, false) => format!(
            "After {last}, {who} returned from {function} on {}.",
            list(&exits)
        ),
        (false, true) => format!(
            "After {last}, {who} left the loop in {function}, which can end on {}.",
            exits.join(" or ")
        ),
        (false, false) => format!(
            "After {last}, {who} left {function}, which can return on {}.",
            exits.join(" or ")
        ),
    }
}
