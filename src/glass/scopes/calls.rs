//! Finds calls by name: those that a function has yet to make, and those of a given method.

use super::Scopes;
use super::signatures::implemented_type;
use crate::glass::tokens::{SourceToken, SourceTokens};
use crate::verdict::{Call, Place};
use std::collections::BTreeSet;

/// Whether the call at a token is wanted.
type IsWanted<'a> = &'a dyn Fn(&SourceTokens, usize) -> bool;

#[derive(Debug)]
pub(in crate::glass) struct ProgramCalls<'a> {
    files: Vec<(&'a str, &'a SourceTokens)>,
}

impl<'a> ProgramCalls<'a> {
    pub(in crate::glass) fn new(files: impl Iterator<Item = (&'a str, &'a SourceTokens)>) -> Self {
        Self {
            files: files.collect(),
        }
    }

    fn file(&self, place: &Place) -> Option<&'a SourceTokens> {
        let mut files = self.files.iter();
        files
            .find(|(path, _)| *path == place.file)
            .map(|(_, tokens)| *tokens)
    }

    /// Whether a function may call one of these methods before it returns, itself or through the functions that it
    /// calls.
    pub(in crate::glass) fn may_call_after(&self, call: &Call, methods: &[&str]) -> bool {
        self.may_call(call, &|tokens, at| methods.contains(&tokens.text(at)))
    }

    /// Whether a function may call one of these methods on a field of this name before it returns.
    pub(in crate::glass) fn may_call_on_field_after(
        &self,
        call: &Call,
        methods: &[&str],
        field: &str,
    ) -> bool {
        self.may_call(call, &|tokens, at| {
            methods.contains(&tokens.text(at))
                && at > 2
                && tokens.is(at - 1, '.')
                && tokens.text(at - 2) == field
                && tokens.is(at - 3, '.')
        })
    }

    fn may_call(&self, call: &Call, is_wanted: IsWanted<'_>) -> bool {
        let rest = || {
            let tokens = self.file(&call.place)?;
            let at = tokens.at(&call.place)?;
            let close = if call.function.ends_with("{{closure}}") {
                enclosing_closure(tokens, at)?
            } else {
                enclosing_function(tokens, at)?.2
            };
            let open = tokens.get(close)?.partner?;
            Some((tokens, start_of_loops(tokens, at, open)..close))
        };
        rest().is_some_and(|(tokens, rest)| {
            self.calls_any(tokens, rest, is_wanted, &mut BTreeSet::new())
        })
    }

    fn calls_any(
        &self,
        tokens: &'a SourceTokens,
        mut range: std::ops::Range<usize>,
        is_wanted: IsWanted<'_>,
        known: &mut BTreeSet<&'a str>,
    ) -> bool {
        range.any(|at| {
            if !is_call(tokens, at) {
                return false;
            }
            let name = tokens.text(at);
            if is_wanted(tokens, at) {
                return true;
            }
            known.insert(name)
                && self.files.iter().any(|(_, tokens)| {
                    bodies(tokens, name).any(|body| self.calls_any(tokens, body, is_wanted, known))
                })
        })
    }

    /// Returns the calls of methods on what has this name, each with the function that it is in.
    pub(in crate::glass) fn calls_on(&self, name: &str, methods: &[&str]) -> Vec<Call> {
        let mut found = Vec::new();
        for (path, tokens) in &self.files {
            for at in 2..tokens.len() {
                let is_found = methods.contains(&tokens.text(at))
                    && is_call(tokens, at)
                    && tokens.text(at - 1) == "."
                    && tokens.text(at - 2) == name;
                let place = tokens.place(at, path).filter(|_| is_found);
                if let Some(place) = place
                    && let Some((function, ..)) = enclosing_function(tokens, at)
                {
                    let function = function.to_owned();
                    found.push(Call { function, place });
                }
            }
        }
        found
    }

    /// Returns the calls of functions and methods with this name, each with the function that it is in.
    pub(in crate::glass) fn calls_of(&self, name: &str) -> Vec<Call> {
        let mut found = Vec::new();
        for (path, tokens) in &self.files {
            let calls = (0..tokens.len()).filter(|at| tokens.text(*at) == name);
            for at in calls.filter(|at| is_call(tokens, *at)) {
                if let Some(place) = tokens.place(at, path)
                    && let Some((function, ..)) = enclosing_function(tokens, at)
                {
                    let function = function.to_owned();
                    found.push(Call { function, place });
                }
            }
        }
        found
    }

    pub(in crate::glass) fn is_in_test(&self, place: &Place) -> bool {
        let is_in_test = || {
            let tokens = self.file(place)?;
            let (_, open, _) = enclosing_function(tokens, tokens.at(place)?)?;
            let mut at = (0..open).rfind(|at| tokens.text(*at) == "fn")?;
            at -= usize::from(at > 0 && tokens.text(at - 1) == "pub");
            while tokens.text(at.checked_sub(1)?) == "]" {
                let bracket = tokens.get(at - 1)?.partner?;
                if tokens.text(bracket + 1) == "test" {
                    return Some(true);
                }
                at = bracket.checked_sub(1)?;
            }
            Some(false)
        };
        is_in_test() == Some(true)
    }

    pub(in crate::glass) fn implemented_type(&self, place: &Place) -> Option<String> {
        let tokens = self.file(place)?;
        let (_, open, _) = enclosing_function(tokens, tokens.at(place)?)?;
        implemented_type(tokens, open)
    }

    pub(in crate::glass) fn declares(&self, name: &str) -> bool {
        self.files
            .iter()
            .any(|(_, tokens)| bodies(tokens, name).next().is_some())
    }

    /// Whether the literals of a struct give it this field in one place only. Others may take it from another value.
    pub(in crate::glass) fn is_given_in_one_place(&self, of: &str, field: &str) -> bool {
        let count = |tokens: &SourceTokens| {
            let is_literal = |at: &usize| {
                let is_type = match tokens.text(*at) {
                    "Self" => {
                        let function = enclosing_function(tokens, *at);
                        let of_impl = function.map(|(_, open, _)| implemented_type(tokens, open));
                        of_impl.flatten().as_deref() == Some(of)
                    }
                    text => text == of,
                };
                let before = at.checked_sub(1).map_or("", |before| tokens.text(before));
                let declares = ["struct", "enum", "impl", "trait", "for", ">", "let", "+"];
                let gives_field = || {
                    let close = tokens.get(at + 1).and_then(|open| open.partner);
                    (at + 2..close.unwrap_or(*at)).any(|inner| {
                        tokens.text(inner) == field && tokens.enclosing_open(inner) == Some(at + 1)
                    })
                };
                let is_literal = tokens.is(at + 1, '{') && gives_field() || tokens.is(at + 1, '(');
                is_literal && is_type && !declares.contains(&before)
            };
            (0..tokens.len()).filter(is_literal).count()
        };
        self.files
            .iter()
            .map(|(_, tokens)| count(tokens))
            .sum::<usize>()
            <= 1
    }

    /// Whether a place is in the block of a `for` of its function.
    pub(in crate::glass) fn is_in_for(&self, place: &Place) -> bool {
        let is_in_for = || {
            let tokens = self.file(place)?;
            let mut at = tokens.at(place)?;
            let (_, body, _) = enclosing_function(tokens, at)?;
            loop {
                at = tokens.get(tokens.enclosing_brace(at)?)?.partner?;
                if at <= body {
                    return Some(false);
                }
                if tokens.text(tokens.start_of_statement(at)?) == "for" {
                    return Some(true);
                }
            }
        };
        is_in_for() == Some(true)
    }

    /// Returns the last segment of what a method is called on: `wake` of `self.wake.wait(guard)`.
    pub(in crate::glass) fn receiver(&self, place: &Place) -> Option<&str> {
        let tokens = self.file(place)?;
        let at = tokens.at(place)?;
        let name = tokens.get(at.checked_sub(2)?)?;
        (tokens.text(at - 1) == "." && name.is_value()).then_some(&name.text)
    }
}

fn is_call(tokens: &SourceTokens, at: usize) -> bool {
    let is_name = tokens.get(at).is_some_and(SourceToken::is_value);
    let is_declared = tokens.text(at.wrapping_sub(1)) == "fn";
    is_name && !is_declared && matches!(tokens.text(at + 1), "(" | ":")
}

/// Returns where the outermost loop around a token begins, inside the bracket `outer`, or else the next token.
fn start_of_loops(tokens: &SourceTokens, at: usize, outer: usize) -> usize {
    let mut start = at + 1;
    let mut inner = at;
    while let Some(open) = tokens.enclosing_open(inner).filter(|open| *open > outer) {
        let head = tokens.start_of_statement(open).unwrap_or(open);
        let is_loop = |at: &usize| matches!(tokens.text(*at), "loop" | "while" | "for");
        if tokens.is(open, '{') && (head..open).any(|at| is_loop(&at)) {
            start = open;
        }
        inner = open;
    }
    start
}

pub(super) fn bodies<'a>(
    tokens: &'a SourceTokens,
    name: &'a str,
) -> impl Iterator<Item = std::ops::Range<usize>> + 'a {
    let declared =
        (1..tokens.len()).filter(move |at| tokens.text(at - 1) == "fn" && tokens.text(*at) == name);
    declared.filter_map(|at| {
        let open = (at..tokens.len()).find(|at| matches!(tokens.text(*at), "{" | ";"))?;
        Some(open..tokens.get(open)?.partner?)
    })
}

/// Returns where the closure around a token ends: with its block, or with the arguments that it is one of.
pub(in crate::glass) fn enclosing_closure(tokens: &SourceTokens, at: usize) -> Option<usize> {
    let mut open = tokens.enclosing_open(at)?;
    loop {
        let has_block = tokens.text(open) == "{" && tokens.text(open.checked_sub(1)?) == "|";
        let is_argument = tokens.text(open) == "(" && matches!(tokens.text(open + 1), "|" | "move");
        if has_block || is_argument {
            return tokens.get(open)?.partner;
        }
        open = tokens.enclosing_open(open)?;
    }
}

/// Returns the name of the function around a token, and its braces.
pub(in crate::glass) fn enclosing_function(
    tokens: &SourceTokens,
    at: usize,
) -> Option<(&str, usize, usize)> {
    let mut close = tokens.enclosing_brace(at)?;
    loop {
        let open = tokens.get(close)?.partner?;
        let start = (0..open)
            .rev()
            .find(|at| matches!(tokens.text(*at), ";" | "{" | "}") && tokens.get(*at).is_some());
        let start = start.map_or(0, |start| start + 1);
        if let Some(declared) = (start..open).find(|at| tokens.text(*at) == "fn") {
            return Some((tokens.text(declared + 1), open, close));
        }
        close = tokens.enclosing_brace(open)?;
    }
}

impl Scopes<'_> {
    /// Whether the function around a call uses a variable in the statement of the call or later, or anywhere in a loop
    /// around the call.
    pub(in crate::glass) fn is_used_from(&self, call: &Place, name: &str) -> bool {
        let is_used = || {
            let at = self.tokens.at(call)?;
            let (_, open, close) = enclosing_function(self.tokens, at)?;
            let statement = self.tokens.start_of_statement(at)?;
            let from = statement.min(start_of_loops(self.tokens, at, open));
            Some((from..close).any(|at| {
                let is_part = self.tokens.is(at.wrapping_sub(1), '.');
                self.tokens.text(at) == name && !is_part
            }))
        };
        is_used() != Some(false)
    }

    /// Returns the name of the function around a `let`, if the other place comes later in the block of the `let`.
    pub(in crate::glass) fn function_around(&self, bound: &Place, met: &Place) -> Option<&str> {
        let (bound, met) = (self.tokens.at(bound)?, self.tokens.at(met)?);
        let close = self.tokens.enclosing_brace(bound)?;
        let (function, ..) = enclosing_function(self.tokens, bound)?;
        (bound < met && met < close).then_some(function)
    }
}
