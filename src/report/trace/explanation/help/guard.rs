//! Advice about a guard that is in the way of its own thread: an edit if it certainly works, and otherwise conditions,
//! one of which the program has to meet.

use super::is_editable;
use crate::report::trace::explanation::Guard;
use crate::report::trace::explanation::holding::{function, kind_of_anonymous};
use crate::report::trace::names::{cell_of_event_in_a_sentence, is_lock, line_text, on_line_text};
use crate::verdict::{
    AccessMode, Call, CallUnderGuard, EventKind, FieldOfType, Holding, Keeper, LaterUse, Place,
    Suspended, Trace, TraceEvent,
};

pub(super) struct BlockingGuard<'a> {
    pub(super) trace: &'a Trace,
    pub(super) held: &'a Holding,
    pub(super) guard: Guard<'a>,
    /// The event that created it.
    pub(super) began: usize,
    /// The event that the guard is in the way of, and what it asks for.
    pub(super) met: &'a TraceEvent,
    pub(super) wants: AccessMode,
    /// `borrow` or `lock`.
    pub(super) again: &'a str,
    /// The method of a `RefCell` that it is in the way of, if the source shows it.
    pub(super) method: Option<&'a str>,
}

impl BlockingGuard<'_> {
    pub(super) fn advice(&self) -> Option<String> {
        if let Some(suspended) = &self.held.suspended {
            return self.not_across(suspended);
        }
        let call = self.held.call.as_ref();
        let owner = self.held.owner.as_ref();
        let changed = call.map_or(owner, |call| Some(&call.from));
        let changed = changed.map_or(self.met.place.as_ref()?, |call| &call.place);
        if !is_editable(changed) {
            return None;
        }
        if let Some(Keeper::Variable {
            name,
            line,
            is_iterator: true,
        }) = &self.held.kept_alive_by
        {
            let at = self.on(&Place {
                line: *line,
                ..changed.clone()
            });
            return Some(format!(
                "collect `{name}` into a `Vec`{at}, so that the guard is dropped there"
            ));
        }
        match call {
            None => self.own(),
            Some(call) if self.comes_back(call) => self.for_return(call),
            Some(call) => self.called(call),
        }
    }

    /// Returns advice if the future that holds the guard is suspended.
    fn not_across(&self, suspended: &Suspended) -> Option<String> {
        let Some(Keeper::Variable { name, .. }) = &self.held.kept_alive_by else {
            return None;
        };
        let at = self.on(suspended.awaits.as_ref().filter(|at| is_editable(at))?);
        Some(match self.held.later_use {
            Some(LaterUse::Unused) => format!("drop `{name}` before the `.await`{at}"),
            _ => format!("don't hold `{name}` during the `.await`{at}"),
        })
    }

    /// Returns advice if the function that holds the guard itself asks for another one.
    fn own(&self) -> Option<String> {
        let again = self.again;
        let (met, created) = (self.met.place.as_ref()?, self.since()?);
        let (here, since) = (self.line(met), self.line(created));
        let (at_here, at_since) = (self.on(met), self.on(created));
        if let Some(advice) = self.argument() {
            return Some(advice);
        }
        let keeper = self.held.kept_alive_by.as_ref()?;
        Some(match (keeper, self.held.later_use) {
            // Another iteration of a loop, perhaps with another value.
            _ if met == created => return None,
            (Keeper::Temporary { head: Some(word) }, _) if has_block(word) => {
                self.head(word, None)? + &self.gap()
            }
            (Keeper::Variable { name, .. }, Some(LaterUse::LoopedOver)) if self.can_copy() => {
                self.through_a_copy(name)
            }
            (Keeper::Variable { .. }, Some(LaterUse::LoopedOver | LaterUse::LoopedOverAndUsed)) => {
                return None;
            }
            (Keeper::Variable { .. }, Some(LaterUse::PartsUsed)) if self.held.cannot_be_copied => {
                return None;
            }
            (Keeper::Variable { name, .. }, Some(LaterUse::PartsUsed)) => {
                without_parts(name, &here) + &self.gap()
            }
            _ if since == here => {
                format!(
                    "{again} once, with a `let` before the statement on {here}, and use that guard for both"
                )
            }
            (Keeper::Temporary { .. }, _) if self.can_copy() => format!(
                "if a copy or a clone will do, make it{at_since}, so that the `;` drops the guard{}",
                self.gap()
            ),
            (Keeper::Variable { name, .. }, Some(LaterUse::Unused)) if !self.is_lock() => {
                format!("drop `{name}` before {here}")
            }
            (Keeper::Variable { name, .. }, Some(LaterUse::UsedAfter))
                if self.is_upgrade() && !self.is_lock() =>
            {
                format!("drop `{name}` before {here}, and borrow again after it")
            }
            (Keeper::Variable { .. }, _) if self.is_upgrade() && !self.is_lock() => return None,
            _ if self.is_upgrade() => format!("take a write guard{at_since}, and use it{at_here}"),
            (Keeper::Variable { name, .. }, _) => {
                format!("use `{name}` instead of {again}ing again{at_here}")
            }
            (Keeper::Temporary { .. }, _) => {
                format!("use what {since} has {again}ed instead of {again}ing again{at_here}")
            }
        })
    }

    /// Returns advice if the function that holds the guard calls another one, which asks for another guard. Nothing
    /// shows how that function could do without it, with its own parameters and for all its callers.
    fn called(&self, call: &CallUnderGuard) -> Option<String> {
        if let Some(advice) = self.argument() {
            return Some(advice);
        }
        let of_std = call.method.as_deref();
        if call.dropped_type.is_some()
            && let Some(advice) = self.for_drop(call, of_std)
        {
            return Some(advice);
        }
        if let Some(detects) = self.by_trying().filter(|_| self.held.is_in_for) {
            return Some(detects);
        }
        let end = self.held.until.as_ref().and_then(|end| end.token);
        if let Some(method) = of_std.filter(|_| call.is_on_guard || end == Some(')')) {
            return self.for_method(call, method);
        }
        if let Some(field) = &self.held.field {
            return self.for_field(field);
        }
        let line = self.line(&call.from.place);
        match &self.held.kept_alive_by {
            Some(Keeper::Temporary { head: Some(word) })
                if has_block(word) && !call.is_on_guard =>
            {
                Some(self.head(word, Some(call))? + &self.gap())
            }
            Some(Keeper::Temporary { .. }) if call.is_on_guard && self.held.is_taken_out => {
                Some(format!(
                    "bind the argument of {} with a `let` before the statement on {line}, so that the `;` drops the guard",
                    function(&call.function)
                ))
            }
            _ if call.is_on_guard => None,
            Some(Keeper::Temporary { .. }) if end.is_some_and(|sign| ";){".contains(sign)) => {
                match call.function.as_str() {
                    _ if call.is_named => Some(format!(
                        "{} in a `let` before the statement that {}s there",
                        self.step(call),
                        self.again
                    )),
                    "fmt" if !self.is_shared() => Some(format!(
                        "format the text with a `let` before the statement on {line}, so that the guard is created after that"
                    )),
                    _ => self.can_copy().then(|| format!(
                        "if a copy or a clone of the borrowed value will do, make it with a `let` before the statement on {line}"
                    )),
                }
            }
            // Without the guard of a lock, another thread could change the value in between.
            _ if self.is_lock() => None,
            _ => self.without(call),
        }
    }

    /// Returns advice if the calls lead back to the function that holds the guard, and to the same cell.
    fn for_return(&self, call: &CallUnderGuard) -> Option<String> {
        if let Some(detects) = self.by_trying() {
            return Some(detects);
        }
        // Of several cells, one may lead to itself: without its guard, the calls would not end.
        self.is_only_one().then_some(())?;
        taken_out(self.held).or_else(|| self.called(call))
    }

    /// Returns advice if a loop, or a chain of calls, goes through several values and meets one that is already
    /// borrowed.
    fn by_trying(&self) -> Option<String> {
        let method = self.method.filter(|name| name.starts_with("borrow"))?;
        let is_other = |event: &TraceEvent| {
            matches!(event.kind, EventKind::Acquired { .. })
                && event.thread == self.met.thread
                && event.cell != self.met.cell
                && (event.place == self.met.place
                    || self.held.is_in_for && event.place.as_ref() == self.guard.since)
        };
        let since = if self.held.is_in_for { 0 } else { self.began };
        let before = self.trace.events.get(since..)?;
        before.iter().any(is_other).then_some(())?;
        let here = self.met.place.as_ref().filter(|here| is_editable(here))?;
        Some(format!(
            "if the value that is already borrowed can be skipped, use `try_{method}`{}, which returns an error for it",
            self.on(here)
        ))
    }

    /// Whether the program uses no other cell where it created the guard and where it meets it.
    fn is_only_one(&self) -> bool {
        let cell = self.trace.cell(self.met);
        let places = [self.met.place.as_ref(), self.guard.since];
        let mut events = self.trace.events.iter();
        self.held.expressions.is_none()
            && self.trace.omitted_events == 0
            && cell.is_some_and(|cell| cell.disambiguation.is_none())
            && !events.any(|event| {
                event.cell.is_some()
                    && event.cell != self.met.cell
                    && places.contains(&event.place.as_ref())
            })
    }

    /// Returns advice for a temporary in the head of a statement with a block.
    fn head(&self, word: &str, call: Option<&CallUnderGuard>) -> Option<String> {
        if let Some(advice) = taken_out(self.held) {
            return Some(advice);
        }
        if self.can_copy() {
            let made = match word {
                "for" => "collect it with a `let` before the `for`".to_owned(),
                "while let" => "use `loop` with a `let` that makes it".to_owned(),
                word => format!("make it with a `let` before the `{word}`"),
            };
            return Some(format!(
                "if a copy or a clone will do, {made}, so that the `;` drops the guard"
            ));
        }
        match (word, call) {
            ("for", _) if self.is_upgrade() => {
                let here = self.met.place.as_ref().filter(|here| is_editable(here))?;
                Some(format!(
                    "if what {} does can wait, do it after the `for`, when the guard has been dropped",
                    self.line(here)
                ))
            }
            // What an iteration calls may be a part of what is borrowed.
            ("for" | "while let", _) | (_, None) => None,
            (_, Some(call)) => self.held.later_use.is_none().then(|| {
                format!(
                    "{} only after the `{word}`, when the guard has been dropped",
                    self.step(call)
                )
            }),
        }
    }

    /// Returns advice for a method of std that holds the guard, and calls a function of the program.
    fn for_method(&self, call: &CallUnderGuard, method: &str) -> Option<String> {
        let at = self.on(&call.from.place);
        let calls = if Call::is_anonymous(&call.function) {
            "runs the closure".to_owned()
        } else {
            format!("calls {}", function(&call.function))
        };
        if INSERTING.contains(&method) {
            let line = self.line(self.since()?);
            return Some(format!(
                "don't use `{method}`{at}: if there is no value yet, compute it before {line} {}s, and insert it after that{}",
                self.again,
                self.gap()
            ));
        }
        self.can_copy().then(|| {
            format!(
                "`{method}` {calls}{at} while the guard is alive: if a copy or a clone of the borrowed value will do, make it with a `let` before that"
            )
        })
    }

    /// Returns advice for a value that is dropped while the guard is alive.
    fn for_drop(&self, call: &CallUnderGuard, method: Option<&str>) -> Option<String> {
        let removing = method.filter(|method| REMOVING.contains(method));
        match (&self.held.kept_alive_by, removing) {
            (Some(Keeper::Temporary { head: None }), Some(method)) => Some(format!(
                "move what `{method}` removes into a variable, so that the guard is dropped first"
            )),
            // A function that the statement names may drop something else, without returning it.
            (Some(Keeper::Temporary { head: None }), None) if !call.is_named => Some(
                "move the old value into a variable (`let old = …`), so that the guard is dropped first"
                    .to_owned(),
            ),
            (Some(Keeper::Variable { name, .. }), Some(method)) if call.is_on_guard => Some(format!(
                "in {}, move what `{method}` removes into a variable, and drop that after `{name}`",
                function(&call.from.function)
            )),
            _ => None,
        }
    }

    /// Returns ``compute the argument of `insert` with a `let` before the statement on line 17``.
    fn argument(&self) -> Option<String> {
        let method = self.held.argument_of.as_ref()?;
        Some(format!(
            "compute the argument of `{method}` with a `let` before the statement on {}, so that the guard is created after that",
            self.line(self.since()?)
        ))
    }

    /// Returns advice for a variable that can be dropped before a call, or whose content can be copied.
    fn without(&self, call: &CallUnderGuard) -> Option<String> {
        let Some(Keeper::Variable { name, .. }) = &self.held.kept_alive_by else {
            return None;
        };
        match self.held.later_use? {
            LaterUse::Unused => Some(drop_before(self.trace, name, call)),
            LaterUse::LoopedOver => self.can_copy().then(|| self.through_a_copy(name)),
            LaterUse::PartsUsed => (!self.held.cannot_be_copied)
                .then(|| without_parts(name, &self.line(&call.from.place))),
            // What the call returns may be a guard, too.
            LaterUse::UsedAfter if self.held.owner.is_none() => Some(format!(
                "{}, and {} again after that",
                drop_before(self.trace, name, call),
                self.again
            )),
            LaterUse::LoopedOverAndUsed | LaterUse::UsedAfter | LaterUse::Used => None,
        }
    }

    /// Whether a copy or a clone of what is borrowed can be read in its place.
    fn can_copy(&self) -> bool {
        self.is_shared() && !self.held.cannot_be_copied
    }

    /// Returns advice for a loop over what a guard gives access to.
    fn through_a_copy(&self, name: &str) -> String {
        format!(
            "if a copy or a clone will do, iterate over that, so that `{name}` can be dropped before the loop{}",
            self.gap()
        )
    }

    /// Returns advice for a guard in a field of a value.
    fn for_field(&self, field: &FieldOfType) -> Option<String> {
        let FieldOfType { type_name, name } = field;
        (!self.is_lock()).then(|| {
            format!(
                "don't keep guards in the fields of `{type_name}` (here `{name}`): borrow only where the value is used"
            )
        })
    }

    /// Says what may happen if a lock is released in between.
    fn gap(&self) -> String {
        if !self.is_lock() {
            return String::new();
        }
        let cell = cell_of_event_in_a_sentence(self.trace, self.met);
        format!(" (another thread can change {cell} in between)")
    }

    fn comes_back(&self, call: &CallUnderGuard) -> bool {
        let met = self.met.calls.first();
        call.is_recursive
            && met.is_some_and(|met: &Call| {
                Call::named(&met.function) == Call::named(&call.from.function)
            })
    }

    fn step(&self, call: &CallUnderGuard) -> String {
        step(self.trace, call)
    }

    /// Returns where the function that holds the guard created it or got it.
    fn since(&self) -> Option<&Place> {
        let owner = self.held.owner.as_ref().map(|owner| &owner.place);
        owner.or(self.guard.since)
    }

    fn line(&self, place: &Place) -> String {
        line_text(self.trace, place)
    }

    fn on(&self, place: &Place) -> String {
        on_line_text(self.trace, place)
    }

    fn is_lock(&self) -> bool {
        is_lock(self.trace.cell(self.met))
    }

    fn is_shared(&self) -> bool {
        self.guard.access == AccessMode::Shared
    }

    /// Whether the guard only reads, and what meets it asks for write access.
    fn is_upgrade(&self) -> bool {
        self.is_shared() && self.wants == AccessMode::Exclusive
    }
}

/// Returns advice for a guard that is not used anymore, although what was taken out of it is.
fn without_parts(name: &str, line: &str) -> String {
    format!("if a copy or a clone of what comes from `{name}` will do, drop `{name}` before {line}")
}

/// Methods that call their closure if a value is missing.
const INSERTING: [&str; 2] = ["get_or_insert_with", "or_insert_with"];

/// Methods that drop what they remove.
const REMOVING: [&str; 6] = [
    "clear",
    "dedup",
    "dedup_by_key",
    "drain",
    "retain",
    "truncate",
];

/// Whether a temporary in the head of a statement lives as long as the block after it.
fn has_block(word: &str) -> bool {
    !matches!(word, "if" | "while")
}

/// Returns ``call `act` on line 66``.
fn step(trace: &Trace, call: &CallUnderGuard) -> String {
    let at = on_line_text(trace, &call.from.place);
    match (&call.dropped_type, kind_of_anonymous(&call.function)) {
        (Some(value), _) => format!("drop the `{value}`{at}"),
        (None, Some(kind)) => format!("run the {kind}{at}"),
        (None, None) if call.function == "fmt" && !call.is_named => format!("format the value{at}"),
        (None, None) => format!("call {}{at}", function(&call.function)),
    }
}

/// Returns how the guard is dropped in the head of a statement that takes a value out of what is borrowed.
pub(super) fn taken_out(held: &Holding) -> Option<String> {
    match &held.kept_alive_by {
        Some(Keeper::Temporary { head: Some(word) }) if held.is_taken_out && has_block(word) => {
            Some(if word == "while let" {
                "use `loop` with a `let` that takes the value, so that its `;` drops the guard"
                    .to_owned()
            } else {
                format!(
                    "take the value with a `let` before the `{word}`, so that the `;` drops the guard"
                )
            })
        }
        Some(Keeper::Temporary { .. } | Keeper::Variable { .. }) | None => None,
    }
}

/// Returns where a function should drop a guard that it no longer uses, if it makes a call while it holds the guard.
pub(super) fn drop_unused(trace: &Trace, held: &Holding) -> Option<String> {
    let call = held.call.as_ref()?;
    let Some(Keeper::Variable { name, .. }) = &held.kept_alive_by else {
        return None;
    };
    let is_unused = held.later_use == Some(LaterUse::Unused);
    (is_unused && is_editable(&call.from.place)).then(|| drop_before(trace, name, call))
}

/// Returns ``in `add`, drop `items` before line 13 calls `sum` ``.
fn drop_before(trace: &Trace, name: &str, call: &CallUnderGuard) -> String {
    let does = match (&call.dropped_type, kind_of_anonymous(&call.function)) {
        (Some(value), _) => format!("drops the `{value}`"),
        (None, Some(kind)) => format!("runs the {kind}"),
        (None, None) => format!("calls {}", function(&call.function)),
    };
    format!(
        "in {}, drop `{name}` before {} {does}",
        function(&call.from.function),
        line_text(trace, &call.from.place)
    )
}
