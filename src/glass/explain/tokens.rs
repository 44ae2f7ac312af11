//! Reads the tokens of a program: statements, blocks, and the variables that they bind or mention.

use crate::verdict::Place;
use proc_macro2::{Delimiter, LineColumn, TokenStream, TokenTree};
use std::collections::BTreeSet;

/// What begins a statement that ends with its block.
pub(super) const BRANCHES: &[&str] = &["if", "match", "while", "for", "loop", "unsafe"];

pub(super) fn position(place: &Place) -> Option<LineColumn> {
    Some(LineColumn {
        line: usize::try_from(place.line).ok()?,
        column: usize::try_from(place.column).ok()?.checked_sub(1)?,
    })
}

pub(super) fn tokens(source: &str) -> Option<Vec<TokenTree>> {
    let stream: TokenStream = source.parse().ok()?;
    Some(stream.into_iter().collect())
}

pub(super) fn contains(tokens: &[TokenTree], at: LineColumn) -> bool {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
        return false;
    };
    first.span().start() <= at && at < last.span().end()
}

pub(super) fn is_block(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// Returns the content of the innermost braces around all of these positions.
pub(super) fn innermost_block(
    tokens: &[TokenTree],
    around: &[LineColumn],
) -> Option<Vec<TokenTree>> {
    let is_around = |token: &&TokenTree| {
        around
            .iter()
            .all(|at| contains(std::slice::from_ref(*token), *at))
    };
    let TokenTree::Group(group) = tokens.iter().find(is_around)? else {
        return None;
    };
    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
    innermost_block(&inner, around)
        .or_else(|| (group.delimiter() == Delimiter::Brace).then_some(inner))
}

/// Splits the content of a block into statements.
pub(super) fn statements(block: &[TokenTree]) -> Vec<&[TokenTree]> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, token) in block.iter().enumerate() {
        let next = block.get(at + 1).map(ToString::to_string);
        let goes_on = next.is_some_and(|next| ["else", ".", "?", "=", ","].contains(&&*next));
        let begins = word(&block[start..], 0).unwrap_or_default();
        let is_whole = is_block(token) && !goes_on && BRANCHES.contains(&&*begins);
        if is_whole || token.to_string() == ";" {
            found.push(&block[start..=at]);
            start = at + 1;
        }
    }
    if start < block.len() {
        found.push(&block[start..]);
    }
    found
}

pub(super) fn word(tokens: &[TokenTree], at: usize) -> Option<String> {
    match tokens.get(at)? {
        TokenTree::Ident(word) => Some(word.to_string()),
        _ => None,
    }
}

/// Calls `found` with every word in these tokens, until it returns true.
pub(super) fn any_word(tokens: &[TokenTree], found: &mut dyn FnMut(&str) -> bool) -> bool {
    tokens.iter().any(|token| match token {
        TokenTree::Ident(word) => found(&word.to_string()),
        TokenTree::Group(group) => {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            any_word(&inner, found)
        }
        // A format string may name a variable, but it changes nothing.
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

pub(super) fn mentions(tokens: &[TokenTree], variables: &BTreeSet<String>) -> bool {
    !variables.is_empty() && any_word(tokens, &mut |word| variables.contains(word))
}

pub(super) fn has_word(tokens: &[TokenTree], words: &[&str]) -> bool {
    any_word(tokens, &mut |word| words.contains(&word))
}

pub(super) fn has_question_mark(tokens: &[TokenTree]) -> bool {
    tokens.iter().any(|token| match token {
        TokenTree::Punct(sign) => sign.as_char() == '?',
        TokenTree::Group(group) => {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            has_question_mark(&inner)
        }
        TokenTree::Ident(_) | TokenTree::Literal(_) => false,
    })
}

/// Returns what a branch decides on: all before its first block.
pub(super) fn head(statement: &[TokenTree]) -> &[TokenTree] {
    let end = statement.iter().position(is_block);
    &statement[..end.unwrap_or(statement.len())]
}

pub(super) fn body(statement: &[TokenTree]) -> &[TokenTree] {
    &statement[head(statement).len()..]
}

pub(super) fn blocks(statement: &[TokenTree]) -> impl Iterator<Item = Vec<TokenTree>> {
    statement.iter().filter_map(|token| match token {
        TokenTree::Group(group) if is_block(token) => Some(group.stream().into_iter().collect()),
        _ => None,
    })
}

/// Returns the variables that a `let` binds.
pub(super) fn bound(statement: &[TokenTree]) -> BTreeSet<String> {
    if word(statement, 0).as_deref() != Some("let") {
        return BTreeSet::new();
    }
    let pattern = statement[1..].iter();
    let pattern = pattern.take_while(|token| ![":", "=", ";"].contains(&&*token.to_string()));
    let pattern: Vec<TokenTree> = pattern.cloned().collect();
    variables(&pattern)
}

/// Returns the variables of the pattern in `if let PATTERN = …`, or of a closure or an arm.
pub(super) fn words_of_pattern(head: &[TokenTree]) -> BTreeSet<String> {
    let start = head.iter().position(|token| token.to_string() == "let");
    let Some(start) = start else {
        return BTreeSet::new();
    };
    bound(&head[start..])
}

pub(super) fn variables(pattern: &[TokenTree]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    any_word(pattern, &mut |word| {
        let is_variable = word.starts_with(|first: char| first.is_lowercase() || first == '_');
        if is_variable && !["mut", "ref", "_"].contains(&word) {
            found.insert(word.to_owned());
        }
        false
    });
    found
}

/// Returns the variable that a statement such as `total = …` or `total += …` assigns.
pub(super) fn assigned(statement: &[TokenTree]) -> Option<String> {
    let variable = word(statement, 0)?;
    let signs = statement[1..].iter().take(2).map(ToString::to_string);
    let signs: String = signs.collect();
    let is_assignment = signs.starts_with('=') && !signs.starts_with("==");
    let changes = ["+=", "-=", "*=", "|=", "&="];
    (is_assignment || changes.contains(&&*signs)).then_some(variable)
}
