//! What can be done about a guard that a function has while it makes a call.

use super::here;
use crate::report::trace::explanation::holding::function;
use crate::report::trace::names::{line_text, on_line};
use crate::verdict::{CallUnderGuard, GuardRemedy, Holding, Keeper, Place, Trace, TraceEvent};

/// A guard that is in the way of its own thread. `again` is `borrow` or `lock`.
pub(super) fn for_guard(
    trace: &Trace,
    held: &Holding,
    met: &TraceEvent,
    again: &str,
) -> Option<String> {
    let call = held.calls.as_ref();
    if let Some(advice) = for_temporary(held) {
        return Some(advice);
    }
    let before = match call {
        Some(call) => CallWords::new(trace, call).before,
        None => here(trace, met)?,
    };
    let runs_drop = call.is_some_and(|call| call.drops.is_some());
    Some(match (&held.keeper, call) {
        (Some(Keeper::Temporary { .. }), _) if runs_drop => {
            "move the old value into a variable (`let old = …`), so that the guard is dropped before it"
                .to_owned()
        }
        (Some(Keeper::Temporary { .. }), Some(call)) if call.is_on_guard => {
            let method = function(&call.function);
            let at = on_line(trace, Some(&call.from.place));
            format!(
                "compute what {method} needs in a separate statement before the {again}{at}, so that {method} calls nothing that {again}s again"
            )
        }
        (Some(Keeper::Temporary { .. }), _) => format!(
            "take or clone what you need in a separate statement before {before}: its `;` drops the guard"
        ),
        (Some(Keeper::Variable { name, line, is_iterator: true }), _) => {
            let line = line_in_owner(trace, held, *line);
            format!("collect `{name}` into a `Vec`{line}, so that the guard is dropped there")
        }
        // The parameter of a closure, whose call has the guard.
        (Some(Keeper::Variable { .. }), Some(_)) if ends_with(held, ')') => {
            "first clone what the closure gets into a variable with `let`: the `;` drops the guard"
                .to_owned()
        }
        // The arm of a `match`, whose pattern has the guard.
        (Some(Keeper::Variable { name, .. }), Some(_)) if ends_with(held, ',') => format!(
            "before the `match`, clone what `{name}` refers to into a variable with `let`: the `;` drops the guard"
        ),
        (Some(Keeper::Variable { name, .. }), Some(call)) => {
            let is_closure = call.function.ends_with("{{closure}}");
            match call.remedy {
                // It is used for the call: the closure comes from it, or gets it.
                Some(
                    GuardRemedy::UseArgument
                    | GuardRemedy::BorrowAgain
                    | GuardRemedy::CloneBefore
                    | GuardRemedy::CollectBefore,
                )
                | None
                    if is_closure =>
                {
                    for_closure(trace, call, met, (name, again))
                }
                Some(GuardRemedy::UseArgument) => {
                    let at = on_line(trace, met.place.as_ref());
                    let callee = function(&call.function);
                    format!("use what {callee} gets of `{name}` instead of {again}ing again{at}")
                }
                Some(remedy) if is_closure || remedy != GuardRemedy::DropBefore => {
                    for_used_guard(trace, call, remedy, (name, again))
                }
                // Of a value that is dropped, it can be passed on to nothing.
                _ if runs_drop => format!("{}drop `{name}` before {before}", in_owner(call)),
                _ => format!(
                    "{}drop `{name}` before {before}, or pass it as an argument instead of {again}ing again there",
                    in_owner(call)
                ),
            }
        }
        (Some(Keeper::Variable { name, .. }), None) => {
            format!("use `{name}` instead of {again}ing again, or drop it before {before}")
        }
        (None, _) => format!("drop the guard before {before}"),
    })
}

/// A guard in a variable that is used at the call or after it.
fn for_used_guard(
    trace: &Trace,
    call: &CallUnderGuard,
    remedy: GuardRemedy,
    (name, again): (&str, &str),
) -> String {
    let step = CallWords::new(trace, call);
    let advice = match remedy {
        GuardRemedy::DropBefore => format!("drop `{name}` before {}", step.before),
        GuardRemedy::BorrowAfter => format!("move the `let` of `{name}` behind {}", step.behind),
        GuardRemedy::CallAfter { line } => {
            let last = line_text(
                trace,
                &Place {
                    line,
                    ..call.from.place.clone()
                },
            );
            format!(
                "drop `{name}` after {last}, where it is last used, and {} after that",
                step.later
            )
        }
        GuardRemedy::CollectBefore => format!(
            "collect clones of what the loop needs before it, and drop `{name}` before the loop"
        ),
        GuardRemedy::CloneBefore => format!(
            "clone what you need of `{name}`, so that it can be dropped before {}",
            step.before
        ),
        GuardRemedy::BorrowAgain | GuardRemedy::UseArgument => {
            format!(
                "drop `{name}` before {}, and {again} again after that",
                step.before
            )
        }
    };
    in_owner(call) + &advice
}

/// A call, for sentences about what should come before or after it.
struct CallWords {
    /// ``the call of `flag_low` on line 93``, or `line 93 runs the closure`
    before: String,
    /// ``line 93, which drops the `Lease` ``
    behind: String,
    /// ``make the call of `flag_low` on line 93``
    later: String,
}

impl CallWords {
    fn new(trace: &Trace, call: &CallUnderGuard) -> Self {
        let line = line_text(trace, &call.from.place);
        let at = on_line(trace, Some(&call.from.place));
        if let Some(value) = &call.drops {
            return Self {
                before: format!("the `{value}` is dropped{at}"),
                behind: format!("{line}, which drops the `{value}`"),
                later: format!("drop the `{value}`"),
            };
        }
        if call.function.ends_with("{{closure}}") {
            return Self {
                before: format!("{line} runs the closure"),
                behind: format!("{line}, which runs the closure"),
                later: format!("run what {line} runs"),
            };
        }
        let text = format!("the call of {}{at}", function(&call.function));
        Self {
            before: text.clone(),
            later: format!("make {text}"),
            behind: text,
        }
    }
}

/// A guard that lives as long as the statement whose head it is a temporary of.
pub(super) fn for_temporary(held: &Holding) -> Option<String> {
    let Some(Keeper::Temporary { head: Some(word) }) = &held.keeper else {
        return None;
    };
    Some(match word.as_str() {
        "for" => "collect clones of what the loop needs into a variable before the `for`, so that the `;` drops the guard".to_owned(),
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
        .is_some_and(|end| end.sign == Some(sign))
}

/// Returns where the function with a guard should drop it, if it calls another one while it has it.
pub(super) fn drop_before(trace: &Trace, held: &Holding) -> Option<String> {
    let call = held.calls.as_ref()?;
    let Some(Keeper::Variable { name, .. }) = &held.keeper else {
        return None;
    };
    let remedy = call.remedy.unwrap_or(GuardRemedy::DropBefore);
    Some(for_used_guard(trace, call, remedy, (name, "lock")))
}
