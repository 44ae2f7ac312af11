//! Finds in the source whether a closure that is stored somewhere holds an `Rc` or an `Arc`.

use super::owner::may_own_a_handle;
use crate::glass::scopes::{enclosing_function, implemented_type};
use crate::glass::tokens::{SourceTokens, Statement, any_word, content, variables};
use crate::verdict::{CapturedHandle, NamedPlace, Place};
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
            Origin::Handle(handle) => {
                let place = |at: usize| file.place(at, &place.file);
                let field = handle.field.and_then(|(name, at)| {
                    Some(NamedPlace {
                        name: Some(name),
                        place: place(at)?,
                    })
                });
                handles.push(CapturedHandle {
                    name,
                    bound_at: handle.bound.and_then(place),
                    type_name: handle.of,
                    field,
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
            Origin::NoHandle | Origin::NoVariable => {}
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

/// Returns the words in the only closure among these tokens, other than its parameters.
fn names_in_closure(tokens: &[TokenTree]) -> Option<BTreeSet<String>> {
    let mut closures = Vec::new();
    collect_closures(tokens, &mut closures);
    let [closure] = closures.as_slice() else {
        return None;
    };
    let length = closure[1..].iter().position(is_bar)?;
    let (parameters, body) = closure[1..].split_at(length);
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

fn is_bar(token: &TokenTree) -> bool {
    token.to_string() == "|"
}

/// Collects the closures that are in no other closure.
fn collect_closures(tokens: &[TokenTree], found: &mut Vec<Vec<TokenTree>>) {
    let mut at = 0;
    while at < tokens.len() {
        if is_bar(&tokens[at]) && begins_closure(tokens, at) {
            let end = end_of_closure(tokens, at);
            found.push(tokens[at..end].to_vec());
            at = end;
        } else {
            collect_closures(&content(&tokens[at]), found);
            at += 1;
        }
    }
}

/// Returns the end of the closure that begins at a bar: a comma after its parameters that is in no type parameters.
fn end_of_closure(tokens: &[TokenTree], first: usize) -> usize {
    let length = tokens[first + 1..].iter().position(is_bar);
    let body = first + 2 + length.unwrap_or(0);
    let is = |at: usize, text: &str| {
        let token = tokens.get(at);
        token.is_some_and(|token| token.to_string() == text)
    };
    let returns = is(body, "-") && is(body + 1, ">");
    let mut depth = 0_u32;
    for at in body.min(tokens.len())..tokens.len() {
        let opens_types = is(at, "<") && (returns || is(at - 1, ":"));
        depth += u32::from(opens_types || (is(at, "<") && depth > 0));
        if is(at, ">") && !is(at - 1, "-") {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 && is(at, ",") {
            return at;
        }
    }
    tokens.len()
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
    Handle(HeldHandle),
    /// A closure that this function returns.
    Closure(String),
    /// A `Weak`, or a value of a type that owns no handle.
    NoHandle,
    Unknown,
    /// The name is not a variable of the function.
    NoVariable,
}

/// An `Rc` or an `Arc`, or a struct with one.
#[derive(Default)]
struct HeldHandle {
    /// The `let` that binds it, unless it is a parameter.
    bound: Option<usize>,
    /// The type behind it.
    of: Option<String>,
    /// The field of the struct, and where that is declared.
    field: Option<(String, usize)>,
}

impl HeldHandle {
    fn bound_at(binding: usize, of: Option<String>) -> Origin {
        Origin::Handle(Self {
            bound: Some(binding),
            of,
            field: None,
        })
    }
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
            "for" | "|" | "=" if is_in_pattern(file, at, name) => return Origin::Unknown,
            _ => {}
        }
    }
    Origin::NoVariable
}

/// Whether the pattern of a `for`, of a closure or of an arm has this name. These tokens begin or end one.
fn is_in_pattern(file: &SourceTokens, at: usize, name: &str) -> bool {
    let is_named = |mut tokens: std::ops::Range<usize>| tokens.any(|at| file.text(at) == name);
    let open = file.enclosing_open(at);
    let until = |end: &str| (at + 1..file.len()).find(|at| file.text(*at) == end);
    match file.text(at) {
        "for" => until("in").is_some_and(|end| is_named(at..end)),
        "|" => {
            let before = file.text(at - 1);
            let begins = ["move", ",", "=", ">", "(", "{", ";"].contains(&before);
            begins && until("|").is_some_and(|end| is_named(at..end))
        }
        _ if file.is(at + 1, '>') => {
            let from = (open.unwrap_or(0)..at).rev().find(|at| {
                let is_own = file.enclosing_open(*at) == open;
                Some(*at) == open || is_own && matches!(file.text(*at), "," | "}")
            });
            is_named(from.unwrap_or(0)..at)
        }
        _ => false,
    }
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
        return Origin::NoHandle;
    }
    match words.as_slice() {
        [of, ":", ":", "clone", "(", source, ")"]
        | [of, ":", ":", "clone", "(", "&", source, ")"]
            if is_handle(of) =>
        {
            match origin(file, binding, source, steps - 1) {
                Origin::Handle(handle) => HeldHandle::bound_at(binding, handle.of),
                Origin::Closure(_) | Origin::NoHandle | Origin::Unknown | Origin::NoVariable => {
                    HeldHandle::bound_at(binding, None)
                }
            }
        }
        [of, ":", ":", "clone", "(", "&", "self", ".", field, ")"]
        | [of, ":", ":", "clone", "(", "self", ".", field, ")"]
            if is_handle(of) =>
        {
            HeldHandle::bound_at(binding, type_of_own_field(file, binding, field))
        }
        ["self", ".", field, ".", "clone", "(", ")"] => {
            let of = type_of_own_field(file, binding, field);
            of.map_or(Origin::Unknown, |of| {
                HeldHandle::bound_at(binding, Some(of))
            })
        }
        [of, ":", ":", "clone" | "new", ..] if is_handle(of) => HeldHandle::bound_at(binding, None),
        [.., "upgrade", "(", ")", "?"]
        | [.., "upgrade", "(", ")", ".", "unwrap", "(", ")"]
        | [.., "upgrade", "(", ")", ".", "expect", "(", _, ")"] => {
            HeldHandle::bound_at(binding, None)
        }
        [source, ".", "clone", "(", ")"] | ["&", source] | [source] => {
            match origin(file, binding, source, steps - 1) {
                Origin::Handle(handle) => Origin::Handle(HeldHandle {
                    bound: Some(binding),
                    ..handle
                }),
                found @ (Origin::Closure(_) | Origin::NoHandle) => found,
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
        [of, "{", fields @ .., "}"] if of.starts_with(char::is_uppercase) => {
            let clones = fields.windows(4);
            let clones = clones.filter(|of| is_handle(&of[0]) && of[1..] == [":", ":", "clone"]);
            let only = only_handle(file, of).filter(|_| clones.count() == 1);
            only.map_or(Origin::Unknown, |(field, at, of)| {
                Origin::Handle(HeldHandle {
                    bound: Some(binding),
                    of: Some(of),
                    field: Some((field, at)),
                })
            })
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
    let is_whole = file.enclosing_open(at) == Some(open)
        && matches!(file.text(at - 1), "(" | "," | "mut")
        && file.is(at + 1, ':');
    let end = end_of_type(file, at + 1, close);
    let words: Vec<&str> = (at + 1..end).map(|at| file.text(at)).collect();
    let mut of = words.iter();
    match of.find(|word| matches!(**word, "Rc" | "Arc" | "Weak")) {
        Some(&"Weak") => Origin::NoHandle,
        Some(_) => {
            let of = of.nth(1).filter(|of| **of != "dyn");
            let of = match of {
                Some(&"Self") => implemented_type(file, open),
                of => of.map(|of| (*of).to_owned()),
            };
            Origin::Handle(HeldHandle {
                of,
                ..HeldHandle::default()
            })
        }
        None if is_whole && !may_own_a_handle(&words[1..].join(" "), Some(file)) => {
            Origin::NoHandle
        }
        None => Origin::Unknown,
    }
}

/// Returns the end of the type of a field or of a parameter: a comma that is in no type parameters.
fn end_of_type(file: &SourceTokens, from: usize, close: usize) -> usize {
    let mut depth = 0_u32;
    let mut at = from;
    while at < close {
        match file.text(at) {
            "<" => depth += 1,
            ">" if file.text(at - 1) != "-" => depth = depth.saturating_sub(1),
            "," if depth == 0 => break,
            _ => {}
        }
        let partner = file.get(at).and_then(|token| token.partner);
        at = partner.filter(|close| *close > at).unwrap_or(at) + 1;
    }
    at.min(close)
}

/// Returns the type behind a handle in a field of `self`.
fn type_of_own_field(file: &SourceTokens, at: usize, field: &str) -> Option<String> {
    let (_, open, _) = enclosing_function(file, at)?;
    let of = implemented_type(file, open)?;
    let fields = fields(file, &of)?;
    let (at, end) = fields.into_iter().find(|(at, _)| file.text(*at) == field)?;
    type_of_handle(file, at, end)
}

/// Returns the only field of a struct whose type may own a handle, where it is declared, and the type behind it.
fn only_handle(file: &SourceTokens, of: &str) -> Option<(String, usize, String)> {
    let may_own = |(at, end): &(usize, usize)| {
        let words: Vec<&str> = (at + 2..*end).map(|at| file.text(at)).collect();
        may_own_a_handle(&words.join(" "), Some(file))
    };
    let mut handles = fields(file, of)?.into_iter().filter(may_own);
    let (at, end) = handles.next().filter(|_| handles.next().is_none())?;
    let of = type_of_handle(file, at, end)?;
    Some((file.text(at).to_owned(), at, of))
}

/// Returns where the fields of a struct begin and end.
fn fields(file: &SourceTokens, of: &str) -> Option<Vec<(usize, usize)>> {
    let mut words = 1..file.len();
    let declared = words.find(|at| file.text(at - 1) == "struct" && file.text(*at) == of)?;
    let open = file.next_open_brace(declared)?;
    let close = file.get(open)?.partner?;
    let is_field = |at: &usize| {
        file.is(at + 1, ':')
            && !file.is(at + 2, ':')
            && !file.is(at - 1, ':')
            && file.enclosing_open(*at) == Some(open)
    };
    let fields = (open + 1..close).filter(is_field);
    let fields = fields.map(|at| (at, end_of_type(file, at, close)));
    Some(fields.collect())
}

/// Returns the type behind the handle in a field, which may be borrowed.
fn type_of_handle(file: &SourceTokens, field: usize, end: usize) -> Option<String> {
    let at = (field + 2..end).find(|at| {
        let is_borrow = matches!(file.text(*at), "&" | "'" | "mut");
        !is_borrow && !file.is(at - 1, '\'')
    })?;
    let is_handle = matches!(file.text(at), "Rc" | "Arc") && file.is(at + 1, '<');
    let of = file.text(at + 2);
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
