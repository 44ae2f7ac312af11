//! Says why a guard is still alive: what holds it, where it is dropped, and the call that led to the refused borrow or
//! lock.

use super::calls_in_a_row;
use crate::report::trace::names::{line_text, on_line, on_line_text};
use crate::text::capitalize;
use crate::verdict::{
    Call, CallUnderGuard, FieldOfType, GuardEnd, Holding, Keeper, StoredGuard, Suspended, Trace,
};

#[derive(Clone, Copy)]
pub(super) struct GuardNames<'a> {
    /// What the first sentence calls it.
    pub(super) subject: &'a str,
    /// The variable that it was created in.
    pub(super) variable: Option<&'a str>,
}

/// Whether another sentence names the last call before a guard was met.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum LastCall {
    Unnamed,
    NamedBefore,
    /// The sentence may come later.
    NamedElsewhere,
}

impl LastCall {
    pub(super) fn named_before_if(is_named: bool) -> Self {
        if is_named {
            Self::NamedBefore
        } else {
            Self::Unnamed
        }
    }
}

/// Returns the sentences about a guard, each after a space.
pub(super) fn holding_text(
    trace: &Trace,
    names: GuardNames<'_>,
    held: &Holding,
    last: LastCall,
) -> String {
    if let Some(suspended) = &held.suspended {
        return format!(" {}.", suspended_text(trace, names, held, suspended));
    }
    let life = lifetime_text(trace, names, held);
    let calls = held.call.as_ref();
    let calls = calls.filter(|call| last == LastCall::Unnamed || !call.path.is_empty());
    // After a sentence about the guard, it needs no name.
    let subject = if life.is_some() { "it" } else { names.subject };
    let calls = calls.map(|call| under_guard(trace, (subject, "is"), call, last));
    let says = life.into_iter().chain(calls);
    let says: Vec<String> = says.map(|says| format!(" {says}.")).collect();
    says.concat()
}

fn lifetime_text(trace: &Trace, names: GuardNames<'_>, held: &Holding) -> Option<String> {
    let subject = names.subject;
    let until = held.until.as_ref();
    let certain = until
        .filter(|end| !end.dropped_by_panic)
        .map(|end| end_of(trace, end, held.kept_alive_by.as_ref()));
    let owner = held.owner.as_ref();
    if let Some((field, stored)) = held.field.as_ref().zip(held.stored.as_ref()) {
        return Some(stored_text(trace, subject, (field, stored), certain));
    }
    let outlived = owner.zip(held.created_in.as_ref());
    let got = outlived.map(|(call, helper)| {
        let at = on_line_text(trace, &call.place);
        let (owner, helper) = (function(&call.function), function(helper));
        format!("{owner} got {subject} from {helper}{at}")
    });
    let by_panic = || {
        let end = until.filter(|end| end.dropped_by_panic)?;
        let function = end.function.as_ref().filter(|_| owner.is_none());
        let inside = function.map(|name| format!(" in {}", self::function(name)));
        Some(format!(
            "the panic dropped {subject}{}{}",
            at_end(trace, end),
            inside.unwrap_or_default()
        ))
    };
    // A `with_borrow_mut` of a thread-local value has the guard while it runs the closure.
    let method = held.call.as_ref().and_then(|call| call.method.as_ref());
    let method = method.filter(|method| method.starts_with("with_borrow"));
    match (&held.kept_alive_by, got, certain) {
        (Some(Keeper::Temporary { head: None }), None, Some(end)) if method.is_some() => {
            let method = method.map_or("", String::as_str);
            Some(format!("`{method}` holds {subject} until {end}"))
        }
        (Some(Keeper::Temporary { head: expression }), got, Some(end)) => {
            let of = match expression {
                Some(name) if name == "for" => {
                    "a temporary in the iterator expression of the `for`".to_owned()
                }
                Some(name) if matches!(name.as_str(), "if" | "while") => {
                    format!("a temporary in the condition of the `{name}`")
                }
                Some(name) => format!("a temporary in the scrutinee of the `{name}`"),
                None => "a temporary".to_owned(),
            };
            Some(match got {
                Some(got) => format!("{got}: as {of}, it lives until {end}"),
                None => format!("As {of}, {subject} lives until {end}"),
            })
        }
        (
            Some(Keeper::Variable {
                name: variable,
                line,
                is_iterator,
            }),
            got,
            end,
        ) if names.variable != Some(variable) || got.is_some() => {
            let place = owner.map(|owner| owner.place.clone()).map(|mut place| {
                place.line = *line;
                place
            });
            let since = match place {
                Some(place) if got.is_none() => format!(" ({})", line_text(trace, &place)),
                Some(_) => String::new(),
                None => format!(" (line {line})"),
            };
            let kind = if *is_iterator { "the iterator " } else { "" };
            let part = match (got, taken_as(trace, held)) {
                (Some(got), Some(taken)) => format!("{got} in {kind}`{variable}`, which {taken}"),
                (Some(got), None) => format!("{got}, and keeps it in {kind}`{variable}`"),
                (None, Some(taken)) => capitalize(&format!(
                    "{kind}`{variable}`{since}, which {taken}, keeps {subject}"
                )),
                (None, None) => capitalize(&format!("{kind}`{variable}`{since} keeps {subject}")),
            };
            Some(match (end, by_panic()) {
                (Some(end), _) => format!("{part} until {end}"),
                (None, Some(end)) => format!("{part}; {end}"),
                (None, None) => part,
            })
        }
        (_, None, Some(end)) => Some(format!("{} lives until {end}", capitalize(subject))),
        (_, Some(_), end) => {
            let (call, helper) = outlived?;
            let (owner, helper) = (function(&call.function), function(helper));
            let at = on_line_text(trace, &call.place);
            let outlived = format!(
                "{} outlived {helper}, which {owner} called{at}",
                capitalize(subject)
            );
            Some(match (end, by_panic()) {
                (Some(end), _) => format!("{outlived}, and lives until {end}"),
                (None, Some(end)) => format!("{outlived}; {end}, in {owner}"),
                (None, None) => outlived,
            })
        }
        (_, None, None) => by_panic().map(|says| capitalize(&says)),
    }
}

/// Says which future holds a guard while it is suspended, and how long.
fn suspended_text(
    trace: &Trace,
    names: GuardNames<'_>,
    held: &Holding,
    suspended: &Suspended,
) -> String {
    let owner = capitalize(&function(&suspended.owner.function));
    let subject = names.subject;
    let at = suspended.awaits.as_ref().map_or_else(
        || "an `.await`".to_owned(),
        |place| format!("the `.await`{}", on_line_text(trace, place)),
    );
    let got = held.created_in.as_ref().map_or(String::new(), |helper| {
        let at = on_line_text(trace, &suspended.owner.place);
        format!(", which got {subject} from {}{at},", function(helper))
    });
    let variable = match &held.kept_alive_by {
        Some(Keeper::Variable { name, .. }) if names.variable != Some(name) => {
            format!(" in `{name}`")
        }
        Some(Keeper::Variable { .. } | Keeper::Temporary { .. }) | None => String::new(),
    };
    let until = held.until.as_ref().map_or(String::new(), |end| {
        format!(" until {}", end_of(trace, end, held.kept_alive_by.as_ref()))
    });
    let subject = if got.is_empty() { subject } else { "it" };
    format!("{owner}{got} is suspended at {at} and keeps {subject}{variable}{until}")
}

/// Says which method put a guard into a field, and how long it stays there.
fn stored_text(
    trace: &Trace,
    subject: &str,
    (field, stored): (&FieldOfType, &StoredGuard),
    until: Option<String>,
) -> String {
    let StoredGuard { method, called_by } = stored;
    let caller = called_by.as_ref().map_or(String::new(), |caller| {
        let at = on_line_text(trace, &caller.place);
        format!(" (called by {}{at})", function(&caller.function))
    });
    let (put_by, at) = (
        function(&method.function),
        on_line_text(trace, &method.place),
    );
    let FieldOfType { type_name, name } = field;
    let until =
        until.unwrap_or_else(|| format!("that field is set again or the `{type_name}` is dropped"));
    format!(
        "{put_by}{caller} put {subject} into the field `{name}` of `{type_name}`{at}. The field keeps it until {until}"
    )
}

/// Returns ``the `}` on line 8``, or `` `drop(guard)` on line 8``.
fn end_of(trace: &Trace, end: &GuardEnd, keeper: Option<&Keeper>) -> String {
    match keeper {
        Some(Keeper::Variable { name, .. }) if end.token.is_none() && end.consumed_by.is_none() => {
            format!("`drop({name})`{}", on_line_text(trace, &end.place))
        }
        _ => end_text(trace, end),
    }
}

/// Returns ``the `}` on line 8``.
pub(super) fn end_text(trace: &Trace, end: &GuardEnd) -> String {
    let on = on_line_text(trace, &end.place);
    match (end.token, &end.consumed_by) {
        (Some(','), _) => format!("the end of the `match` arm{on}"),
        (Some(sign), _) => format!("the `{sign}`{on}"),
        (None, Some(word)) if ["return", "break", "continue"].contains(&word.as_str()) => {
            format!("the `{word}`{on}")
        }
        (None, Some(drop)) if drop.starts_with("drop(") => format!("`{drop}`{on}"),
        (None, Some(method)) if method.starts_with('.') => format!("`{method}`{on} consumes it"),
        (None, Some(taken_by)) if taken_by.contains('.') => format!("`{taken_by}`{on}"),
        (None, Some(taken_by)) => format!("`{taken_by}`{on} takes it"),
        (None, None) => line_text(trace, &end.place),
    }
}

/// Returns `` at the `}` on line 8``, or ` on line 8` if nothing shows where on the line.
pub(super) fn at_end(trace: &Trace, end: &GuardEnd) -> String {
    match (end.token, &end.consumed_by) {
        (None, None) => on_line_text(trace, &end.place),
        _ => format!(" at {}", end_text(trace, end)),
    }
}

/// Says which calls lead from the function with a guard to where the guard is in the way.
pub(super) fn under_guard(
    trace: &Trace,
    (subject, is): (&str, &str),
    call: &CallUnderGuard,
    last: LastCall,
) -> String {
    let at = on_line(trace, Some(&call.from.place));
    let (from, to) = (function(&call.from.function), function(&call.function));
    let anonymous = kind_of_anonymous(&call.function);
    let line = line_text(trace, &call.from.place);
    let dropped = call
        .dropped_type
        .as_ref()
        .filter(|_| call.function == "drop");
    let is_named_before = last == LastCall::NamedBefore && call.path.len() == 1;
    let first = if let Some(kind) = anonymous.filter(|_| is_named_before) {
        format!("{line} runs that {kind}")
    } else if anonymous.is_some() {
        format!("{line} runs {to}")
    } else if let Some(value) = dropped {
        format!("{line} drops a `{value}`")
    } else if is_recursive(call) {
        let deep = call.path.len() + 1;
        return format!("While {subject} {is} alive, {from} calls itself{at}, {deep} calls deep");
    } else {
        format!("{from} calls {to}{at}")
    };
    let path: Vec<&Call> = call.path.iter().collect();
    let all: Vec<&Call> = [&call.from]
        .into_iter()
        .chain(path.iter().copied())
        .collect();
    // A function that calls itself under its guard.
    if let Some(recursion) = calls_in_a_row(trace, &all).filter(|calls| {
        let deeper = calls.strip_prefix(&first);
        deeper.is_some_and(|rest| rest.ends_with(" calls deep") && !rest.contains("calls `"))
    }) {
        return format!("While {subject} {is} alive, {recursion}");
    }
    let more = calls_in_a_row(trace, &path);
    let more = more.map(|more| match (more.strip_prefix(&to), anonymous) {
        (Some(rest), Some(kind)) => format!("The {kind}{rest}"),
        _ => capitalize(&more),
    });
    let more = more.map_or(String::new(), |more| format!(". {more}"));
    format!("While {subject} {is} alive, {first}{more}")
}

/// Returns `` `commit` takes as `self` on line 9 ``, if the call under the guard takes the variable that holds it.
fn taken_as(trace: &Trace, held: &Holding) -> Option<String> {
    let call = held.call.as_ref()?;
    let at = on_line(trace, Some(&call.from.place));
    held.is_given_as_self
        .then(|| format!("{} takes as `self`{at}", function(&call.function)))
}

/// Whether all calls are those of one function to itself, on one line.
fn is_recursive(call: &CallUnderGuard) -> bool {
    let is_same = |inner: &Call| inner == &call.from;
    call.function == call.from.function && !call.path.is_empty() && call.path.iter().all(is_same)
}

/// Returns `` `walk` ``, or `` a closure in `walk` ``. A closure that another crate calls may lack the function around it.
pub(in crate::report::trace) fn function(name: &str) -> String {
    match (kind_of_anonymous(name), Call::named(name)) {
        (Some("closure"), "") => "a closure".to_owned(),
        (Some("closure"), around) => format!("a closure in `{around}`"),
        (Some(kind), around) => format!("an {kind} in `{around}`"),
        (None, name) => format!("`{name}`"),
    }
}

/// Returns what the code of a call is, if it is not that of a function.
pub(super) fn kind_of_anonymous(function: &str) -> Option<&'static str> {
    if function.ends_with(Call::CLOSURE) {
        Some("closure")
    } else if function.ends_with(Call::ASYNC_BLOCK) {
        Some("`async` block")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::function;

    #[test]
    fn a_closure_is_named_after_the_function_around_it() {
        assert_eq!(function("walk"), "`walk`");
        assert_eq!(function("walk::{{closure}}"), "a closure in `walk`");
        assert_eq!(function("::{{closure}}"), "a closure");
        assert_eq!(function("walk::{{async}}"), "an `async` block in `walk`");
    }
}
