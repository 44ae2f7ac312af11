//! What can be done about a guard that a function has while it makes a call.

use super::is_editable;
use crate::report::trace::explanation::Guard;
use crate::report::trace::explanation::holding::function;
use crate::report::trace::names::{line_text, on_line};
use crate::verdict::{
    AccessMode, CallUnderGuard, GuardRemedy, Holding, Keeper, Place, Trace, TraceEvent,
};

/// A guard that is in the way of its own thread.
pub(super) struct InTheWay<'a> {
    pub(super) trace: &'a Trace,
    pub(super) held: &'a Holding,
    pub(super) guard: Guard<'a>,
    /// What meets the guard, and what it asks for.
    pub(super) met: &'a TraceEvent,
    pub(super) wants: AccessMode,
    /// `borrow` or `lock`.
    pub(super) again: &'a str,
}

impl InTheWay<'_> {
    pub(super) fn advice(&self) -> Option<String> {
        let call = self.held.call.as_ref();
        let owner = self.held.owner.as_ref();
        let changed = call.map_or(owner, |call| Some(&call.from));
        let changed = changed.map_or(self.met.place.as_ref()?, |call| &call.place);
        if !is_editable(changed) {
            return None;
        }
        Some(match (&self.held.kept_alive_by, call) {
            (Some(Keeper::Temporary { head: Some(word) }), _) => self.head(word),
            (Some(Keeper::Temporary { head: None }), _) => self.statement(),
            (
                Some(Keeper::Variable {
                    name,
                    line,
                    is_iterator: true,
                }),
                _,
            ) => {
                let line = line_in_owner(self.trace, self.held, *line);
                format!("collect `{name}` into a `Vec`{line}, so that the guard is dropped there")
            }
            // The parameter of a closure, whose call has the guard.
            (Some(Keeper::Variable { .. }), Some(call)) if ends_with(self.held, ')') => {
                self.clone_or_wait(call, "what the closure gets", "first ", "the closure")
            }
            // The arm of a `match`, whose pattern has the guard.
            (Some(Keeper::Variable { name, .. }), Some(call)) if ends_with(self.held, ',') => {
                let what = format!("what `{name}` refers to");
                self.clone_or_wait(call, &what, "before the `match`, ", "the `match`")
            }
            (Some(Keeper::Variable { name, .. }), Some(call)) => self.variable(name, call),
            (Some(Keeper::Variable { name, .. }), None) => self.own_variable(name)?,
            (None, _) => format!("drop the guard before {}", self.step().before),
        })
    }

    fn step(&self) -> CallWords {
        let line = self.met.place.as_ref();
        if let Some(call) = &self.held.call {
            return CallWords::new(self.trace, call);
        }
        let line = line.map_or(String::new(), |place| line_text(self.trace, place));
        CallWords {
            subject: line.clone(),
            before: line.clone(),
            below: line,
            later: format!("{} again", self.again),
        }
    }

    /// Whether the guard only reads, and what meets it wants to write.
    fn is_upgrade(&self) -> bool {
        self.guard.access == AccessMode::Shared && self.wants == AccessMode::Exclusive
    }

    /// A temporary in the head of a statement.
    fn head(&self, word: &str) -> String {
        let calls_boxed = self.held.call.as_ref().is_some_and(|call| {
            let is_boxed = self.held.non_clone_type.as_ref();
            is_boxed.is_some_and(|boxed| boxed.starts_with("Box"))
                && call.function.ends_with("{{closure}}")
        });
        // What is called comes from the guard, and changes.
        if self.held.mutates_value && calls_boxed {
            return format!(
                "take the closures out with `std::mem::take` in a `let` before the `{word}`, so that the `;` drops the guard, and put them back after the calls"
            );
        }
        if self.held.mutates_value {
            return self.after(&format!("the `{word}`"));
        }
        match (word, &self.held.non_clone_type) {
            ("for", _) if self.held.in_iterator => {
                let helper = self.held.created_in.as_deref().unwrap_or_default();
                format!(
                    "collect what {} returns into a `Vec` before the `for`, so that the `;` drops the guard",
                    function(helper)
                )
            }
            ("for", Some(boxed)) if boxed.starts_with("Box") => {
                format!("store `Rc<dyn …>` in place of `Box<dyn …>`, and {CLONES_FOR_LOOP}")
            }
            ("for", Some(_)) => self.after("the `for`"),
            _ => for_temporary(self.held).unwrap_or_default(),
        }
    }

    /// What meets the guard has to wait until it is dropped.
    fn after(&self, what: &str) -> String {
        let step = self.step();
        format!(
            "keep what {} needs in a variable, and {} after {what}, when the guard is dropped",
            step.subject, step.later
        )
    }

    fn clone_or_wait(&self, call: &CallUnderGuard, what: &str, when: &str, until: &str) -> String {
        if self.guard.access == AccessMode::Exclusive || self.held.non_clone_type.is_some() {
            let until = if until == "the closure" {
                format!(
                    "the closure in {} has returned",
                    function(&call.from.function)
                )
            } else {
                until.to_owned()
            };
            return self.after(&until);
        }
        format!("{when}clone {what} into a variable with `let`: the `;` drops the guard")
    }

    /// A temporary of a statement without a block.
    fn statement(&self) -> String {
        let again = self.again;
        let CallWords { before, later, .. } = self.step();
        let since = self.guard.since.map(|since| line_text(self.trace, since));
        let since = since.unwrap_or_default();
        match (&self.held.call, &self.held.argument_of) {
            (Some(call), _) if call.dropped_type.is_some() => match call.method.as_deref() {
                Some(method) if REMOVING.contains(&method) => format!(
                    "move what `{method}` removes into a variable, so that the guard is dropped before it"
                ),
                _ => "move the old value into a variable (`let old = …`), so that the guard is dropped before it".to_owned(),
            },
            (Some(call), _) if call.is_on_guard && call.is_recursive => {
                let method = function(&call.function);
                format!(
                    "put what {method} has to visit next into a list, such as a `VecDeque`, and let a loop {again} one after the other, so that {method} does not call itself"
                )
            }
            (Some(call), _) if call.is_on_guard => {
                let method = function(&call.function);
                let at = on_line(self.trace, Some(&call.from.place));
                format!(
                    "compute what {method} needs in a separate statement before the {again}{at}, so that {method} calls nothing that {again}s again"
                )
            }
            (_, Some(argument)) if !argument.in_closure => format!(
                "compute the argument of `{}` with a `let` before {since}, so that the guard is created after that",
                argument.method
            ),
            (_, Some(argument)) if STORING.contains(&&*argument.method) => {
                format!("compute the value with a `let` before {since}, and {again} only to store it")
            }
            (_, Some(argument)) if self.guard.access == AccessMode::Exclusive => format!(
                "compute what the closure of `{}` needs before {since}, so that the closure {again}s nothing",
                argument.method
            ),
            (Some(_), None) if self.guard.access == AccessMode::Exclusive => {
                format!("{later} in a `let` before the statement that {again}s on {since}")
            }
            _ => format!(
                "take or clone what you need in a separate statement before {before}: its `;` drops the guard"
            ),
        }
    }

    /// A variable, and a call that is made while it has the guard.
    fn variable(&self, name: &str, call: &CallUnderGuard) -> String {
        let again = self.again;
        let is_closure = call.function.ends_with("{{closure}}");
        if let Some(advice) = self.method_of_variable(name, call) {
            return advice;
        }
        let boxed = self.held.non_clone_type.as_ref();
        let is_boxed = boxed.is_some_and(|boxed| boxed.starts_with("Box"));
        match &call.remedy {
            Some(GuardRemedy::DropInCallee) => {
                let inside = call.path.first().map(|call| &call.place);
                let line = inside.or(self.met.place.as_ref());
                let line = line.map_or(String::new(), |line| line_text(self.trace, line));
                format!("in {}, drop `self` before {line}", function(&call.function))
            }
            // What the loop calls comes from the guard, and cannot be cloned.
            Some(GuardRemedy::CollectBefore { .. }) if is_boxed => format!(
                "store `Rc<dyn …>` in place of `Box<dyn …>`, so that {} can clone what the loop needs, and drop `{name}` before the loop",
                function(&call.from.function)
            ),
            // It is used for the call: the closure comes from it, or gets it.
            Some(
                GuardRemedy::UseArgument
                | GuardRemedy::BorrowAgain
                | GuardRemedy::CloneBefore
                | GuardRemedy::CollectBefore { .. },
            )
            | None
                if is_closure =>
            {
                for_closure(self.trace, call, self.met, (name, again))
            }
            Some(GuardRemedy::UseArgument) => {
                let at = on_line(self.trace, self.met.place.as_ref());
                let callee = function(&call.function);
                format!("use what {callee} gets from `{name}` instead of {again}ing again{at}")
            }
            Some(remedy) if is_closure || *remedy != GuardRemedy::DropBefore => {
                let around = (self.trace, Some(&call.from.place));
                in_owner(call) + &for_used_guard(around, &self.step(), remedy, (name, again))
            }
            // Of a value that is dropped, it can be passed on to nothing.
            _ if call.dropped_type.is_some() || self.is_upgrade() => format!(
                "{}drop `{name}` before {}",
                in_owner(call),
                self.step().before
            ),
            _ => format!(
                "{}drop `{name}` before {}, or pass it as an argument instead of {again}ing again there",
                in_owner(call),
                self.step().before
            ),
        }
    }

    /// A method of the value in a variable with the guard: it drops parts of the value, or runs a closure of the same function.
    fn method_of_variable(&self, name: &str, call: &CallUnderGuard) -> Option<String> {
        if !call.is_on_guard {
            return None;
        }
        if call.dropped_type.is_some() {
            let method = call.method.as_deref()?;
            return REMOVING.contains(&method).then(|| {
                format!(
                    "{}move what `{method}` removes into a variable, and drop that after `{name}`",
                    in_owner(call)
                )
            });
        }
        let around = call.function.strip_suffix("::{{closure}}")?;
        let since = self.held.owner.as_ref().map(|owner| &owner.place);
        let since = line_text(self.trace, since.or(self.guard.since)?);
        (around == call.from.function).then(|| {
            format!(
                "{}compute what the closure needs before {since}, so that the closure {}s nothing",
                in_owner(call),
                self.again
            )
        })
    }

    /// A variable whose own function meets the guard again.
    fn own_variable(&self, name: &str) -> Option<String> {
        let again = self.again;
        let step = self.step();
        let before = &step.before;
        let remedy = self.held.remedy.as_ref();
        let since = self.guard.since.map(|since| line_text(self.trace, since));
        Some(match remedy {
            None | Some(GuardRemedy::DropBefore) if self.is_upgrade() => format!(
                "drop `{name}` before {before}, or take a write guard on {} instead",
                since?
            ),
            None | Some(GuardRemedy::DropBefore) => {
                format!("use `{name}` instead of {again}ing again, or drop it before {before}")
            }
            Some(GuardRemedy::BorrowAgain | GuardRemedy::UseArgument) if self.is_upgrade() => {
                format!("take a write guard on {} and use it on {before}", since?)
            }
            Some(
                GuardRemedy::BorrowAgain
                | GuardRemedy::UseArgument
                | GuardRemedy::CallAfterLoop
                | GuardRemedy::CloneBefore,
            ) if !self.is_upgrade() => {
                format!("use `{name}` instead of {again}ing again on {before}")
            }
            Some(remedy) => {
                let around = (self.trace, self.met.place.as_ref());
                for_used_guard(around, &step, remedy, (name, again))
            }
        })
    }
}

const CLONES_FOR_LOOP: &str = "collect clones of what the loop needs into a variable before the `for`, so that the `;` drops the guard";

/// Methods that drop what they remove.
const REMOVING: [&str; 6] = [
    "clear",
    "dedup",
    "dedup_by_key",
    "drain",
    "retain",
    "truncate",
];

/// Methods whose closure returns the value to store.
const STORING: [&str; 5] = [
    "get_or_insert_with",
    "insert_with",
    "or_insert_with",
    "or_insert_with_key",
    "resize_with",
];

/// A guard in a variable that is used where the guard is in the way, or after that.
fn for_used_guard(
    (trace, around): (&Trace, Option<&Place>),
    step: &CallWords,
    remedy: &GuardRemedy,
    (name, again): (&str, &str),
) -> String {
    let at_line = |line: u32| match around {
        Some(around) => {
            let around = around.clone();
            line_text(trace, &Place { line, ..around })
        }
        None => format!("line {line}"),
    };
    match remedy {
        GuardRemedy::DropBefore => format!("drop `{name}` before {}", step.before),
        GuardRemedy::BorrowAfter => format!("move the `let` of `{name}` below {}", step.below),
        GuardRemedy::CallAfter { line } => {
            let last = at_line(*line);
            format!(
                "drop `{name}` after {last}, where it is last used, and {} after that",
                step.later
            )
        }
        GuardRemedy::CollectBefore { used_after: false } => format!(
            "collect clones of what the loop needs before it, and drop `{name}` before the loop"
        ),
        GuardRemedy::CollectBefore { used_after: true } => format!(
            "collect clones of what the loop needs before it, drop `{name}` before the loop, and {again} again after it"
        ),
        GuardRemedy::CollectIterator { line } => {
            let made = at_line(*line);
            format!(
                "collect what the closure on {made} returns into a `Vec`, drop `{name}`, and {} after that",
                step.later
            )
        }
        GuardRemedy::CallAfterLoop => format!(
            "keep what {} needs in a variable, and {} after the loop, once `{name}` is dropped",
            step.subject, step.later
        ),
        GuardRemedy::CloneBefore => format!(
            "clone what you need of `{name}`, so that it can be dropped before {}",
            step.before
        ),
        GuardRemedy::BorrowAgain | GuardRemedy::UseArgument | GuardRemedy::DropInCallee => {
            format!(
                "drop `{name}` before {}, and {again} again after that",
                step.before
            )
        }
    }
}

/// A call, for sentences about what should come before or after it.
struct CallWords {
    /// ``the call of `flag_low` on line 93``, or `the closure that line 93 runs`
    subject: String,
    /// ``the call of `flag_low` on line 93``, or `line 93 runs the closure`
    before: String,
    /// ``line 93, which drops the `Lease` ``
    below: String,
    /// ``make the call of `flag_low` on line 93``
    later: String,
}

impl CallWords {
    fn new(trace: &Trace, call: &CallUnderGuard) -> Self {
        let line = line_text(trace, &call.from.place);
        let at = on_line(trace, Some(&call.from.place));
        if let Some(value) = &call.dropped_type {
            return Self {
                subject: format!("the drop of the `{value}`{at}"),
                before: format!("the `{value}` is dropped{at}"),
                below: format!("{line}, which drops the `{value}`"),
                later: format!("drop the `{value}`"),
            };
        }
        if call.function.ends_with("{{closure}}") {
            return Self {
                subject: format!("the closure that {line} runs"),
                before: format!("{line} runs the closure"),
                below: format!("{line}, which runs the closure"),
                later: format!("run what {line} runs"),
            };
        }
        let text = format!("the call of {}{at}", function(&call.function));
        Self {
            subject: text.clone(),
            before: text.clone(),
            later: format!("make {text}"),
            below: text,
        }
    }
}

/// A guard that lives as long as the statement whose head it is a temporary of.
pub(super) fn for_temporary(held: &Holding) -> Option<String> {
    let Some(Keeper::Temporary { head: Some(word) }) = &held.kept_alive_by else {
        return None;
    };
    Some(match word.as_str() {
        "for" => CLONES_FOR_LOOP.to_owned(),
        "while let" => {
            "use `loop` with a `let` that takes the value, so that its `;` drops the guard"
                .to_owned()
        }
        word => {
            format!(
                "take or clone the value with a `let` before the `{word}`, so that the `;` drops the guard"
            )
        }
    })
}

/// A guard in a variable, under which a closure runs.
fn for_closure(
    trace: &Trace,
    call: &CallUnderGuard,
    met: &TraceEvent,
    (name, again): (&str, &str),
) -> String {
    let around = call
        .function
        .strip_suffix("::{{closure}}")
        .unwrap_or_default();
    let line = line_text(trace, &call.from.place);
    let own = &call.from.function;
    let Some(inside) = call.path.first() else {
        let at = on_line(trace, met.place.as_ref());
        return format!("use `{name}` or what the closure gets instead of {again}ing again{at}");
    };
    let at = on_line(trace, Some(&inside.place));
    if around == own {
        return format!(
            "in the closure, borrow in a separate statement before the call{at}, instead of keeping `{name}` alive during the call"
        );
    }
    let is_passed = met.calls.windows(2).any(|pair| {
        pair[0].place == call.from.place && pair[0].function == *own && pair[1].function == around
    });
    let callee = call.path.get(1).or_else(|| met.calls.first());
    match callee.filter(|_| is_passed) {
        Some(callee) => format!(
            "call {} after `{own}` has returned, not in the closure{at}",
            function(&callee.function)
        ),
        None => format!(
            "in `{own}`, take or clone the closure out of `{name}`, and drop `{name}` before {line} runs it"
        ),
    }
}

/// Returns ``in `reserve`, ``: where the guard is.
fn in_owner(call: &CallUnderGuard) -> String {
    format!("in {}, ", function(&call.from.function))
}

/// Returns `` on line 9``: where a variable of the function with the guard is bound.
fn line_in_owner(trace: &Trace, held: &Holding, line: u32) -> String {
    let owner = held.owner.as_ref().map(|owner| owner.place.clone());
    let place = owner.map(|place| Place { line, ..place });
    on_line(trace, place.as_ref())
}

fn ends_with(held: &Holding, sign: char) -> bool {
    held.until
        .as_ref()
        .is_some_and(|end| end.token == Some(sign))
}

/// Returns where the function with a guard should drop it, if it calls another one while it has it.
pub(super) fn drop_before(trace: &Trace, held: &Holding) -> Option<String> {
    let call = held.call.as_ref()?;
    let Some(Keeper::Variable { name, .. }) = &held.kept_alive_by else {
        return None;
    };
    if !is_editable(&call.from.place) {
        return None;
    }
    let remedy = call.remedy.as_ref().unwrap_or(&GuardRemedy::DropBefore);
    let step = CallWords::new(trace, call);
    let around = (trace, Some(&call.from.place));
    Some(in_owner(call) + &for_used_guard(around, &step, remedy, (name, "lock")))
}
