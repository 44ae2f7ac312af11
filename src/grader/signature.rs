//! Compares signatures of functions by what a caller depends on: generics, parameter types, return type.

use super::tokens::{Token, Tokens};

/// A function's name and types, without attributes, visibility or parameter names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FnSignature {
    pub(super) name: String,
    generics: Vec<String>,
    parameters: Vec<Vec<String>>,
    result: Vec<String>,
}

impl FnSignature {
    /// Parses `fn name(…) -> …`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let row = Tokens::parse(text).ok()?.0;
        let at = row.iter().position(|token| token.text == "fn")?;
        Self::parse_at(&row, at)
    }

    /// Parses the signature whose `fn` is the token at `at`.
    pub(super) fn parse_at(row: &[Token], at: usize) -> Option<Self> {
        let words: Vec<&str> = row[at + 1..]
            .iter()
            .map(|token| token.text.as_str())
            .collect();
        // The `;` in an array type and the braces of a pattern do not end the signature.
        let end = outside(&words, |word| matches!(word, "{" | ";" | "where"));
        let words = &words[..end.unwrap_or(words.len())];
        let (name, rest) = words.split_first()?;
        let open = outside(rest, |word| word == "(")?;
        let close = matching(rest, open)?;
        let parameters = split(&rest[open + 1..close]);
        Some(Self {
            name: (*name).to_owned(),
            generics: owned(&rest[..open]),
            parameters: parameters.into_iter().map(parameter).collect(),
            result: owned(&rest[close + 1..]),
        })
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Returns how many brackets of any kind enclose each word. The `>` of an arrow closes none.
fn depths<'a>(words: &'a [&'a str]) -> impl Iterator<Item = i32> + 'a {
    let mut depth = 0;
    words.iter().enumerate().map(move |(at, word)| {
        let arrow = at > 0 && words[at - 1] == "-";
        let here = depth;
        match *word {
            "(" | "[" | "<" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            ">" if !arrow => depth -= 1,
            _ => {}
        }
        here.min(depth)
    })
}

/// Returns the index of the first wanted word outside of all brackets.
fn outside(words: &[&str], wanted: impl Fn(&str) -> bool) -> Option<usize> {
    let mut places = words.iter().zip(depths(words));
    places.position(|(word, depth)| depth == 0 && wanted(word))
}

fn matching(words: &[&str], open: usize) -> Option<usize> {
    let inside = &words[open..];
    let end = inside
        .iter()
        .zip(depths(inside))
        .position(|(word, depth)| depth == 0 && *word == ")");
    end.map(|end| open + end)
}

/// Splits at the commas outside of brackets.
fn split<'a>(words: &'a [&'a str]) -> Vec<&'a [&'a str]> {
    let mut parts = Vec::new();
    let mut rest = words;
    while let Some(comma) = outside(rest, |word| word == ",") {
        parts.push(&rest[..comma]);
        rest = &rest[comma + 1..];
    }
    if !rest.is_empty() {
        parts.push(rest);
    }
    parts
}

/// Returns a parameter's type, or the receiver.
fn parameter(words: &[&str]) -> Vec<String> {
    let single = |at: usize| {
        let double = words.get(at + 1) == Some(&":") || (at > 0 && words[at - 1] == ":");
        words[at] == ":" && !double
    };
    let mut places = depths(words).enumerate();
    let after_colon = places
        .find(|&(at, depth)| depth == 0 && single(at))
        .map(|(at, _)| at);
    match after_colon {
        Some(colon) if !words[..colon].contains(&"self") => owned(&words[colon + 1..]),
        // `mut self` is `self` to a caller.
        _ if words.first() == Some(&"mut") => owned(&words[1..]),
        _ => owned(words),
    }
}

#[cfg(test)]
mod tests;
