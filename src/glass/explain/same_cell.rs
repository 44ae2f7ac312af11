//! Finds in the source why two names of a function stand for one cell.

use super::leak::{argument_for, let_of};
use crate::glass::explain::history::{GuardLife, History};
use crate::glass::scopes::enclosing_function;
use crate::glass::tokens::SourceTokens;
use crate::verdict::{ClonedHandle, PassedTwice, Place, SameCell};

/// The maximum length of an argument to name.
const MAX_LENGTH: usize = 32;

/// The maximum number of calls through which the arguments are followed.
const MAX_FRAMES: usize = 4;

pub(super) fn same_cell(
    history: &History<'_>,
    life: &GuardLife<'_>,
    met_at: usize,
    names: &[String; 2],
) -> Option<SameCell> {
    let (began, met) = (
        history.trace.events.get(life.began)?,
        history.trace.events.get(met_at)?,
    );
    let (used, other) = (began.place.as_ref()?, met.place.as_ref()?);
    let file = history.source.tokens(used)?;
    let (_, body, _) = enclosing_function(file, file.at(used)?)?;
    let of_other = history.source.tokens(other)?;
    let is_one_function = used.file == other.file
        && enclosing_function(of_other, of_other.at(other)?)?.1 == body
        && began.calls.get(1..) == met.calls.get(1..);
    if !is_one_function || names[0] == names[1] {
        return None;
    }
    let is_bound_again = |place: &Place, name: &str| {
        let end = file.at(place).and_then(|at| file.start_of_statement(at));
        let mut before = body..end.unwrap_or(file.len());
        before.any(|at| {
            let binds = matches!(file.text(at - 1), "let" | "mut" | "ref" | "for" | "|" | "(");
            binds && file.text(at) == name
        })
    };
    let are_parameters =
        !is_bound_again(used, variable(&names[0])) && !is_bound_again(other, variable(&names[1]));
    let frames = if are_parameters { MAX_FRAMES } else { 0 };
    let mut passed = None;
    let mut function = (file, body);
    for call in began.calls.iter().skip(1).take(frames) {
        let caller = history.source.tokens(&call.place)?;
        let at = caller.at(&call.place)?;
        let argument =
            |name: &String| argument_for(function.0, function.1, caller, at, variable(name));
        let Some(arguments) = argument(&names[0]).zip(argument(&names[1])) else {
            break;
        };
        let arguments: [String; 2] = arguments.into();
        let are_parameters = (arguments.iter().zip(names))
            .all(|(argument, name)| handle(argument) == variable(name));
        if are_parameters {
            function = (caller, enclosing_function(caller, at)?.1);
            continue;
        }
        let is_fit = |text: &String| text.len() <= MAX_LENGTH && !text.contains(['|', '{']);
        let are_two = arguments[0] != arguments[1] && arguments.iter().all(is_fit);
        passed = are_two.then(|| (caller, call.place.clone(), arguments));
        break;
    }
    let cloned = match &passed {
        Some((caller, place, arguments)) => {
            let [one, other] = arguments.each_ref().map(|text| handle(text));
            cloned(caller, place, [one, other])
        }
        None => cloned(file, other, [&names[0], &names[1]]),
    };
    let passed = passed.map(|(_, place, arguments)| PassedTwice { place, arguments });
    (passed.is_some() || cloned.is_some()).then_some(SameCell { passed, cloned })
}

/// Returns the variable of a path: `from` of `from.votes`.
fn variable(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}

/// Returns the variable that is lent or cloned: `a` of `&a`, `a.clone()` and `Rc::clone(&a)`.
fn handle(text: &str) -> &str {
    let call = ["Rc::clone(", "Arc::clone("]
        .iter()
        .find_map(|call| text.strip_prefix(call)?.strip_suffix(')'));
    let text = call
        .or_else(|| text.strip_suffix(".clone()"))
        .unwrap_or(text);
    text.trim_start_matches('&')
}

/// Returns where one of two variables of a function is made as a clone of the other.
fn cloned(file: &SourceTokens, place: &Place, names: [&str; 2]) -> Option<ClonedHandle> {
    let [one, other] = names;
    [(one, other), (other, one)]
        .into_iter()
        .find_map(|(name, original)| {
            let (binding, made) = let_of(file, place, name)?;
            let made: String = made.split_whitespace().collect();
            let is_clone = made.ends_with(')') && made != original && handle(&made) == original;
            Some(ClonedHandle {
                name: name.to_owned(),
                original: original.to_owned(),
                place: file.place(binding, &place.file).filter(|_| is_clone)?,
            })
        })
}
