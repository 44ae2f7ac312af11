//! Races: what a thread saw, which change of another thread came between, and what was lost.

use crate::report::trace::names::{cell_in_a_sentence, on_line_text, thread_in_a_sentence};
use crate::text::capitalize;
use crate::verdict::{Call, CellKind, RaceKind, SharedAccess, Trace};

/// A race over one cell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Race<'a> {
    pub(super) kind: RaceKind,
    pub(super) cell: u32,
    pub(super) cell_type: CellKind,
    pub(super) first: &'a SharedAccess,
    pub(super) between: &'a SharedAccess,
    pub(super) last: &'a SharedAccess,
    pub(super) from: &'a Call,
    pub(super) to: &'a Call,
    pub(super) times: u64,
}

impl Race<'_> {
    pub(super) fn text(&self, trace: &Trace) -> String {
        let Self { first, last, .. } = *self;
        let thread = thread_in_a_sentence(trace, first.thread);
        let other = thread_in_a_sentence(trace, self.between.thread);
        let cell = called(trace, self.cell, first);
        let looked = format!(
            "{} of {cell}{}",
            self.look(),
            on_line_text(trace, &first.place)
        );
        let (from, to, within) = self.calls(trace);
        let step = format!("{}{}", self.change(), on_line_text(trace, &last.place));
        let did = self.verb(self.between);
        let at = on_line_text(trace, &self.between.place);
        let happened = match self.kind {
            // Of a locked value, the two may have changed different parts.
            RaceKind::LostUpdate if self.is_lock() => "its change may be lost".to_owned(),
            RaceKind::LostUpdate => "its change is lost".to_owned(),
            RaceKind::CheckThenAct => {
                let decided = on_line_text(trace, &self.from.place);
                format!("what {thread} decided{decided} may no longer hold")
            }
        };
        format!(
            "Between the {looked}{from} and the {step}{to} of {thread}{within}, {other} {did}{at}: {happened}.{}{} {}",
            self.values(trace),
            times(self.times),
            self.advice()
        )
    }

    fn is_lock(&self) -> bool {
        !matches!(self.cell_type, CellKind::Atomic(_))
    }

    fn look(&self) -> &'static str {
        match self.kind {
            _ if !self.is_lock() => "load",
            RaceKind::LostUpdate => "read",
            RaceKind::CheckThenAct => "check",
        }
    }

    fn change(&self) -> String {
        match self.last.action.as_str() {
            _ if self.is_lock() => "change".to_owned(),
            "store" => "store".to_owned(),
            action => format!("`{action}`"),
        }
    }

    fn verb(&self, access: &SharedAccess) -> String {
        match access.action.as_str() {
            _ if self.is_lock() => "locked it and changed it".to_owned(),
            "store" => "stored".to_owned(),
            action => format!("called `{action}`"),
        }
    }

    /// Where the function called the first access, the last, or both, if it did not make them itself.
    fn calls(&self, trace: &Trace) -> (String, String, String) {
        let function = self.from.function.trim_end_matches("::{{closure}}");
        let called = |call: &Call, access: &SharedAccess| {
            if call.place == access.place {
                return String::new();
            }
            format!(
                " (called by `{function}`{})",
                on_line_text(trace, &call.place)
            )
        };
        let (from, to) = (called(self.from, self.first), called(self.to, self.last));
        if from.is_empty() || to.is_empty() {
            return (from, to, String::new());
        }
        let (from, to) = (
            on_line_text(trace, &self.from.place),
            on_line_text(trace, &self.to.place),
        );
        let within = if from == to {
            format!(" (both called by `{function}`{from})")
        } else {
            format!(" (called by `{function}`{from} and{to})")
        };
        (String::new(), String::new(), within)
    }

    /// What was read, and what was overwritten with what.
    fn values(&self, trace: &Trace) -> String {
        let (Some(read), Some(lost), Some(wrote)) =
            (&self.first.value, &self.between.value, &self.last.value)
        else {
            return String::new();
        };
        let thread = thread_in_a_sentence(trace, self.first.thread);
        let other = thread_in_a_sentence(trace, self.between.thread);
        let then = match (self.kind, self.last.action.as_str()) {
            (RaceKind::LostUpdate, _) => format!("overwrote that with {wrote}"),
            (RaceKind::CheckThenAct, "store") => format!("stored {wrote}"),
            (RaceKind::CheckThenAct, _) => format!("made it {wrote}"),
        };
        let thread_again = capitalize(&thread);
        format!(" {thread_again} read {read}, {other} made it {lost}, and {thread} {then}.")
    }

    fn advice(&self) -> &'static str {
        match (self.is_lock(), self.kind) {
            (true, RaceKind::LostUpdate) => "Read and change it under one guard.",
            (true, RaceKind::CheckThenAct) => "Check and change it under one guard.",
            (false, RaceKind::LostUpdate) => {
                "A load and a store are two steps. `fetch_update`, or a method such as `fetch_add`, makes them one."
            }
            (false, RaceKind::CheckThenAct) => {
                "A check and a change are two steps. `compare_exchange` or `fetch_update` makes them one."
            }
        }
    }
}

/// The four accesses of a change that was announced too early.
#[derive(Clone, Copy, Debug)]
pub(super) struct EarlyAnnouncement<'a> {
    pub(super) announced: &'a SharedAccess,
    pub(super) seen: &'a SharedAccess,
    pub(super) missed: &'a SharedAccess,
    pub(super) stored: &'a SharedAccess,
    pub(super) times: u64,
}

impl EarlyAnnouncement<'_> {
    pub(super) fn text(&self, trace: &Trace) -> String {
        let name = |access: &SharedAccess| match &access.called {
            Some(called) => format!("`{called}`"),
            None => "it".to_owned(),
        };
        let value = |access: &SharedAccess| {
            let value = access.value.as_ref();
            value.map_or(String::new(), |value| format!(", {value},"))
        };
        let writer = thread_in_a_sentence(trace, self.announced.thread);
        let reader = thread_in_a_sentence(trace, self.seen.thread);
        format!(
            "{} changed {}{} before {}{}. In between, {reader} read the new {}{}{} and then the old {}{}{}.{} Store the data first, and then what announces it.",
            capitalize(&writer),
            name(self.announced),
            on_line_text(trace, &self.announced.place),
            name(self.stored),
            on_line_text(trace, &self.stored.place),
            name(self.seen),
            value(self.seen),
            on_line_text(trace, &self.seen.place),
            name(self.missed),
            value(self.missed),
            on_line_text(trace, &self.missed.place),
            times(self.times),
        )
    }
}

fn called(trace: &Trace, cell: u32, access: &SharedAccess) -> String {
    match &access.called {
        Some(called) => format!("`{called}`"),
        None => cell_in_a_sentence(trace, cell),
    }
}

fn times(times: u64) -> &'static str {
    if times > 1 {
        " This happened more than once in this run."
    } else {
        ""
    }
}
