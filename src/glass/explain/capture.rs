//! Finds in the source whether a closure that is stored somewhere holds an `Rc` or an `Arc`.

use crate::glass::scopes::{enclosing_function, implemented_type};
use crate::glass::tokens::{SourceTokens, Statement, any_word, content, variables};
use crate::verdict::{CapturedHandle, Place};
use proc_macro2::TokenTree;
use std::collections::BTreeSet;

/// What a closure captures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Capture {
    /// Handles that keep their values alive, if any.
    Handles {
        handles: Vec<CapturedHandle>,
        /// Whether the source shows where everything else comes from.
        is_known: bool,
    },
    /// There is no closure, or the source does not show it.
    Unknown,
}

/// The maximum number of steps in which a handle is traced to its origin.
const MAX_STEPS: u32 = 4;

/// Returns what the closure in the statement at this place captures.
pub(super) fn capture(file: &SourceTokens, place: &Place) -> Capture {
    find(file, place).unwrap_or(Capture::Unknown)
}

fn find(file: &SourceTokens, place: &Place) -> Option<Capture> {
    captured_at(file, place, MAX_STEPS)
}

fn captured_at(file: &SourceTokens, place: &Place, steps: u32) -> Option<Capture> {
    let statement = Statement::at(file, place)?;
    let names = names_in_closure(statement.tokens())?;
    let at = file.at(place)?;
    let mut is_known = true;
    let mut handles = Vec::new();
    for name in names {
        match origin(file, at, &name, steps) {
            Origin::Handle(line, of) => {
                let made = line.and_then(|at| file.place(at, &place.file));
                handles.push(CapturedHandle {
                    name,
                    bound_at: made,
                    type_name: of,
                    returned_by: None,
                });
            }
            Origin::Closure(function) => match returned_capture(file, place, &function, steps) {
                Some(Capture::Handles {
                    handles: inner,
                    is_known: is_inner_known,
                }) => {
                    handles.extend(inner);
                    is_known &= is_inner_known;
                }
                Some(Capture::Unknown) | None => is_known = false,
            },
            Origin::Unknown => is_known = false,
            Origin::Weak | Origin::NoVariable => {}
        }
    }
    Some(Capture::Handles { handles, is_known })
}

/// Returns what the closure that a function of the file returns captures.
fn returned_capture(
    file: &SourceTokens,
    place: &Place,
    function: &str,
    steps: u32,
) -> Option<Capture> {
    let steps = steps.checked_sub(1).filter(|steps| *steps > 0)?;
    let (_, close) = closure_function(file, function)?;
    let last = file.start_of_statement(close.checked_sub(1)?)?;
    let captured = captured_at(file, &file.place(last, &place.file)?, steps)?;
    let Capture::Handles { handles, is_known } = captured else {
        return None;
    };
    let handles = handles.into_iter().map(|handle| {
        let by = handle.returned_by.clone();
        CapturedHandle {
            returned_by: by.or_else(|| Some(function.to_owned())),
            ..handle
        }
    });
    Some(Capture::Handles {
        handles: handles.collect(),
        is_known,
    })
}

/// Returns the body of the only function with this name, if it returns a closure and never returns early.
fn closure_function(file: &SourceTokens, name: &str) -> Option<(usize, usize)> {
    let mut declared =
        (1..file.len()).filter(|at| file.text(at - 1) == "fn" && file.text(*at) == name);
    let at = declared.next().filter(|_| declared.next().is_none())?;
    let open = file.next_open_brace(at)?;
    let close = file.get(open)?.partner?;
    let is_closure = |at: usize| matches!(file.text(at), "Fn" | "FnMut" | "FnOnce");
    let arrow = (at..open).find(|at| file.is(*at, '-') && file.is(at + 1, '>'))?;
    let returns_closure = (arrow..open).any(is_closure);
    let returns_early = (open..close).any(|at| file.text(at) == "return" || file.is(at, '?'));
    (returns_closure && !returns_early).then_some((open, close))
}

/// Returns the words in the first closure among these tokens, other than its parameters.
fn names_in_closure(tokens: &[TokenTree]) -> Option<BTreeSet<String>> {
    let is_bar = |token: &TokenTree| token.to_string() == "|";
    let Some(first) = tokens.iter().position(is_bar) else {
        let mut groups = tokens.iter().map(content);
        return groups.find_map(|group| names_in_closure(&group));
    };
    let length = tokens[first + 1..].iter().position(is_bar)?;
    if !begins_closure(tokens, first) {
        return None;
    }
    let (parameters, body) = tokens[first + 1..].split_at(length);
    let body = &body[1..];
    let mut own = variables(parameters);
    bound_inside(body, &mut own);
    let mut names = BTreeSet::new();
    any_word(body, &mut |word| {
        if !own.contains(word) {
            names.insert(word.to_owned());
        }
        false
    });
    Some(names)
}

/// Whether the bar at this index begins a closure, unlike those in `a || b` and `a | b`.
fn begins_closure(tokens: &[TokenTree], at: usize) -> bool {
    let before = at.checked_sub(1).map(|at| tokens[at].to_string());
    before.is_none_or(|word| ["move", ",", "=", ">"].contains(&&*word))
}

/// Adds the variables that are bound inside a closure: by a `let`, an `if let`, or a closure in it.
fn bound_inside(tokens: &[TokenTree], own: &mut BTreeSet<String>) {
    let is = |at: usize, text: &str| {
        tokens
            .get(at)
            .is_some_and(|token| token.to_string() == text)
    };
    for (at, token) in tokens.iter().enumerate() {
        let end = if is(at, "let") { "=" } else { "|" };
        if is(at, "let") || (is(at, "|") && begins_closure(tokens, at)) {
            let rest = &tokens[at + 1..];
            let length = rest.iter().position(|token| token.to_string() == end);
            own.extend(variables(&rest[..length.unwrap_or(0)]));
        }
        bound_inside(&content(token), own);
    }
}

enum Origin {
    /// An `Rc` or an `Arc`: the `let` that binds it, and the type behind it.
    Handle(Option<usize>, Option<String>),
    /// A closure that this function returns.
    Closure(String),
    Weak,
    Unknown,
    /// The name is not a variable of the function.
    NoVariable,
}

/// Returns where the value of a variable comes from, looking backwards from a token.
fn origin(file: &SourceTokens, before: usize, name: &str, steps: u32) -> Origin {
    if steps == 0 {
        return Origin::Unknown;
    }
    for at in (0..before).rev() {
        match file.text(at) {
            "fn" => return origin_of_parameter(file, at, name),
            "let" if is_in_scope(file, at, before) => {
                let is_mut = usize::from(file.text(at + 1) == "mut");
                let Some(equals) = (at..before).find(|at| file.is(*at, '=') || file.is(*at, ';'))
                else {
                    continue;
                };
                if file.text(at + 1 + is_mut) == name {
                    return origin_of_value(file, at, equals, steps);
                }
                if (at + 1..equals).any(|at| file.text(at) == name) {
                    return Origin::Unknown;
                }
            }
            _ => {}
        }
    }
    Origin::NoVariable
}

/// Whether the block of a `let` extends to a later token.
fn is_in_scope(file: &SourceTokens, binding: usize, later: usize) -> bool {
    let open = file.enclosing_open(binding).and_then(|open| file.get(open));
    let close = open.and_then(|open| open.partner);
    close.is_none_or(|close| close > later)
}

/// Returns the origin of what a `let` binds: the value after `=`.
fn origin_of_value(file: &SourceTokens, binding: usize, equals: usize, steps: u32) -> Origin {
    let end = (equals..file.len()).find(|at| file.is(*at, ';'));
    let words: Vec<&str> = (equals + 1..end.unwrap_or(equals))
        .map(|at| file.text(at))
        .collect();
    let has = |word: &str| words.contains(&word);
    let is_handle = |word: &&str| matches!(*word, "Rc" | "Arc");
    if has("downgrade") || has("Weak") {
        return Origin::Weak;
    }
    match words.as_slice() {
        [of, ":", ":", "clone", "(", source, ")"]
        | [of, ":", ":", "clone", "(", "&", source, ")"]
            if is_handle(of) =>
        {
            match origin(file, binding, source, steps - 1) {
                Origin::Handle(_, of) => Origin::Handle(Some(binding), of),
                Origin::Closure(_) | Origin::Weak | Origin::Unknown | Origin::NoVariable => {
                    Origin::Handle(Some(binding), None)
                }
            }
        }
        [of, ":", ":", "clone", "(", "&", "self", ".", field, ")"] if is_handle(of) => {
            Origin::Handle(Some(binding), type_of_field(file, binding, field))
        }
        ["self", ".", field, ".", "clone", "(", ")"] => {
            let of = type_of_field(file, binding, field);
            of.map_or(Origin::Unknown, |of| {
                Origin::Handle(Some(binding), Some(of))
            })
        }
        [of, ":", ":", "clone" | "new", ..] if is_handle(of) => Origin::Handle(Some(binding), None),
        [.., "upgrade", "(", ")", "?"]
        | [.., "upgrade", "(", ")", ".", "unwrap", "(", ")"]
        | [.., "upgrade", "(", ")", ".", "expect", "(", _, ")"] => {
            Origin::Handle(Some(binding), None)
        }
        [source, ".", "clone", "(", ")"] | ["&", source] | [source] => {
            match origin(file, binding, source, steps - 1) {
                Origin::Handle(_, of) => Origin::Handle(Some(binding), of),
                found @ (Origin::Closure(_) | Origin::Weak) => found,
                Origin::Unknown | Origin::NoVariable => Origin::Unknown,
            }
        }
        ["self", ".", function, "(", rest @ ..]
        | ["Self", ":", ":", function, "(", rest @ ..]
        | [function, "(", rest @ ..]
            if closes_last(rest) && closure_function(file, function).is_some() =>
        {
            Origin::Closure((*function).to_owned())
        }
        _ => Origin::Unknown,
    }
}

/// Whether these tokens are the arguments of one call, whose parenthesis closes only at their end.
fn closes_last(rest: &[&str]) -> bool {
    let mut depth = 1;
    let closed = rest.iter().position(|word| {
        depth += match *word {
            "(" => 1,
            ")" => -1,
            _ => 0,
        };
        depth == 0
    });
    closed.is_some_and(|at| at + 1 == rest.len())
}

fn origin_of_parameter(file: &SourceTokens, function: usize, name: &str) -> Origin {
    let open = (function..file.len()).find(|at| file.is(*at, '('));
    let Some((open, close)) = open.and_then(|open| Some((open, file.get(open)?.partner?))) else {
        return Origin::Unknown;
    };
    let Some(at) = (open..close).find(|at| file.text(*at) == name) else {
        return Origin::NoVariable;
    };
    let end = (at..close).find(|at| file.is(*at, ','));
    let mut of = (at + 1..end.unwrap_or(close)).map(|at| file.text(at));
    match of.find(|word| matches!(*word, "Rc" | "Arc" | "Weak")) {
        Some("Weak") => Origin::Weak,
        Some(_) => {
            let of = of.nth(1).filter(|of| *of != "dyn");
            let of = match of {
                Some("Self") => implemented_type(file, open),
                of => of.map(str::to_owned),
            };
            Origin::Handle(None, of)
        }
        None => Origin::Unknown,
    }
}

/// Returns the type behind a handle in a field of `self`.
fn type_of_field(file: &SourceTokens, at: usize, field: &str) -> Option<String> {
    let (_, open, _) = enclosing_function(file, at)?;
    let of = implemented_type(file, open)?;
    let mut words = 1..file.len();
    let declared = words.find(|at| file.text(at - 1) == "struct" && file.text(*at) == of)?;
    let open = file.next_open_brace(declared)?;
    let close = file.get(open)?.partner?;
    let is_field = |at: &usize| {
        file.text(*at) == field && file.is(at + 1, ':') && file.enclosing_open(*at) == Some(open)
    };
    let at = (open..close).find(is_field)?;
    let is_handle = matches!(file.text(at + 2), "Rc" | "Arc") && file.is(at + 3, '<');
    let of = file.text(at + 4);
    (is_handle && of.starts_with(char::is_uppercase)).then(|| of.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closure_holds_a_handle_if_the_source_shows_where_it_comes_from() {
        for (body, expected) in [
            (
                "let p = Rc::clone(node); node.on(move |n| p.show(n));",
                Some("p"),
            ),
            (
                "let p = node.clone(); node.on(Box::new(move |n| p.show(n)));",
                Some("p"),
            ),
            (
                "let p = node.clone(); let q = p; node.on(move || { log(); q.show() });",
                Some("q"),
            ),
            ("node.on(move |n| node.show(n));", Some("node")),
            (
                "let p = Rc::downgrade(node); node.on(move |n| p.upgrade());",
                Some(""),
            ),
            (
                "node.on(move |n| n.a() || node.b() || n.c());",
                Some("node"),
            ),
            ("node.on(move |n| println!(\"{n}\"));", Some("")),
            (
                "let weak = Rc::downgrade(node); node.on(move |n| if let Some(node) = weak.upgrade() { node.show(n) });",
                Some(""),
            ),
            (
                "let p = self.name.clone(); node.on(move |n| p.show(n));",
                None,
            ),
            ("let p = node.clone(); node.on(p);", None),
            (
                "let p = self.me.upgrade().unwrap(); node.on(move |n| p.show(n));",
                Some("p"),
            ),
        ] {
            let source = format!("fn f(&self, node: &Rc<Node>) {{ {body} }}");
            let file = SourceTokens::parse(&source).unwrap();
            let place = Place {
                file: "a.rs".to_owned(),
                line: 1,
                column: u32::try_from(source.find("on(").unwrap()).unwrap() + 1,
            };
            let found = capture(&file, &place);
            let name = match &found {
                Capture::Handles { handles, is_known } => match handles.as_slice() {
                    [handle] => Some(handle.name.as_str()),
                    _ => is_known.then_some(""),
                },
                Capture::Unknown => None,
            };
            assert_eq!(name, expected, "{body}");
        }
    }
}
