//! Races: what a thread saw, which change of another thread came between, and what was lost.

use super::holding;
use crate::report::trace::names::{
    self, accessed_cell, cell_of_event_in_a_sentence, on_line, on_line_text, thread_in_a_sentence,
};
use crate::report::trace::race_steps::OtherTake;
use crate::text::capitalize;
use crate::verdict::{
    Call, CellKind, EarlyAnnouncement, EventKind, Place, Race, RaceKind, SharedAccess, TornPair,
    Trace, TracedAction, UnorderedStores,
};

pub(super) fn race_text(trace: &Trace, race: &Race, take: Option<OtherTake>) -> String {
    RaceWords(race).text(trace, take)
}

struct RaceWords<'a>(&'a Race);

impl RaceWords<'_> {
    fn text(&self, trace: &Trace, take: Option<OtherTake>) -> String {
        let Race { first, last, .. } = self.0;
        let thread = thread_in_a_sentence(trace, first.thread);
        let other = thread_in_a_sentence(trace, self.0.intervening.thread);
        let cell = accessed_cell(trace, self.0.cell, first);
        let looked = format!(
            "{} of {cell}{}",
            self.look(),
            on_line_text(trace, self.place(first))
        );
        let (from, to, within) = self.calls(trace);
        let step = format!("{}{}", self.change(), on_line_text(trace, self.place(last)));
        let times = times(self.0.times);
        if let Some(took) = take.and_then(|take| self.took_as_well(trace, take)) {
            return format!(
                "Between {thread}'s {looked}{from} and its {step}{to}{within}, {took}{times} {}",
                self.advice()
            );
        }
        let did = self.verb(&self.0.intervening, &cell);
        let did = format!(
            "{did}{}{}",
            on_line_text(trace, self.place(&self.0.intervening)),
            self.then(trace, &cell)
        );
        let panic = self.0.panicked.and_then(|panic| trace.events.get(panic));
        let happened = match self.0.race_kind {
            _ if panic.is_some() => {
                let at = on_line(trace, panic.and_then(|panic| panic.place.as_ref()));
                format!(": what {thread} had seen no longer held, so it panicked{at}")
            }
            // The two may have changed different parts of a locked value.
            RaceKind::LostUpdate if self.0.loses_change() => ": that change is lost".to_owned(),
            RaceKind::LostUpdate => ": that change may be lost".to_owned(),
            RaceKind::OutdatedTake => {
                format!(", so {thread} replaced a value that it had not read")
            }
            RaceKind::CheckThenAct => {
                let decided = on_line_text(trace, &self.0.first_call.place);
                format!(": what {thread} decided{decided} may no longer hold")
            }
        };
        format!(
            "Between {thread}'s {looked}{from} and its {step}{to}{within}, {other} {did}{happened}.{}{times} {}",
            self.values(trace),
            self.advice()
        )
    }

    /// Says that another thread read and replaced the value in between, too, so that both have what was there.
    fn took_as_well(&self, trace: &Trace, take: OtherTake) -> Option<String> {
        let (first, last) = (&self.0.first, &self.0.last);
        let look = trace.events.get(take.look)?;
        let EventKind::Operation { value, .. } = &look.kind else {
            return None;
        };
        let (read, found, stored) = (first.value.as_ref()?, value.as_ref()?, last.value.as_ref()?);
        let thread = thread_in_a_sentence(trace, first.thread);
        let other = thread_in_a_sentence(trace, look.thread);
        let lines = if first.place.line == last.place.line {
            "line"
        } else {
            "lines"
        };
        Some(format!(
            "{other} loaded and stored it on the same {lines}. Both read it before either of them stored {stored}: {thread} read {read}, and {other} read {found}."
        ))
    }

    fn is_lock(&self) -> bool {
        !matches!(self.0.cell_type, CellKind::Atomic(_))
    }

    /// Returns where an access was made. If the thread looked and changed in one place, such as in a function that
    /// returns the guard, the call of that function says more.
    fn place<'a>(&'a self, access: &'a SharedAccess) -> &'a Place {
        let own = &self.0.first.place;
        let is_in_one_place = *own == self.0.last.place && *own == access.place;
        match access.calls.get(1) {
            Some(call) if is_in_one_place => &call.place,
            _ => &access.place,
        }
    }

    fn look(&self) -> String {
        match (self.0.race_kind, &self.0.first.action) {
            (RaceKind::LostUpdate, _) if self.is_lock() => "read".to_owned(),
            (RaceKind::CheckThenAct, _) if self.is_lock() => "check".to_owned(),
            (_, TracedAction::Load) => "load".to_owned(),
            (_, action) => format!("`{action}`"),
        }
    }

    fn change(&self) -> String {
        let action = &self.0.last.action;
        if self.0.panicked.is_some() {
            "use".to_owned()
        } else if self.is_lock() {
            "change".to_owned()
        } else if *action == TracedAction::Store {
            "store".to_owned()
        } else {
            format!("`{action}`")
        }
    }

    fn verb(&self, access: &SharedAccess, cell: &str) -> String {
        if self.is_lock() {
            format!("locked and changed {cell}")
        } else if access.action == TracedAction::Store {
            "stored".to_owned()
        } else {
            format!("called `{}`", access.action)
        }
    }

    /// Describes the last change in between, if there were several.
    fn then(&self, trace: &Trace, cell: &str) -> String {
        let Some(then) = &self.0.last_intervening else {
            return String::new();
        };
        let did = self.verb(then, cell);
        let at = on_line_text(trace, self.place(then));
        if then.thread == self.0.intervening.thread {
            return format!(", and then {did}{at}");
        }
        format!(
            ", and {} {did}{at}",
            thread_in_a_sentence(trace, then.thread)
        )
    }

    /// Says where the function called the first access, the last, or both, if it did not make them itself.
    fn calls(&self, trace: &Trace) -> (String, String, String) {
        let function = Call::named(&self.0.first_call.function);
        let called = |call: &Call, access: &SharedAccess| {
            if call.place == *self.place(access) {
                return String::new();
            }
            format!(
                " (called by `{function}`{})",
                on_line_text(trace, &call.place)
            )
        };
        let (from, to) = (
            called(&self.0.first_call, &self.0.first),
            called(&self.0.last_call, &self.0.last),
        );
        if from.is_empty() || to.is_empty() {
            return (from, to, String::new());
        }
        let (from, to) = (
            on_line_text(trace, &self.0.first_call.place),
            on_line_text(trace, &self.0.last_call.place),
        );
        let within = if from == to {
            format!(" (both called by `{function}`{from})")
        } else {
            format!(" (called by `{function}`{from} and{to})")
        };
        (String::new(), String::new(), within)
    }

    /// Says what was read, and what was overwritten with what.
    fn values(&self, trace: &Trace) -> String {
        // A guard that led to a panic may not have changed anything.
        if self.is_lock() && self.0.panicked.is_some() {
            return String::new();
        }
        let before = self.0.overwritten();
        let (Some(read), Some(lost), Some(wrote)) =
            (&self.0.first.value, &before.value, &self.0.last.value)
        else {
            return String::new();
        };
        let thread = thread_in_a_sentence(trace, self.0.first.thread);
        let other = thread_in_a_sentence(trace, before.thread);
        let then = match (self.0.race_kind, &self.0.last.action) {
            (RaceKind::LostUpdate | RaceKind::OutdatedTake, _)
            | (RaceKind::CheckThenAct, TracedAction::Store) => {
                let stored = if self.is_lock() { "wrote" } else { "stored" };
                format!("then {stored} {wrote}")
            }
            (RaceKind::CheckThenAct, _) => format!("made it {wrote}"),
        };
        let thread_again = capitalize(&thread);
        format!(" {thread_again} read {read}, {other} made it {lost}, and {thread} {then}.")
    }

    fn advice(&self) -> String {
        match (self.is_lock(), self.0.race_kind) {
            (true, _) if self.0.panicked.is_some() => "Check and use it under one guard.".to_owned(),
            (true, RaceKind::LostUpdate) => "Read and change it under one guard, or read again under the second one.".to_owned(),
            (true, RaceKind::CheckThenAct) => "Check and change it under one guard, or check again under the second one.".to_owned(),
            (false, RaceKind::LostUpdate) => format!(
                "A {} and a {} are two steps. `fetch_update`, or a method such as `fetch_add`, makes them one.",
                self.look(),
                self.change()
            ),
            (false, RaceKind::CheckThenAct) if self.0.panicked.is_none() => format!(
                "A {} and a {} are two steps. `compare_exchange` or `fetch_update` makes them one.",
                self.look(),
                self.change()
            ),
            (_, RaceKind::OutdatedTake) => {
                "A `load` and a `store` are two steps. `swap` makes them one.".to_owned()
            }
            (false, RaceKind::CheckThenAct) => {
                "A check and a change are two steps. `compare_exchange` or `fetch_update` makes them one.".to_owned()
            }
        }
    }
}

/// Describes two stores that nothing orders for the thread that reads both.
pub(super) fn unordered_text(trace: &Trace, found: &UnorderedStores) -> String {
    let name = |access: &SharedAccess| match &access.expression {
        Some(called) => format!("`{called}`"),
        None => "it".to_owned(),
    };
    let at = |access: &SharedAccess| on_line_text(trace, &access.place);
    let UnorderedStores {
        store,
        announcement,
        announcement_read,
        read,
    } = found;
    let writer = capitalize(&thread_in_a_sentence(trace, announcement.thread));
    let reader = thread_in_a_sentence(trace, read.thread);
    let action = &announcement.action;
    format!(
        "{writer} stores {}{} before it changes {}{}, and {reader} reads {}{} before {}{}, all with `Relaxed`. That orders nothing between threads: a thread may see the new {} but the old {}. Call `{action}`{} with `Release`, and `load`{} with `Acquire`.",
        name(store),
        at(store),
        name(announcement),
        at(announcement),
        name(announcement_read),
        at(announcement_read),
        name(read),
        at(read),
        name(announcement),
        name(store),
        at(announcement),
        at(announcement_read),
    )
}

/// Says what was changed too early, and what another thread therefore saw.
pub(super) fn early_text(trace: &Trace, early: &EarlyAnnouncement) -> String {
    let name = |access: &SharedAccess| match &access.expression {
        Some(called) => format!("`{called}`"),
        None => "it".to_owned(),
    };
    let value = |access: &SharedAccess| {
        let value = access.value.as_ref();
        value.map_or(String::new(), |value| format!(", {value},"))
    };
    let EarlyAnnouncement {
        announcement,
        announcement_read,
        stale_read,
        late_store,
        ..
    } = early;
    // The two threads may use different names for the same cell.
    let name_of_seen = || match (&announcement.expression, &announcement_read.expression) {
        (Some(one), Some(other)) if other.ends_with(&format!(".{one}")) => format!("`{one}`"),
        _ => name(announcement_read),
    };
    let at = |access: &SharedAccess| on_line_text(trace, &access.place);
    let writer = capitalize(&thread_in_a_sentence(trace, announcement.thread));
    let reader = thread_in_a_sentence(trace, announcement_read.thread);
    let is_message = announcement.action.sends();
    let did = if is_message { "sent on" } else { "changed" };
    let saw = if is_message {
        format!("received from {}", name(announcement_read))
    } else {
        format!("read the new {}", name_of_seen())
    };
    let before = if late_store.action.always_changes() {
        name(late_store)
    } else {
        format!("it locked {}", name(late_store))
    };
    let panic = early.panicked.and_then(|panic| trace.events.get(panic));
    let panics = panic.map_or(String::new(), |panic| {
        format!(", and panicked{}", on_line(trace, panic.place.as_ref()))
    });
    let advice = if is_message {
        format!(
            "Change {} before you send on {}, because the message announces that change.",
            name(late_store),
            name(announcement)
        )
    } else {
        format!(
            "Change {} before {}, which announces it.",
            name(late_store),
            name(announcement)
        )
    };
    format!(
        "{writer} {did} {}{} before {before}{}. In between, {reader} {saw}{}{} and then read the old {}{}{}{panics}.{} {advice}",
        name(announcement),
        at(announcement),
        at(late_store),
        value(announcement_read),
        at(announcement_read),
        name(stale_read),
        value(stale_read),
        at(stale_read),
        times(early.times),
    )
}

/// Says which two values a thread read at different times, and what another thread changed meanwhile.
pub(super) fn torn_text(trace: &Trace, pair: &TornPair) -> String {
    let event = |at: usize| &trace.events[at];
    let thread = |events: [usize; 2]| thread_in_a_sentence(trace, event(events[0]).thread);
    let cells = |events: [usize; 2]| events.map(|at| cell_of_event_in_a_sentence(trace, event(at)));
    let lines = |events: [usize; 2]| events.map(|at| on_line(trace, event(at).place.as_ref()));
    let (outer, inner) = if pair.changed_between {
        (pair.reads, pair.changes)
    } else {
        (pair.changes, pair.reads)
    };
    let (what, did) = if pair.changed_between {
        ("read", "changed")
    } else {
        ("change", "read")
    };
    let ([first, second], [at, then_at]) = (cells(outer), lines(outer));
    let both = |events: [usize; 2]| match lines(events) {
        [at, then] if at == then => format!("both{at}"),
        [at, then] => format!("both{at} and{then}"),
    };
    let inside = inside(trace, outer.map(|at| event(at).calls.as_slice()));
    let opposite = pair.opposite_order.as_ref().map_or(String::new(), |other| {
        format!(
            " At another point of the run, {} changed {} between two such reads of {}.",
            thread(other.changes),
            both(other.changes),
            thread(other.reads),
        )
    });
    let is_lock = names::is_lock(trace.cell(event(pair.reads[0])));
    let advice = if is_lock {
        "put them under one lock, or hold both guards wherever they are read or changed"
    } else {
        "put them under one lock"
    };
    format!(
        "Between {}'s {what} of {first}{at} and of {second}{then_at}{inside}, {} {did} {}.{opposite} The two values that {} read may be inconsistent. If they must be consistent, {advice}.",
        thread(outer),
        thread(inner),
        both(inner),
        thread(pair.reads),
    )
}

/// Returns the function that made both accesses, or called what made them.
fn inside(trace: &Trace, [first, second]: [&[Call]; 2]) -> String {
    let shared = first.iter().rev().zip(second.iter().rev());
    let shared = shared.take_while(|(one, other)| one == other).count();
    let call = |calls: &[Call]| calls.get(calls.len().checked_sub(shared + 1)?).cloned();
    let (Some(one), Some(other)) = (call(first), call(second)) else {
        return String::new();
    };
    let function = holding::function(&other.function);
    if first.len().max(second.len()) == shared + 1 {
        return format!(" (in {function})");
    }
    let (from, to) = (
        on_line_text(trace, &one.place),
        on_line_text(trace, &other.place),
    );
    if one.function == other.function {
        let to = Some(to).filter(|to| *to != from);
        let to = to.map_or(String::new(), |to| format!(" and{to}"));
        format!(" (called by {function}{from}{to})")
    } else {
        String::new()
    }
}

fn times(times: u64) -> &'static str {
    if times > 1 {
        " This also happened at other points in this run."
    } else {
        ""
    }
}
